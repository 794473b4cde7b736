using Weir.Modules.Module;
using Weir.Modules.Proxy;

namespace Weir.Modules.Tests.Proxy;

public class ModuleRequestTests
{
    [Theory]
    [InlineData("/a.b/c/@v/list", Endpoint.List, "a.b/c", "", "a.b/c/@v/list")]
    [InlineData("/a.b/c/@latest", Endpoint.Latest, "a.b/c", "", "a.b/c/@latest")]
    [InlineData("/a.b/c/@v/v1.0.0.info?go-get=1", Endpoint.Info, "a.b/c", "v1.0.0", "a.b/c/@v/v1.0.0.info")]
    [InlineData("/github.com/!burnt!sushi/toml/@v/v1.4.0.zip", Endpoint.Zip, "github.com/BurntSushi/toml", "v1.4.0", "github.com/!burnt!sushi/toml/@v/v1.4.0.zip")]
    [InlineData("/github.com/%21burnt%21sushi/toml/@v/v1.4.0.mod", Endpoint.Mod, "github.com/BurntSushi/toml", "v1.4.0", "github.com/!burnt!sushi/toml/@v/v1.4.0.mod")]
    [InlineData("/%61.b/c/%40v/v1.0.0-%21r%21c1%2emod", Endpoint.Mod, "a.b/c", "v1.0.0-RC1", "a.b/c/@v/v1.0.0-!r!c1.mod")]
    [InlineData("/a.b/c/@v/v2.0.0+incompatible.zip", Endpoint.Zip, "a.b/c", "v2.0.0+incompatible", "a.b/c/@v/v2.0.0+incompatible.zip")]
    [InlineData("/a.b/c/v2/@v/v2.0.0.zip", Endpoint.Zip, "a.b/c/v2", "v2.0.0", "a.b/c/v2/@v/v2.0.0.zip")]
    [InlineData("/golang.org/toolchain/@v/v0.0.1-go1.23.5.linux-amd64.zip", Endpoint.Zip, "golang.org/toolchain", "v0.0.1-go1.23.5.linux-amd64", "golang.org/toolchain/@v/v0.0.1-go1.23.5.linux-amd64.zip")]
    [InlineData("/gopkg.in/yaml.v2/@v/v2.4.0.zip", Endpoint.Zip, "gopkg.in/yaml.v2", "v2.4.0", "gopkg.in/yaml.v2/@v/v2.4.0.zip")]
    public void A_target_names_one_file_of_a_module(string target, Endpoint endpoint, string path, string version, string name)
    {
        Assert.True(ModuleRequest.TryParse(target, out var request, out var problem), problem);
        Assert.Equal((endpoint, path, version, name), (request.Endpoint, request.Path, request.Version, request.Name));
        Assert.Equal(new ModuleVersion(path, version), request.Module);
        Assert.StartsWith(request.EscapedPath + "/@", name, StringComparison.Ordinal);
        Assert.Equal(request, ModuleRequest.For(endpoint, path, version));
        Assert.Equal(request, ModuleRequest.ForFile(request.Module, endpoint));
        Assert.False(request.IsQuery);
    }

    [Theory]
    [InlineData("/a.b/c/@v/master.info", "master")]
    [InlineData("/a.b/c/@v/v1.info", "v1")]
    [InlineData("/a.b/c/@v/v1.2.3+meta.info", "v1.2.3+meta")]
    [InlineData("/a.b/c/@v/v2.0.0.info", "v2.0.0")]
    [InlineData("/a.b/c/@v/abcdef123456.info", "abcdef123456")]
    [InlineData("/a.b/c/@v/!release%20!branch.info", "Release Branch")]
    [InlineData("/a.b/c/@v/.info.info", ".info")]
    [InlineData("/a.b/c/@v/list.info", "list")]
    public void An_info_may_ask_for_anything_that_resolves(string target, string version)
    {
        Assert.True(ModuleRequest.TryParse(target, out var request, out var problem), problem);
        Assert.Equal((Endpoint.Info, version, true), (request.Endpoint, request.Version, request.IsQuery));
        Assert.Equal(request, ModuleRequest.For(Endpoint.Info, "a.b/c", version));
    }

