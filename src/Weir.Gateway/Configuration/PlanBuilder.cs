using System.Collections.Immutable;
using Weir.Gateway.Access;
using Weir.Gateway.Routing;
using Weir.Gateway.Storage;
using Weir.Gateway.Verification;
using Weir.Modules.GoEnv;
using Weir.Modules.Modfile;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Configuration;

/// <summary>Compiles what was written into a plan. Reports every problem, not the first one.</summary>
public static class PlanBuilder
{
    private const string DefaultSumdb = "sum.golang.org";

    /// <summary>The plan, or null and all problems.</summary>
    public static GatewayPlan? Build(GatewayOptions options, out ImmutableArray<PlanProblem> problems)
    {
        var found = ImmutableArray.CreateBuilder<PlanProblem>();
        var marked = options.Public.Select(text => ReadUrl("--public", text, found)).OfType<Uri>().ToList();
        var tiers = ReadChain(options.GoProxy ?? PublicMirrors.DefaultChain, marked, found, out var hasDirect);
        var plan = new GatewayPlan(
            tiers,
            PathPatterns.Parse(options.GoPrivate),
            PathPatterns.Parse(options.GoNoSumdb ?? options.GoPrivate),
            ReadSumdbs(options.GoSumdb ?? DefaultSumdb, found),
            ReadMounts(options.Mounts, found),
            ReadVerify(options.Verify, found),
            ReadTrusted(options.TrustedSums, found),
            hasDirect);
        problems = found.ToImmutable();
        return problems.IsEmpty ? plan : null;
    }

    private static ImmutableArray<TierPlan> ReadChain(
        string text, List<Uri> marked, ImmutableArray<PlanProblem>.Builder problems, out bool hasDirect)
    {
        hasDirect = false;
        if (!GoProxyList.TryParse(text, out var entries, out var problem))
        {
            problems.Add(new PlanProblem("--goproxy", Secrets.Mask(problem)));
            return [];
        }

        var tiers = ImmutableArray.CreateBuilder<TierPlan>();
        var tier = ImmutableArray.CreateBuilder<SourcePlan>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            hasDirect |= entry.Value == "direct";
            if (entry.Url is { } url)
            {
                CheckCredential("--goproxy", url, problems);
                // A source named twice is asked once, where it stands first, as Go does.
                if (names.Add(NameOf(url)))
                    tier.Add(new SourcePlan(NameOf(url), url, ScopeOf(url, marked)));
            }

            if (entry.Separator == '|' && entry.Url is not null)
                continue;
            if (tier.Count > 0)
                tiers.Add(new TierPlan(tier.DrainToImmutable()));
        }

        if (tier.Count > 0)
            tiers.Add(new TierPlan(tier.DrainToImmutable()));
        return tiers.ToImmutable();
    }

    private static Scope ScopeOf(Uri url, List<Uri> marked) =>
        PublicMirrors.Knows(url) || marked.Exists(one => NameOf(one) == NameOf(url)) ? Scope.Public : Scope.Private;

    private static string NameOf(Uri url) =>
        url.IsFile ? $"file://{url.AbsolutePath.TrimEnd('/')}" : $"{url.Authority}{url.AbsolutePath.TrimEnd('/')}";

    private static ImmutableArray<SumdbSetting> ReadSumdbs(string text, ImmutableArray<PlanProblem>.Builder problems)
    {
        var settings = ImmutableArray.CreateBuilder<SumdbSetting>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!SumdbSetting.TryParse(part, out var setting, out var problem))
                problems.Add(new PlanProblem("--gosumdb", Secrets.Mask(problem)));
            else if (!setting.IsOff)
                settings.Add(setting);
            if (setting?.Url is { } url)
                CheckCredential("--gosumdb", new Uri(url), problems);
        }

        return settings.ToImmutable();
    }

    private static VerifyMode ReadVerify(string? text, ImmutableArray<PlanProblem>.Builder problems)
    {
        if (text is not (null or "require" or "prefer" or "off"))
            problems.Add(new PlanProblem("--verify", $"{text}: want require, prefer or off"));
        return text switch { "prefer" => VerifyMode.Prefer, "off" => VerifyMode.Off, _ => VerifyMode.Require };
    }

    private static ImmutableArray<(string File, GoSumLine Line)> ReadTrusted(
        ImmutableArray<(string File, string Text)> files, ImmutableArray<PlanProblem>.Builder problems)
    {
        var lines = ImmutableArray.CreateBuilder<(string, GoSumLine)>();
        foreach (var (file, text) in files)
        {
            lines.AddRange(GoSum.Parse(text, out var bad).Select(line => (file, line)));
            problems.AddRange(bad.Select(problem => new PlanProblem("--trust-gosum", $"{file}:{problem}")));
        }

        return lines.ToImmutable();
    }

    private static ImmutableArray<MountPlan> ReadMounts(ImmutableArray<string> mounts, ImmutableArray<PlanProblem>.Builder problems)
    {
        var plans = new List<MountPlan>();
        foreach (var mount in mounts)
        {
            var equals = mount.IndexOf('=', StringComparison.Ordinal);
            var prefix = equals < 0 ? "" : mount[..equals].TrimEnd('/');
            if (equals < 0 || prefix.Length < 2 || prefix[0] != '/' || !StoreKey.IsSafe(prefix[1..]))
                problems.Add(new PlanProblem("--mount", $"{Secrets.Mask(mount)}: want /PREFIX=URL"));
            else if (plans.Exists(plan => plan.Prefix == prefix))
                problems.Add(new PlanProblem("--mount", $"{prefix} is mounted twice"));
            else if (ReadUrl("--mount", mount[(equals + 1)..], problems) is { } url)
                plans.Add(new MountPlan(prefix, url));
        }

        return [.. plans.OrderByDescending(plan => plan.Prefix.Length)];
    }

    private static Uri? ReadUrl(string where, string text, ImmutableArray<PlanProblem>.Builder problems)
    {
        if (!GoProxyList.TryParse(text, out var entries, out var problem) || entries is not [{ Url: not null }])
        {
            problems.Add(new PlanProblem(where, Secrets.Mask(problem ?? $"{text}: want one URL")));
            return null;
        }

        CheckCredential(where, entries[0].Url!, problems);
        return entries[0].Url;
    }

    private static void CheckCredential(string where, Uri url, ImmutableArray<PlanProblem>.Builder problems)
    {
        if (url is { Scheme: "http", IsLoopback: false, UserInfo.Length: > 0 })
            problems.Add(new PlanProblem(where, $"refusing to pass credentials to insecure URL: {Secrets.Mask(url)}; use https"));
    }
}
