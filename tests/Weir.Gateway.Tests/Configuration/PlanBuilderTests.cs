using Weir.Gateway.Configuration;
using Weir.Gateway.Routing;

namespace Weir.Gateway.Tests.Configuration;

public class PlanBuilderTests
{
    [Fact]
    public void Without_options_it_is_the_public_mirrors_and_gos_own_checksum_database()
    {
        var plan = PlanBuilder.Build(new GatewayOptions(), out var problems);
        Assert.Empty(problems);
        Assert.Equal("proxy.golang.org goproxy.cn", Shown(plan!));
        Assert.True(plan!.HasDirect);
        Assert.Equal(["sum.golang.org"], plan.Sumdbs.Select(db => db.Name));
        Assert.All(plan.Tiers.SelectMany(tier => tier.Sources), source => Assert.Equal(Scope.Public, source.Scope));
    }

    [Theory]
    [InlineData("https://a|https://b,https://c|https://d", "a b; c d")]
    [InlineData("https://a,https://b", "a; b")]
    [InlineData("https://a,,|https://b|", "a; b")]
    [InlineData("https://a|direct|https://b", "a")]
    [InlineData("https://a,https://b|https://a", "a; b")]
    [InlineData("https://u:p@a/x/,http://a/x", "a/x")]
    [InlineData("file:///srv/go/|https://a", "file:///srv/go a")]
    [InlineData("off", "")]
    public void A_chain_becomes_tiers_of_sources_named_without_secrets(string chain, string tiers) =>
        Assert.Equal(tiers, Shown(PlanBuilder.Build(new GatewayOptions { GoProxy = chain }, out _)!));

    [Fact]
    public void What_is_not_in_the_catalogue_is_ours_unless_it_is_marked()
    {
        var plan = PlanBuilder.Build(new GatewayOptions { GoProxy = "https://proxy.golang.org|https://a|https://b", Public = ["https://b"] }, out _);
        Assert.Equal([Scope.Public, Scope.Private, Scope.Public], plan!.Tiers[0].Sources.Select(source => source.Scope));
    }

    [Fact]
    public void What_is_private_is_not_looked_up_either()
    {
        var plan = PlanBuilder.Build(new GatewayOptions { GoPrivate = "corp.example.com" }, out _);
        Assert.True(plan!.NoSumdb.Matches("corp.example.com/x"));
        plan = PlanBuilder.Build(new GatewayOptions { GoPrivate = "corp.example.com", GoNoSumdb = "none" }, out _);
        Assert.False(plan!.NoSumdb.Matches("corp.example.com/x"));
    }

    [Fact]
    public void The_longest_mount_is_looked_at_first()
    {
        var plan = PlanBuilder.Build(new GatewayOptions { Mounts = ["/a=https://x", "/a/b=https://y"] }, out _);
        Assert.Equal(["/a/b", "/a"], plan!.Mounts.Select(mount => mount.Prefix));
    }

    [Fact]
    public void Every_problem_is_reported_at_once_and_no_secret_with_it()
    {
        var plan = PlanBuilder.Build(
            new GatewayOptions
            {
                GoProxy = "https://u:hunter2@a:bad/",
                GoSumdb = "sum.golang.org ftp://u:hunter2@x/, nonsense",
                Public = ["ftp://u:hunter2@x/"],
                Mounts = ["nonsense", "/a=https://x", "/a=https://y", "/b=http://u:hunter2@far.example/", "/../c=https://x"],
            },
            out var problems);
        Assert.Null(plan);
        Assert.Equal(
            ["--public", "--goproxy", "--gosumdb", "--gosumdb", "--mount", "--mount", "--mount", "--mount"], problems.Select(problem => problem.Where));
        Assert.DoesNotContain(problems, problem => problem.What.Contains("hunter2"));
    }

    [Theory]
    [InlineData("http://u:p@far.example", false)]
    [InlineData("https://u:p@far.example", true)]
    [InlineData("http://u:p@127.0.0.1:1", true)]
    [InlineData("http://far.example", true)]
    public void A_credential_is_not_sent_in_the_clear(string url, bool accepted)
    {
        Assert.Equal(accepted, PlanBuilder.Build(new GatewayOptions { GoProxy = url }, out _) is not null);
        Assert.Equal(accepted, PlanBuilder.Build(new GatewayOptions { GoSumdb = $"sum.golang.org {url}" }, out _) is not null);
    }

    private static string Shown(GatewayPlan plan) => string.Join("; ", plan.Tiers.Select(tier => string.Join(' ', tier.Sources.Select(source => source.Name))));
}
