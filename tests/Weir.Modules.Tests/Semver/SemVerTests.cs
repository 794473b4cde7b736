using Weir.Modules.Semver;

namespace Weir.Modules.Tests.Semver;

public class SemVerTests
{
    // The ascending table of golang.org/x/mod/semver; equal entries share a number.
    private static readonly (int Rank, string Version)[] s_ascending =
    [
        (0, "bad"), (0, "v1-alpha.beta.gamma"), (0, "v1-pre"), (0, "v1+meta"), (0, "v1-pre+meta"), (0, "v1.2-pre"), (0, "v1.2+meta"), (0, "v1.2-pre+meta"),
        (1, "v1.0.0-alpha"), (2, "v1.0.0-alpha.1"), (3, "v1.0.0-alpha.beta"), (4, "v1.0.0-beta"), (5, "v1.0.0-beta.2"), (6, "v1.0.0-beta.11"),
        (7, "v1.0.0-rc.1"), (8, "v1"), (8, "v1.0"), (8, "v1.0.0"), (9, "v1.2"), (9, "v1.2.0"), (10, "v1.2.3-456"), (11, "v1.2.3-456.789"),
        (12, "v1.2.3-456-789"), (13, "v1.2.3-456a"), (14, "v1.2.3-pre"), (14, "v1.2.3-pre+meta"), (15, "v1.2.3-pre.1"), (16, "v1.2.3-zzz"),
        (17, "v1.2.3"), (17, "v1.2.3+meta"), (17, "v1.2.3+meta-pre"), (17, "v1.2.3+meta-pre.sha.256a"), (18, "v1.99999999999999999999999.0"),
        (19, "v1.100000000000000000000000.0"),
    ];

    [Fact]
    public void Versions_have_the_precedence_of_semver()
    {
        foreach (var (rankA, a) in s_ascending)
        {
            foreach (var (rankB, b) in s_ascending)
            {
                Assert.True(Math.Sign(SemVer.Compare(a, b)) == rankA.CompareTo(rankB), $"{a} {b}");
            }
        }
    }

    [Fact]
    public void A_list_is_sorted_by_precedence_and_then_by_text()
    {
        string[] sorted = ["v1", "v1.0", "v1.0.0", "v1.2.3-pre", "v1.2.3", "v1.2.3+meta", "v1.10.0"];
        Assert.Equal(sorted, sorted.Reverse().Order(SemVer.ListOrder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.0.0")]
    [InlineData("v")]
    [InlineData("v01.0.0")]
    [InlineData("v1.")]
    [InlineData("v1.2.")]
    [InlineData("v1.2.3.4")]
    [InlineData("v1.2.3-")]
    [InlineData("v1.2.3+")]
    [InlineData("v1.2.3-a..b")]
    [InlineData("v1.2.3-01")]
    [InlineData("v1.2.3-a_b")]
    [InlineData("v1.2.3+a..b")]
    [InlineData("v1.2.3 ")]
    [InlineData("v1.2.٣")]
    [InlineData("V1.2.3")]
    public void Other_text_is_no_version(string text)
    {
        Assert.False(SemVer.IsValid(text));
        Assert.Equal(("", "", ""), (SemVer.Major(text), SemVer.Prerelease(text), SemVer.Build(text)));
    }

    [Theory]
    [InlineData("v1.2.3", true)]
    [InlineData("v1.2.3-pre.0-x", true)]
    [InlineData("v2.0.0+incompatible", true)]
    [InlineData("v1.2.3+01", false)]
    [InlineData("v1", false)]
    [InlineData("v1.2", false)]
    [InlineData("v2.0.0+incompatible.1", false)]
    [InlineData("master", false)]
    public void Canonical_versions_have_three_numbers_and_no_build(string version, bool canonical) =>
        Assert.Equal(canonical, SemVer.IsCanonical(version));

    [Fact]
    public void The_parts_keep_their_marks() =>
        Assert.Equal(("v2", "-pre.1", "+meta"), (SemVer.Major("v2.1.0-pre.1+meta"), SemVer.Prerelease("v2.1.0-pre.1+meta"), SemVer.Build("v2.1.0-pre.1+meta")));
}
