using System.Collections.Immutable;
using System.Text;
using Weir.Gateway.Sumdb;
using Weir.Modules.Modfile;
using Weir.Modules.Module;
using Weir.Modules.Proxy;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Verification;

/// <summary>
/// Knows what hash a file must have: from the go.sum files the operator trusts, else from the checksum databases, never about a private path. A record that
/// lacks the line proves nothing, as for the go command.
/// </summary>
public sealed class ChecksumVerifier
{
    private readonly VerifyMode _mode;
    private readonly PathPatterns _noSumdb;
    private readonly PathPatterns _private;
    private readonly ImmutableArray<ChecksumDatabase> _databases;
    private readonly Dictionary<(string Path, string Version), Expectation.Known> _trusted;

    internal ChecksumVerifier(
        VerifyMode mode, PathPatterns privatePaths, PathPatterns noSumdb, ImmutableArray<ChecksumDatabase> databases, IEnumerable<(string File, GoSumLine Line)> trusted)
    {
        _mode = mode;
        _private = privatePaths;
        _noSumdb = noSumdb;
        _databases = databases;
        _trusted = [];
        foreach (var (file, line) in trusted)
            if (line.IsH1)
                _trusted.TryAdd((line.Path, line.IsGoMod ? line.Version + "/go.mod" : line.Version), new Expectation.Known(line.Hash, file, null));
    }

    /// <summary>What is done when a database cannot be asked.</summary>
    public VerifyMode Mode => _mode;

    /// <summary>True when the file has a hash that somebody may know.</summary>
    public bool Covers(ModuleRequest file) =>
        file.Endpoint is Endpoint.Mod or Endpoint.Zip
        && (_trusted.ContainsKey(KeyOf(file))
            || (_mode != VerifyMode.Off && !_databases.IsEmpty && !_private.Matches(file.Path) && !_noSumdb.Matches(file.Path)));

    /// <summary>Asks the oracles. Throws only for the cancellation.</summary>
    public async Task<Expectation> ExpectAsync(ModuleRequest file, CancellationToken cancellation)
    {
        if (!Covers(file))
            return new Expectation.NotCovered();
        var key = KeyOf(file);
        if (_trusted.TryGetValue(key, out var known))
            return known;

        Expectation last = new Expectation.NotCovered();
        foreach (var database in _databases)
        {
            if (database.IsForked)
                return new Expectation.Forked(database.Name);
            switch (await database.LookupAsync(file.Module, cancellation))
            {
                case SumdbAnswer.Found found when found.Record.H1(key.Path, key.Version) is { } h1:
                    return new Expectation.Known(h1, database.Name, Encoding.UTF8.GetString(found.Bytes.Span));
                case SumdbAnswer.Found:
                    continue;
                case SumdbAnswer.Fork:
                    return new Expectation.Forked(database.Name);
                case SumdbAnswer.NotFound missing:
                    last = new Expectation.NotListed(database.Name, missing.Reason);
                    continue;
                case SumdbAnswer.Unavailable gone:
                    return new Expectation.Unavailable(database.Name, gone.Reason);
                case SumdbAnswer.Invalid bad:
                    return new Expectation.Unavailable(database.Name, bad.Reason);
                case var other:
                    throw new InvalidOperationException($"no such answer: {other}");
            }
        }

        return last;
    }

    private static (string Path, string Version) KeyOf(ModuleRequest file) =>
        (file.Path, file.Endpoint == Endpoint.Mod ? file.Version + "/go.mod" : file.Version);
}
