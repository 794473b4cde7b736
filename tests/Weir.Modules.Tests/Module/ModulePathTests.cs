using Weir.Modules.Module;

namespace Weir.Modules.Tests.Module;

public class ModulePathTests
{
    // The table of golang.org/x/mod/module TestCheckPath: path, valid as a module path, valid as a file path.
    [Theory]
    [InlineData("x.y/z", true, true)]
    [InlineData("x.y", true, true)]
    [InlineData("", false, false)]
    [InlineData("/x.y/z", false, false)]
    [InlineData("x./z", false, false)]
    [InlineData(".x/z", false, true)]
    [InlineData("-x/z", false, true)]
    [InlineData("x..y/z", true, true)]
    [InlineData("x.y/z/../../w", false, false)]
    [InlineData("x.y//z", false, false)]
    [InlineData("x.y/z//w", false, false)]
    [InlineData("x.y/z/", false, false)]
    [InlineData("x.y/z/v0", false, true)]
    [InlineData("x.y/z/v1", false, true)]
    [InlineData("x.y/z/v2", true, true)]
    [InlineData("x.y/z/v2.0", false, true)]
    [InlineData("X.y/z", false, true)]
    [InlineData("!x.y/z", false, true)]
    [InlineData("_x.y/z", false, true)]
    [InlineData("x.y!/z", false, true)]
    [InlineData("x.y\"/z", false, false)]
    [InlineData("x.y#/z", false, true)]
    [InlineData("x.y$/z", false, true)]
    [InlineData("x.y%/z", false, true)]
    [InlineData("x.y&/z", false, true)]
    [InlineData("x.y'/z", false, false)]
    [InlineData("x.y(/z", false, true)]
    [InlineData("x.y)/z", false, true)]
    [InlineData("x.y*/z", false, false)]
    [InlineData("x.y+/z", false, true)]
    [InlineData("x.y,/z", false, true)]
    [InlineData("x.y-/z", true, true)]
    [InlineData("x.y./zt", false, false)]
    [InlineData("x.y:/z", false, false)]
    [InlineData("x.y;/z", false, false)]
    [InlineData("x.y</z", false, false)]
    [InlineData("x.y=/z", false, true)]
    [InlineData("x.y>/z", false, false)]
    [InlineData("x.y?/z", false, false)]
    [InlineData("x.y@/z", false, true)]
    [InlineData("x.y[/z", false, true)]
    [InlineData("x.y\\/z", false, false)]
    [InlineData("x.y]/z", false, true)]
    [InlineData("x.y^/z", false, true)]
    [InlineData("x.y_/z", false, true)]
    [InlineData("x.y`/z", false, false)]
    [InlineData("x.y{/z", false, true)]
    [InlineData("x.y}/z", false, true)]
    [InlineData("x.y~/z", false, true)]
    [InlineData("x.y/z!", false, true)]
    [InlineData("x.y/z\"", false, false)]
    [InlineData("x.y/z#", false, true)]
    [InlineData("x.y/z+", false, true)]
    [InlineData("x.y/z-", true, true)]
    [InlineData("x.y/z.t", true, true)]
    [InlineData("x.y/z/t", true, true)]
    [InlineData("x.y/z@", false, true)]
    [InlineData("x.y/z_", true, true)]
    [InlineData("x.y/z~", true, true)]
    [InlineData("x.y/x.foo", true, true)]
    [InlineData("x.y/aux.foo", false, false)]
    [InlineData("x.y/prn", false, false)]
    [InlineData("x.y/prn2", true, true)]
    [InlineData("x.y/com", true, true)]
    [InlineData("x.y/com1", false, false)]
    [InlineData("x.y/com0", true, true)]
    [InlineData("x.y/com1.txt", false, false)]
    [InlineData("x.y/LPT9", false, false)]
    [InlineData("x.y/calm1", true, true)]
    [InlineData("x.y/z~1", false, true)]
    [InlineData("x.y/z~1.t", false, true)]
    [InlineData("x.y/z~a1", true, true)]
    [InlineData("github.com/!123/logrus", false, true)]
    [InlineData("github.com/user/unicode/испытание", false, true)]
    [InlineData("../x", false, false)]
    [InlineData("./y", false, false)]
    [InlineData("x:y", false, false)]
    [InlineData(@"\temp\foo", false, false)]
    [InlineData(".gitignore", false, true)]
    [InlineData(".github/ISSUE_TEMPLATE", false, true)]
    [InlineData("x☺y", false, false)]
    [InlineData("a/𐐨", false, true)]
    [InlineData("a/😀", false, false)]
    [InlineData("a/e\u0301", false, false)]
    [InlineData("gopkg.in/yaml", false, true)]
    [InlineData("gopkg.in/yaml.v01", false, true)]
    [InlineData("gopkg.in/yaml.v2-unstable", true, true)]
    public void Valid_paths_are_those_of_go(string path, bool module, bool file)
    {
        Assert.Equal(module, ModulePath.Check(path) is null);
        Assert.Equal(file, ModulePath.CheckFilePath(path) is null);
    }

