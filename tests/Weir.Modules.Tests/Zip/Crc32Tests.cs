using Weir.Modules.Zip;

namespace Weir.Modules.Tests.Zip;

public class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_standard_comes_out() => Assert.Equal(0xcbf43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Sums_of_every_length_and_split_agree_with_the_definition()
    {
        var data = new byte[700];
        new Random(1).NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
        {
            var expected = ZipBuilder.Sum(data.AsSpan(0, length));
            Assert.Equal(expected, Crc32.Append(0, data.AsSpan(0, length)));
            Assert.Equal(expected, ~Crc32.AppendByTables(uint.MaxValue, data.AsSpan(0, length)));
            Assert.Equal(expected, Crc32.Append(Crc32.Append(0, data.AsSpan(0, length / 3)), data.AsSpan(length / 3, length - (length / 3))));
        }
    }
}
