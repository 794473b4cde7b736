using System.Text;
using Weir.Modules.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class LookupRecordTests
{
    [Fact]
    public void A_record_is_number_text_and_the_rest()
    {
        Assert.True(LookupRecord.TryParse("123456789012\nhello, world\n\njunk\u0001"u8.ToArray(), out var record));
        Assert.Equal((123456789012, "hello, world\n", "junk\u0001"), (record.Id, Utf8(record.Text), Utf8(record.Note)));
        Assert.True(LookupRecord.TryParse("0\nx\n\n"u8.ToArray(), out record));
        Assert.True(record.Note.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<!DOCTYPE html>\n<html>\n\n")]
    [InlineData("123\nhello\u0001world\n\n")]
    [InlineData("123\nhello world\n")]
    [InlineData("123\n\n\n")]
    [InlineData("0x123\nx\n\n")]
    [InlineData("+1\nx\n\n")]
    [InlineData("-1\nx\n\n")]
    [InlineData("01\nx\n\n")]
    [InlineData(" 1\nx\n\n")]
    [InlineData("1e3\nx\n\n")]
    [InlineData("9223372036854775808\nx\n\n")]
    [InlineData("\nx\n\n")]
    public void Other_text_is_no_record(string text) => Assert.False(LookupRecord.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Broken_UTF8_and_endless_answers_are_no_record()
    {
        Assert.False(LookupRecord.TryParse(new byte[] { 0x31, 0x0a, 0xff, 0x0a, 0x0a }, out _));
        Assert.False(LookupRecord.TryParse(Encoding.UTF8.GetBytes("1\n" + new string('x', 1_000_000) + "\n\n"), out _));
    }

    [Fact]
    public void A_hash_is_that_of_the_exact_path_version_and_kind()
    {
        var text = "7\na.b/c v1.0.0 h2:no\na.b/c v1.0.0/go.mod h1:mod\na.b/c v1.0.01 h1:no\na.b/c v1.0.0 h1:zip\na.b/c v1.0.0 h1:later\n\nnote";
        Assert.True(LookupRecord.TryParse(Encoding.UTF8.GetBytes(text), out var record));
        Assert.Equal(("h1:zip", "h1:mod"), (record.H1("a.b/c", "v1.0.0"), record.H1("a.b/c", "v1.0.0/go.mod")));
        Assert.Null(record.H1("a.b/c", "v1.0"));
        Assert.Null(record.H1("a.b", "v1.0.0"));
        Assert.Equal(5, record.Lines.Count);
    }

    [Fact]
    public void A_head_is_written_as_it_is_read()
    {
        const string Text = "go.sum database tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n";
        Assert.True(TreeHead.TryParse(Encoding.UTF8.GetBytes(Text + "JOE"), out var head));
        Assert.Equal(new TreeHead(123456789012, Tlog.LeafHash("hello world"u8)), head);
        Assert.Equal(Text, head.ToString());
    }

    [Theory]
    [InlineData("not-go.sum database tree\n1\n{0}\n")]
    [InlineData("go.sum database tree\r\n1\n{0}\n")]
    [InlineData("go.sum database tree\n0xabcdef\n{0}\n")]
    [InlineData("go.sum database tree\n01\n{0}\n")]
    [InlineData("go.sum database tree\n-1\n{0}\n")]
    [InlineData("go.sum database tree\n+1\n{0}\n")]
    [InlineData("go.sum database tree\n1 \n{0}\n")]
    [InlineData("go.sum database tree\n\n{0}\n")]
    [InlineData("go.sum database tree\n1152921504606846977\n{0}\n")]
    [InlineData("go.sum database tree\n9223372036854775808\n{0}\n")]
    [InlineData("go.sum database tree\n1\n{0}")]
    [InlineData("go.sum database tree\n1\n{0} \n")]
    [InlineData("go.sum database tree\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb1=\n")]
    [InlineData("go.sum database tree\n1\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBTOOBIG=\n")]
    [InlineData("go.sum database tree\n1\n")]
    public void Other_text_is_no_head(string text)
    {
        var full = text.Replace("{0}", "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=", StringComparison.Ordinal);
        Assert.False(TreeHead.TryParse(Encoding.UTF8.GetBytes(full), out _));
    }

    [Fact]
    public void No_bytes_make_a_reader_throw()
    {
        var random = new Random(7);
        var lookup = RecordedSumdb.Files[SumdbClient.LookupPath(RecordedSumdb.Modules[0])];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = lookup[..random.Next(lookup.Length + 1)].ToArray();
            for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? '\n' : random.Next(256));
            if (LookupRecord.TryParse(bytes, out var record))
            {
                _ = record.H1("a.b/c", "v1.0.0");
                _ = SignedTreeHead.TryOpen(record.Note, RecordedSumdb.Verifier, out _, out _);
            }

            _ = SignedNote.TryOpen(bytes, [RecordedSumdb.Verifier], out _, out _);
            _ = TreeHead.TryParse(bytes, out _);
        }
    }

    private static string Utf8(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
