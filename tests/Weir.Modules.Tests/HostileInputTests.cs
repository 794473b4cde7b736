using System.Text;
using Weir.Modules.GoEnv;
using Weir.Modules.Modfile;
using Weir.Modules.Module;
using Weir.Modules.Proxy;
using Weir.Modules.Semver;
using Weir.Modules.Sumdb;

namespace Weir.Modules.Tests;

public class HostileInputTests
{
    private const string Alphabet = "/%.!@v1290x+-_*?[]^\\{}\":,| \t\r\n\0\u007f<>=#\u0085é\u212a\u017f\U00010400\ud800aAkKzZ";

    [Fact]
    public void No_text_makes_a_parser_throw()
    {
        var random = new Random(99);
        string[] known = ["sum.golang.org", "a/b"];
        for (var round = 0; round < 10_000; round++)
        {
            var text = Text(random, random.Next(40));
            _ = ModulePath.Check(text);
            _ = ModulePath.CheckFilePath(text);
            _ = ModulePath.CheckVersion("a.b/" + text, text);
            _ = ModulePath.CheckQuery(text);
            _ = PathPatterns.Parse(text).Matches(Text(random, 10));
            _ = SemVer.Compare("v1.2." + text, text);
            _ = PseudoVersion.TryGetTime("v1.2.3-0." + text, out _);
            _ = GoSum.Parse(text, out _);
            _ = GoEnvFile.Parse(text);
            _ = GoProxyList.TryParse(text, out _, out _);
            _ = GoProxyList.TryParse("https://" + text, out _, out _);
            _ = SumdbSetting.TryParse(text, out _, out _);
            _ = SumdbSetting.TryParse("sum.golang.org " + text, out _, out _);
            _ = TilePath.TryParse("tile/8/" + text, out _);
            Assert.Equal(SumdbRequest.TryParse("/sumdb/a/b/lookup/" + text, known, out var request, out var problem), problem is null);
            Assert.DoesNotContain(problem ?? request!.CacheName, char.IsControl);
        }
    }

    [Fact]
    public void No_bytes_make_a_parser_throw()
    {
        var random = new Random(100);
        for (var round = 0; round < 5_000; round++)
        {
            var bytes = Encoding.UTF8.GetBytes("{\"Version\":\"v1.0.0\",\"Time\":\"2024-01-02T03:04:05Z\",\"x\":[{}]}");
            for (var i = random.Next(4); i >= 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            Assert.Equal(ModuleInfo.TryParse(bytes, out _, out var problem), problem is null);
            Assert.Equal(VersionList.TryParse(bytes, "a.b/c", out _, out problem), problem is null);
            Assert.DoesNotContain(GoModText.Check(bytes) ?? "", char.IsControl);
        }
    }

    private static string Text(Random random, int length) => string.Create(length, random, static (to, source) =>
    {
        foreach (ref var c in to)
        {
            c = Alphabet[source.Next(Alphabet.Length)];
        }
    });
}