    [Theory]
    [InlineData("", "request target does not begin with a slash")]
    [InlineData("a.b/c/@latest", "request target does not begin with a slash")]
    [InlineData("/", "empty request target")]
    [InlineData("/favicon.ico", "not a module proxy path: \"favicon.ico\" has neither /@v/ nor /@latest")]
    [InlineData("/@latest", "not a module proxy path: \"@latest\" has neither /@v/ nor /@latest")]
    [InlineData("/a.b/c/@v/", "empty path element in request target")]
    [InlineData("//a.b/c/@latest", "empty path element in request target")]
    [InlineData("/a.b//c/@latest", "empty path element in request target")]
    [InlineData("/a.b/./c/@latest", "path element \".\" in request target")]
    [InlineData("/a.b/%2e%2E/c/@latest", "path element \"..\" in request target")]
    [InlineData("/a.b%2fc/@latest", "percent-encoded slash in request target")]
    [InlineData("/a.b%5Cc/@latest", "percent-encoded backslash in request target")]
    [InlineData("/a.b\\c/@latest", "invalid char '\\\\' in request target")]
    [InlineData("/a.b/c%00/@latest", "control character '\\x00' in request target")]
    [InlineData("/a.b/c%1b[0m/@latest", "control character '\\x1b' in request target")]
    [InlineData("/a.b/c%7f/@latest", "control character '\\x7f' in request target")]
    [InlineData("/a.b/c\n/@latest", "control character '\\n' in request target")]
    [InlineData("/a.b/c%/@latest", "invalid percent-escape \"%/@\"")]
    [InlineData("/a.b/c/@latest%4", "invalid percent-escape \"%4\"")]
    [InlineData("/a.b/%c3%a9/@latest", "invalid char 'é' in request target")]
    [InlineData("/a.b/é/@latest", "invalid char 'é' in request target")]
    [InlineData("/a.b/%ff/@latest", "invalid UTF-8 in request target")]
    [InlineData("/a.b/C/@latest", "invalid escaped module path \"a.b/C\"")]
    [InlineData("/a.b/!!c/@latest", "invalid escaped module path \"a.b/!!c\"")]
    [InlineData("/c/d/@latest", "malformed module path \"c/d\": missing dot in first path element")]
    [InlineData("/a.b/c/@v/x/@v/list", "malformed module path \"a.b/c/@v/x\": invalid char '@'")]
    [InlineData("/a.b/c/@v/list/@latest", "malformed module path \"a.b/c/@v/list\": invalid char '@'")]
    [InlineData("/a.b/c/@v/v1.0.0.ziphash", "no such file of a module: \"v1.0.0.ziphash\" (want list, VERSION.info, VERSION.mod or VERSION.zip)")]
    [InlineData("/a.b/c/@v/List", "no such file of a module: \"List\" (want list, VERSION.info, VERSION.mod or VERSION.zip)")]
    [InlineData("/a.b/c/@v/V1.0.0.info", "invalid escaped version \"V1.0.0\"")]
    [InlineData("/a.b/c/@v/feature/x.info", "version \"feature/x\" invalid: disallowed version string")]
    [InlineData("/a.b/c/@v/.mod", "version \"\" invalid: disallowed version string")]
    [InlineData("/a.b/c/@v/v1.mod", "version \"v1\" invalid: not a canonical version")]
    [InlineData("/a.b/c/@v/v1.0.0+meta.zip", "version \"v1.0.0+meta\" invalid: not a canonical version")]
    [InlineData("/a.b/c/@v/master.zip", "version \"master\" invalid: not a canonical version")]
    [InlineData("/a.b/c/@v/v2.0.0.zip", "version \"v2.0.0\" invalid: should be v0 or v1, not v2")]
    public void Any_other_target_is_refused_with_the_reason(string target, string problem)
    {
        Assert.False(ModuleRequest.TryParse(target, out var request, out var actual));
        Assert.Null(request);
        Assert.Equal(problem, actual);
    }

    [Fact]
    public void Long_targets_are_refused_and_long_names_cut_in_the_reason()
    {
        Assert.False(ModuleRequest.TryParse("/" + new string('a', 4096), out _, out var problem));
        Assert.Equal("request target is longer than 4096 characters", problem);
        Assert.False(ModuleRequest.TryParse("/" + new string('a', 4000) + "/@latest", out _, out problem));
        Assert.InRange(problem.Length, 200, 400);
    }

    [Fact]
    public void Mutated_targets_never_throw_and_never_yield_an_unsafe_name()
    {
        string[] seeds = ["/github.com/!burnt!sushi/toml/@v/v1.4.0.zip", "/a.b/c/@latest", "/a.b/c/v2/@v/list", "/a.b/c/@v/v2.0.0+incompatible.mod?x=%2f", "/a.b/%21c/@v/master.info"];
        var alphabet = "/%.!@v2fF05aAzZ~-_+?#\\\0\n\u007f\u0130é\ud800\udc00:;\"'<>[]{}| ".ToCharArray();
        var random = new Random(20240607);
        for (var round = 0; round < 10_000; round++)
        {
            var target = seeds[random.Next(seeds.Length)].ToList();
            for (var edits = random.Next(1, 5); edits > 0; edits--)
            {
                var at = random.Next(target.Count);
                switch (random.Next(3))
                {
                    case 0:
                        target[at] = alphabet[random.Next(alphabet.Length)];
                        break;
                    case 1:
                        target.Insert(at, alphabet[random.Next(alphabet.Length)]);
                        break;
                    default:
                        target.RemoveAt(at);
                        break;
                }
            }

            var ok = ModuleRequest.TryParse([.. target], out var request, out var problem);
            Assert.Equal(ok, problem is null);
            Assert.True(request is null || IsSafe(request.Name), request?.Name);
            Assert.True(request is null || request == ModuleRequest.For(request.Endpoint, request.Path, request.Version));
            Assert.DoesNotContain(problem ?? "", char.IsControl);
        }
    }

    private static bool IsSafe(string name) =>
        name.All(c => c is >= ' ' and <= '~' and not '\\' && !char.IsAsciiLetterUpper(c)) && name.Split('/').All(e => e is not ("" or "." or ".."));
}
