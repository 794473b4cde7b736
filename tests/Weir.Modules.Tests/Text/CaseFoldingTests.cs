using Weir.Modules.Text;

namespace Weir.Modules.Tests.Text;

public class CaseFoldingTests
{
    [Theory]
    [InlineData("README", "readme")]
    [InlineData("K", "\u212a")]
    [InlineData("k", "\u212a")]
    [InlineData("s", "\u017f")]
    [InlineData("å", "\u212b")]
    [InlineData("Σ", "ς")]
    [InlineData("σ", "ς")]
    [InlineData("µ", "Μ")]
    [InlineData("β", "ϐ")]
    [InlineData("ẞ", "ß")]
    [InlineData("Ǆ", "ǅ")]
    [InlineData("ǆ", "ǅ")]
    [InlineData("Ω", "\u2126")]
    [InlineData("ι", "\u1fbe")]
    [InlineData("Ა", "ა")]
    [InlineData("Ꭰ", "ꭰ")]
    [InlineData("в", "ᲀ")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("ꙋ", "ᲈ")]
    public void Letters_of_one_orbit_are_equal(string a, string b) => Assert.True(CaseFolding.Equal(a, b));

    [Theory]
    [InlineData("i", "İ")]
    [InlineData("i", "ı")]
    [InlineData("ß", "ss")]
    [InlineData("ﬁ", "fi")]
    [InlineData("e", "é")]
    [InlineData("[", "{")]
    public void Letters_of_two_orbits_are_not(string a, string b) => Assert.False(CaseFolding.Equal(a, b));

    [Fact]
    public void A_folded_string_is_its_own_fold()
    {
        for (var c = 0; c < 0x1f000; c++)
        {
            if (c is < 0xd800 or > 0xdfff)
            {
                var folded = CaseFolding.Fold(char.ConvertFromUtf32(c));
                Assert.Equal(folded, CaseFolding.Fold(folded));
            }
        }
    }
}
