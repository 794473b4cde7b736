using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Incidents;
using Weir.Gateway.Routing;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// One checksum database as Weir believes it: lookups proven in its log, the head it is held to, and what to do when it shows two logs (fail closed until a
/// person decides).
/// </summary>
public sealed class ChecksumDatabase
{
    private readonly HeadFile _head;
    private volatile SumdbClient _client;
    private volatile bool _sawFork;
    private readonly NoteVerifier _verifier;
    private readonly IncidentLog _incidents;
    private readonly TimeProvider _time;
    private readonly int _ways;

    internal ChecksumDatabase(
        SumdbSetting setting, Route route, Fetcher fetcher, HealthBoard health, IModuleStore store, HeadFile head, IncidentLog incidents, TimeProvider time, ILogger log)
    {
        Name = setting.Name;
        Route = route;
        _head = head;
        _incidents = incidents;
        _time = time;
        _ways = route.Tiers.Sum(tier => tier.Sources.Length);
        _verifier = NoteVerifier.TryParse(setting.VerifierKey!, out var verifier, out var problem)
            ? verifier
            : throw new InvalidOperationException($"a key that was found sound is not: {problem}");
        Ops = new SumdbOps(Name, route, fetcher, health, store, head, OnFork, time);
        _client = new SumdbClient(_verifier, Ops);
        Proofs = new OfflineProofs(this, store, time, log);
    }

    /// <summary>Its name, which its signatures carry.</summary>
    public string Name { get; }

    /// <summary>True while a fork waits for a person: nothing new is trusted.</summary>
    public bool IsForked => _head.IsForked;

    /// <summary>Records in the trusted tree; 0 when there is none yet.</summary>
    public long TreeSize => TrustedHead() is { } head ? head.Head.Size : 0;

    internal Route Route { get; }

    internal SumdbOps Ops { get; }

    internal OfflineProofs Proofs { get; }

    /// <summary>Looks a module version up and proves the record. Bad answers go another way, as long as there is one.</summary>
    public async Task<SumdbAnswer> LookupAsync(ModuleVersion module, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var answer = await Client().LookupAsync(module, cancellation);
            if (answer is SumdbAnswer.Invalid && tries < _ways && Ops.BlameSources())
                continue;
            Ops.ClearSuspects();
            if (answer is SumdbAnswer.Found found)
                Proofs.Add(module, found);
            return answer;
        }
    }

    /// <summary>A tile of the trusted tree, proven and kept; anything but <see cref="SumdbAnswer.Hashes"/> when it is not in that tree or cannot be had.</summary>
    public Task<SumdbAnswer> TileAsync(TilePath tile, CancellationToken cancellation) => Client().TileAsync(tile, cancellation);

    /// <summary>Takes a signed head into account.</summary>
    public Task<SumdbAnswer> MergeAsync(ReadOnlyMemory<byte> note, CancellationToken cancellation) => Client().MergeAsync(note, cancellation);

    /// <summary>The head the database is held to.</summary>
    public SignedTreeHead? TrustedHead() => Open(_head.Read() ?? default);

    /// <summary>The head that did not fit, while a fork waits.</summary>
    public SignedTreeHead? ForkedHead() => _head.ReadForked() is { } note ? Open(note) : null;

    /// <summary>A person has decided to go on with the head that did not fit. False when no fork waits.</summary>
    public bool AcceptFork()
    {
        if (_head.ReadForked() is not { } note)
            return false;
        _head.Accept(note);
        return true;
    }

    internal SignedTreeHead? Open(ReadOnlyMemory<byte> note) =>
        !note.IsEmpty && SignedTreeHead.TryOpen(note, _verifier, out var head, out _) ? head : null;

    // After a person has decided, perhaps in another process, what was known of the log is worth nothing: begin again from the accepted head.
    private SumdbClient Client()
    {
        if (_sawFork && !_head.IsForked)
        {
            _sawFork = false;
            Proofs.Reset();
            _client = new SumdbClient(_verifier, Ops);
        }

        return _client;
    }

    private void OnFork(SumdbFork fork)
    {
        _sawFork = true;
        // One fork is one incident, however many lookups run into it.
        if (_head.IsForked)
            return;
        var trusted = _head.Read() ?? default;
        var strange = fork.Older.Note.Span.SequenceEqual(trusted.Span) ? fork.Newer : fork.Older;
        _head.MarkForked(strange.Note.Span);
        _incidents.Append(new Incident(
            _incidents.NewId(), IncidentKind.Fork, _time.GetUtcNow(), $"the checksum database {Name} showed two logs that do not fit: nothing new of it is trusted")
        {
            ExpectedBy = Name,
            SignedNotes = ImmutableArray.Create(Encoding.UTF8.GetString(fork.Older.Note.Span), Encoding.UTF8.GetString(fork.Newer.Note.Span)),
            Proof = fork.ToString(),
        });
    }
}
