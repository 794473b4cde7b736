using System.Collections.Concurrent;
using System.Collections.Immutable;
using Weir.Gateway;
using Weir.Gateway.Serving;
using Weir.Modules.Modfile;
using Weir.Modules.Module;
using Weir.Modules.Proxy;
using Weir.Modules.Semver;

namespace Weir.Operations.Caching;

/// <summary>What a prefill did.</summary>
/// <param name="Files">Files in the store now.</param>
/// <param name="AlreadyThere">Of these, files that were there before.</param>
/// <param name="Failed">Files that could not be had, with the reason.</param>
/// <param name="Problems">Lines of the go.sum that are not of its format.</param>
public sealed record FetchSumResult(int Files, int AlreadyThere, IReadOnlyList<Refusal> Failed, IReadOnlyList<string> Problems);

/// <summary>Prefills the store with what a <c>go.sum</c> names: <c>.mod</c> for its <c>/go.mod</c> lines, <c>.info</c> and <c>.zip</c> for the others.</summary>
public sealed class CacheFetch(GatewayHost gateway)
{
    private const int Parallel = 8;

    /// <summary>Fetches what the text of a go.sum names.</summary>
    public async Task<FetchSumResult> RunAsync(string goSum, Action<string> onFile, CancellationToken cancellation)
    {
        var lines = GoSum.Parse(goSum, out var problems);
        var failed = new ConcurrentBag<Refusal>();
        var (files, before) = (0, 0);
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Requests(lines, failed),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (request, token) =>
            {
                onFile(request.Name);
                var answer = await gateway.Modules.GetAsync(request, AskOptions.Plain, token);
                if (answer.Status != 200)
                {
                    failed.Add(new Refusal(request.Name, System.Text.Encoding.UTF8.GetString(answer.Body.Span).TrimEnd()));
                    return;
                }

                Interlocked.Increment(ref files);
                if (answer.Cache == CacheState.Hit)
                    Interlocked.Increment(ref before);
            });
        return new FetchSumResult(files, before, [.. failed.OrderBy(refusal => refusal.File, StringComparer.Ordinal)], problems);
    }

    private static ImmutableHashSet<ModuleRequest> Requests(IReadOnlyList<GoSumLine> lines, ConcurrentBag<Refusal> failed)
    {
        var requests = ImmutableHashSet.CreateBuilder<ModuleRequest>();
        foreach (var line in lines)
        {
            if (ModulePath.Check(line.Path) is not null || !SemVer.IsCanonical(line.Version) || ModulePath.CheckVersion(line.Path, line.Version) is not null)
            {
                failed.Add(new Refusal($"line {line.Line}", $"{line.Path} {line.Version} is no module version"));
                continue;
            }

            var module = new ModuleVersion(line.Path, line.Version);
            if (line.IsGoMod)
            {
                requests.Add(ModuleRequest.ForFile(module, Endpoint.Mod));
                continue;
            }

            requests.Add(ModuleRequest.ForFile(module, Endpoint.Info));
            requests.Add(ModuleRequest.ForFile(module, Endpoint.Zip));
        }

        return requests.ToImmutable();
    }
}
