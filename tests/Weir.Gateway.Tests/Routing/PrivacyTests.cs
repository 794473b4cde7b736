using Weir.Gateway.Configuration;
using Weir.Gateway.Health;

namespace Weir.Gateway.Tests.Routing;

/// <summary>A path matched by the private patterns never reaches a public source, nor the checksum database, whatever fails.</summary>
public class PrivacyTests
{
    private const string Secret = "corp.example.com/secret";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var fault in SourceFaults.Statuses.Concat(SourceFaults.Connections).Concat(SourceFaults.Lies))
                foreach (var chain in new[] { "ours|public", "ours,public", "public|ours", "public,ours" })
                    data.Add(fault.Name, chain);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_private_path_is_told_to_nobody_else_whatever_our_own_source_does(string fault, string chain)
    {
        await using var world = await FakeUpstream.StartAsync();
        await using var database = await FakeUpstream.StartAsync();
        await using var ours = await BreakableSource.StartAsync(OurModules(), SourceFaults.Named(fault));
        await using var gateway = TestGateway.Over(
            chain.Replace("ours", ours.Url, StringComparison.Ordinal).Replace("public", world.Url, StringComparison.Ordinal),
            new GatewayOptions { Public = [world.Url], GoPrivate = "corp.example.com", GoSumdb = $"sum.golang.org {database.Url}" });

        // Three rounds: closed, open (panic: the route has no other source), due for a trial.
        for (var round = 0; round < 3; round++)
        {
            foreach (var file in new[] { "@v/list", "@latest", "@v/main.info", "@v/v1.0.0.info", "@v/v1.0.0.mod", "@v/v1.0.0.zip" })
                await gateway.AskAsync($"{Secret}/{file}");
            var lookup = await gateway.AskSumdbAsync($"sum.golang.org/lookup/{Secret}@v1.0.0");
            Assert.Equal((404, "private-lookup"), (lookup.Status, lookup.Code));
            gateway.Time.Advance(TimeSpan.FromMinutes(7));
        }

        await gateway.SettleAsync();
        Assert.Equal((0, 0), (world.Requests.Count, database.Requests.Count));
    }

    [Fact]
    public async Task A_private_path_waits_for_our_source_although_a_public_one_would_answer_at_once()
    {
        await using var world = await FakeUpstream.StartAsync(OurModules());
        await using var ours = await FakeUpstream.StartAsync(OurModules());
        ours.Fault = _ => new Fault.Hang();
        await using var gateway = TestGateway.Over($"{world.Url}|{ours.Url}", new GatewayOptions { Public = [world.Url], GoPrivate = "corp.example.com" });
        var asked = gateway.AskAsync($"{Secret}/@v/list");
        await ours.Requests.WaitForAsync(_ => true);
        gateway.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(504, (await asked).Status);
        Assert.Equal(0, world.Requests.Count);
    }

    [Fact]
    public async Task A_private_path_with_only_public_sources_is_a_404_that_says_so()
    {
        await using var world = await FakeUpstream.StartAsync(OurModules());
        await using var gateway = TestGateway.Over(world.Url, new GatewayOptions { Public = [world.Url], GoPrivate = "*.example.com" });
        var told = await gateway.AskAsync($"{Secret}/@v/list");
        Assert.Equal((404, "no-private-source", 0), (told.Status, told.Code, world.Requests.Count));
    }

    [Fact]
    public async Task When_every_breaker_is_open_the_public_ones_still_hear_nothing()
    {
        await using var pair = await Pair.StartAsync('|', marked: ["b"], options: new GatewayOptions { GoPrivate = "corp.example.com" });
        pair.A.Fault = pair.B.Fault = _ => new Fault.Html200();
        await pair.InfoAsync(0);
        await pair.WhenAsync(pair.A, BreakerState.Open);
        await pair.WhenAsync(pair.B, BreakerState.Open);
        pair.B.Requests.Clear();
        Assert.Equal(502, (await pair.Gateway.AskAsync($"{Secret}/@v/list")).Status);
        pair.Gateway.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(502, (await pair.Gateway.AskAsync($"{Secret}/@latest")).Status);
        await pair.Gateway.SettleAsync();
        Assert.Equal(0, pair.B.Requests.Count);
    }

    [Fact]
    public async Task Other_paths_do_reach_the_public_source()
    {
        await using var pair = await Pair.StartAsync('|', marked: ["a"], options: new GatewayOptions { GoPrivate = "corp.example.com" });
        Assert.Equal(200, (await pair.InfoAsync(0)).Status);
        Assert.Equal(1, pair.A.Requests.Count);
    }

    [Fact]
    public async Task What_is_not_to_be_looked_up_is_not_looked_up_although_it_is_not_private()
    {
        await using var database = await FakeUpstream.StartAsync();
        await using var gateway = TestGateway.Over("off", new GatewayOptions { GoNoSumdb = "corp.example.com", GoSumdb = $"sum.golang.org {database.Url}" });
        Assert.Equal("private-lookup", (await gateway.AskSumdbAsync($"sum.golang.org/lookup/{Secret}@v1.0.0")).Code);
        Assert.Equal(0, database.Requests.Count);
    }

    private static FakeModules OurModules()
    {
        var modules = new FakeModules();
        modules.Add(Secret, "v1.0.0");
        return modules;
    }
}