    [Theory]
    [InlineData("", "empty string")]
    [InlineData("github/x", "missing dot in first path element")]
    [InlineData("Example.com/x", "invalid char 'E' in first path element")]
    [InlineData("x.y/a b", "invalid char ' '")]
    [InlineData("x.y/a\u0001", "invalid char '\\x01'")]
    [InlineData("x.y/z/v1", "invalid version")]
    [InlineData("x.y//z", "double slash")]
    [InlineData("-x.y/z", "leading dash")]
    [InlineData("-x.y//z/", "leading dash")]
    [InlineData("x.y/z/", "trailing slash")]
    [InlineData("x.y/.z", "leading dot in path element")]
    [InlineData("x.y/z.", "trailing dot in path element")]
    [InlineData("x.y/..", "invalid path element \"..\"")]
    [InlineData("x.y/con", "\"con\" disallowed as path element component on Windows")]
    [InlineData("x.y/z~1", "trailing tilde and digits in path element")]
    public void The_reason_is_in_the_words_of_go(string path, string reason) => Assert.Equal(reason, ModulePath.Check(path));

    [Theory]
    [InlineData(0xd800)]
    [InlineData(0xdfff)]
    public void Text_that_is_no_utf8_is_told_first(int unit)
    {
        var path = $"x.y/{(char)unit}z";
        Assert.Equal(("invalid UTF-8", "invalid UTF-8"), (ModulePath.Check(path), ModulePath.CheckFilePath(path)));
    }

    [Theory]
    [InlineData("x.y/z", "")]
    [InlineData("x.y/z", "/v2")]
    [InlineData("x.y/z", "/v30")]
    [InlineData("x.y/v", "")]
    [InlineData("gopkg.in/yaml", ".v0")]
    [InlineData("gopkg.in/yaml", ".v3")]
    [InlineData("gopkg.in/yaml", ".v3-unstable")]
    public void A_path_splits_into_prefix_and_major_version(string prefix, string major)
    {
        Assert.True(ModulePath.TrySplitMajor(prefix + major, out var actualPrefix, out var actualMajor));
        Assert.Equal((prefix, major), (actualPrefix, actualMajor));
    }

    [Theory]
    [InlineData("x.y/z/v0")]
    [InlineData("x.y/z/v1")]
    [InlineData("x.y/z/v02")]
    [InlineData("x.y/z/v2.1")]
    [InlineData("gopkg.in/yaml")]
    [InlineData("gopkg.in/yaml.v02")]
    [InlineData("gopkg.in/yaml.v0-unstable")]
    public void A_path_with_an_impossible_major_version_does_not_split(string path)
    {
        Assert.False(ModulePath.TrySplitMajor(path, out var prefix, out var major));
        Assert.Equal((path, ""), (prefix, major));
    }

    [Theory]
    [InlineData("x.y/z", "v0.1.0", null)]
    [InlineData("x.y/z", "v1.0.0", null)]
    [InlineData("x.y/z", "v2.0.0", "should be v0 or v1, not v2")]
    [InlineData("x.y/z", "v17.0.0+incompatible", null)]
    [InlineData("x.y/z/v2", "v1.0.0", "should be v2, not v1")]
    [InlineData("x.y/z/v2", "v2.1.5", null)]
    [InlineData("gopkg.in/yaml.v0", "v0.8.0", null)]
    [InlineData("gopkg.in/yaml.v1", "v0.8.0", "should be v1, not v0")]
    [InlineData("gopkg.in/check.v1", "v0.0.0", "should be v1, not v0")]
    [InlineData("gopkg.in/check.v1", "v0.0.0-20160102150405-abcdef123456", null)]
    [InlineData("gopkg.in/check.v1-unstable", "v1.0.0", null)]
    [InlineData("gopkg.in/yaml.v2", "v3.0.0", "should be v2, not v3")]
    public void A_version_belongs_to_the_major_version_of_its_path(string path, string version, string? problem) =>
        Assert.Equal(problem, ModulePath.CheckVersion(path, version));

    [Theory]
    [InlineData("v1.2.3+meta", true)]
    [InlineData("master", true)]
    [InlineData("release-branch.go1", true)]
    [InlineData("feature/x", false)]
    [InlineData("a!b", false)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData("con", false)]
    [InlineData("ветка", false)]
    public void A_query_is_one_element_without_a_bang(string version, bool allowed) =>
        Assert.Equal(allowed ? null : "disallowed version string", ModulePath.CheckQuery(version));
}
