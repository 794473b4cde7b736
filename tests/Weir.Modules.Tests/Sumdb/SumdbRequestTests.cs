using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Modules.Tests.Sumdb;

public class SumdbRequestTests
{
    private static readonly string[] s_known = ["sum.golang.org", "corp.example/db", "corp.example/db/two"];

    [Theory]
    [InlineData("/sumdb/sum.golang.org/supported", SumdbEndpoint.Supported)]
    [InlineData("/sumdb/sum.golang.org/latest?x=1", SumdbEndpoint.Latest)]
    public void Fixed_files_are_recognised(string target, SumdbEndpoint endpoint)
    {
        Assert.True(SumdbRequest.TryParse(target, s_known, out var request, out _));
        Assert.Equal(("sum.golang.org", endpoint), (request.Name, request.Endpoint));
    }

    [Theory]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/!burnt!sushi/toml@v1.4.0-!r!c1")]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/%21burnt%21sushi/toml@v1.4.0-%21r%21c1")]
    [InlineData("/sumdb/sum.golang.org/lookup/github.com/%21burnt!sushi/toml%40v1.4.0-%21r!c1")]
    public void A_lookup_names_its_module_however_it_is_encoded(string target)
    {
        Assert.True(SumdbRequest.TryParse(target, s_known, out var request, out _));
        Assert.Equal(new ModuleVersion("github.com/BurntSushi/toml", "v1.4.0-RC1"), request.Module);
        Assert.Equal("lookup/github.com/!burnt!sushi/toml@v1.4.0-!r!c1", request.Rest);
        Assert.Equal("sum.golang.org/lookup/github.com/!burnt!sushi/toml@v1.4.0-!r!c1", request.CacheName);
    }

    [Fact]
    public void The_longest_known_name_wins()
    {
        Assert.True(SumdbRequest.TryParse("/sumdb/corp.example/db/two/latest", s_known, out var request, out _));
        Assert.Equal("corp.example/db/two", request.Name);
        Assert.True(SumdbRequest.TryParse("/sumdb/corp.example/db/latest", s_known, out request, out _));
        Assert.Equal("corp.example/db", request.Name);
    }

    [Theory]
    [InlineData("/sumdb/other.org/latest", "no such checksum database: \"other.org/latest\"")]
    [InlineData("/sumdb/sum.golang.orgx/latest", "no such checksum database: \"sum.golang.orgx/latest\"")]
    [InlineData("/sumdb/sum.golang.org", "no such checksum database: \"sum.golang.org\"")]
    [InlineData("/other", "not a checksum database path: \"other\"")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c", "invalid module@version syntax \"a.b/c\"")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/C@v1.0.0", "invalid module@version syntax \"a.b/C@v1.0.0\"")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c@v1", "version \"v1\" invalid: not a canonical version")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c@v1.0.0/go.mod", "version \"v1.0.0/go.mod\" invalid: not a canonical version")]
    [InlineData("/sumdb/sum.golang.org/lookup/a.b/c@v2.0.0", "version \"v2.0.0\" invalid: should be v0 or v1, not v2")]
    [InlineData("/sumdb/sum.golang.org/lookup/c@v1.0.0", "malformed module path \"c\": missing dot in first path element")]
    [InlineData("/sumdb/sum.golang.org/tile/8/0/1", "malformed tile path \"tile/8/0/1\"")]
    [InlineData("/sumdb/sum.golang.org/../x", "path element \"..\" in request target")]
    [InlineData("/sumdb/sum.golang.org/x", "no such file of a checksum database: \"x\" (want supported, latest, lookup/ or tile/)")]
    public void Other_targets_are_refused_with_the_reason(string target, string problem)
    {
        Assert.False(SumdbRequest.TryParse(target, s_known, out var request, out var actual));
        Assert.Null(request);
        Assert.Equal(problem, actual);
    }

    [Theory]
    [InlineData("tile/8/0/x001/x234/067", 0, 1234067, 256)]
    [InlineData("tile/8/1/002.p/17", 1, 2, 17)]
    [InlineData("tile/8/data/000", -1, 0, 256)]
    [InlineData("tile/8/0/x001/000.p/255", 0, 1000, 255)]
    public void A_tile_path_has_one_spelling(string path, int level, long number, int width)
    {
        Assert.True(TilePath.TryParse(path, out var tile));
        Assert.Equal(new TilePath(level, number, width), tile);
        Assert.Equal(path, tile.ToString());
        Assert.True(SumdbRequest.TryParse("/sumdb/sum.golang.org/" + path, s_known, out var request, out _));
        Assert.Equal((tile, width != 256), (request.Tile, request.IsPartial));
    }

    [Theory]
    [InlineData("tile/4/0/001")]
    [InlineData("tile/8/-1/001")]
    [InlineData("tile/8/00/001")]
    [InlineData("tile/8/8/001")]
    [InlineData("tile/8/0/1")]
    [InlineData("tile/8/0/0001")]
    [InlineData("tile/8/0/x000/001")]
    [InlineData("tile/8/0/001/067")]
    [InlineData("tile/8/0/x001")]
    [InlineData("tile/8/0/xx01")]
    [InlineData("tile/8/0/x001/xx67")]
    [InlineData("tile/8/0/xx001/067")]
    [InlineData("tile/8/0/001.p/0")]
    [InlineData("tile/8/0/001.p/256")]
    [InlineData("tile/8/0/001.p/017")]
    [InlineData("tile/8/0/001.p/17/")]
    [InlineData("tile/8/0/001.p/+1")]
    [InlineData("tile/8/0/x001.p/17/067")]
    [InlineData("tile/8/0/x999/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/8/0/")]
    [InlineData("tile/8/0")]
    [InlineData("tile/8/")]
    public void Other_spellings_of_a_tile_are_refused(string path) => Assert.False(TilePath.TryParse(path, out _));
}
