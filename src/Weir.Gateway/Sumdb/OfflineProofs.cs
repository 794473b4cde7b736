using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Logging;
using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Weir.Gateway.Telemetry;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;

namespace Weir.Gateway.Sumdb;

/// <summary>
/// Makes what Weir has looked up provable without a network: a client with empty caches must be able to verify every stored lookup from stored tiles. A
/// lookup ends with the signed head it was answered with, and a client that makes two needs the tiles that link their heads; so all lookups are served under
/// one head, the <b>pin</b>, for which every tile they need is stored. After new lookups the pin moves to the trusted head, once the tiles are there.
/// </summary>
internal sealed class OfflineProofs(ChecksumDatabase database, IModuleStore store, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);
    private readonly ConcurrentDictionary<ModuleVersion, long> _records = new();
    private readonly ConcurrentDictionary<string, bool> _tiles = new(StringComparer.Ordinal);
    private readonly Lock _turn = new();
    private Task _pinning = Task.CompletedTask;
    private Task _loading = Task.CompletedTask;
    private volatile Pin? _pin;
    private int _scheduled;

    private sealed record Pin(SignedTreeHead Head, ImmutableHashSet<ModuleVersion> Covers);

    /// <summary>Raised after the pin moved: answers made under the old one must not be mixed with new ones.</summary>
    public event Action? Moved;

    private StoreKey PinKey => new(StoreArea.Sumdb, database.Ops.KeyOf("latest").Name.Replace("/latest", "/pin", StringComparison.Ordinal));

    /// <summary>Takes a proven lookup into account.</summary>
    public void Add(ModuleVersion module, SumdbAnswer.Found found)
    {
        foreach (var tile in found.Tiles)
            _tiles[tile.ToString()] = true;
        if (_records.TryAdd(module, found.Record.Id) || _pin is null)
            Schedule();
    }

    /// <summary>Forgets what was proven: it was another log.</summary>
    public void Reset()
    {
        _pin = null;
        _tiles.Clear();
        _records.Clear();
        Moved?.Invoke();
    }

    /// <summary>The lookup of a module version under the pin; null when it is not covered.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(ModuleVersion module, CancellationToken cancellation)
    {
        await _loading.WaitAsync(cancellation);
        if (_pin is not { } pin || !pin.Covers.Contains(module))
            return null;
        if (await database.Ops.ReadCacheAsync(SumdbClient.LookupPath(module), cancellation) is not { } bytes || !LookupRecord.TryParse(bytes, out var record))
            return null;
        var head = Encoding.UTF8.GetBytes($"{record.Id}\n");
        return (byte[])[.. head, .. record.Text.Span, (byte)'\n', .. pin.Head.Note.Span];
    }

    /// <summary>Reads back what was stored in earlier runs, off the caller's path: a large store must not hold up a start.</summary>
    public Task LoadAsync(CancellationToken cancellation) => _loading = Task.Run(() => ReadBackAsync(cancellation), CancellationToken.None);

    private async Task ReadBackAsync(CancellationToken cancellation)
    {
        try
        {
            var folder = database.Ops.KeyOf("latest").Name.Replace("/latest", "/lookup", StringComparison.Ordinal);
            await foreach (var name in store.AllNamesAsync(StoreArea.Sumdb, folder, cancellation))
                if (SumdbRequest.TryParse($"/sumdb/{database.Name}/lookup/{name}", [database.Name], out var request, out _)
                    && await database.Ops.ReadCacheAsync(request.Rest, cancellation) is { } bytes && LookupRecord.TryParse(bytes, out var record))
                    _records.TryAdd(request.Module, record.Id);
            using var stored = await store.OpenAsync(PinKey, cancellation);
            if (stored is not null && database.Open(await stored.ReadAllAsync(cancellation)) is { } head)
                _pin = new Pin(head, await CoveredAsync(head, cancellation));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, database.Name, e.Message);
        }
    }

    /// <summary>Moves the pin to the trusted head, if every tile for it can be had.</summary>
    public Task PinAsync(CancellationToken cancellation)
    {
        lock (_turn)
            return _pinning = PinAfterAsync(_pinning, cancellation);
    }

    // One at a time; how the one before ended does not matter.
    private async Task PinAfterAsync(Task before, CancellationToken cancellation)
    {
        await before.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await _loading.WaitAsync(cancellation);
        try
        {
            // The trusted head may move while its tiles are fetched.
            for (var tries = 0; tries < 3 && database.TrustedHead() is { } head && !database.IsForked; tries++)
            {
                if (_pin is { } old && old.Head.Head == head.Head && old.Covers.Count == _records.Count)
                    return;
                var all = _records.Keys.ToImmutableHashSet();
                var covered = await CoveredAsync(head, cancellation);
                foreach (var module in all.Except(covered))
                    if (await database.LookupAsync(module, cancellation) is not SumdbAnswer.Found)
                        break;
                // Clients that hold the old pin must be able to follow.
                if (_pin is { } earlier)
                    await database.MergeAsync(earlier.Head.Note, cancellation);
                covered = await CoveredAsync(head, cancellation);
                if (covered.Count < all.Count)
                    continue;
                using var body = StagedBody.FromBytes(head.Note);
                await store.CommitAsync(PinKey, body, new Provenance(database.Name, time.GetUtcNow(), Verified: true), cancellation);
                _pin = new Pin(head, covered);
                Moved?.Invoke();
                return;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.StoreFailed(log, database.Name, e.Message);
        }
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            _ = SoonAsync();
    }

    private async Task SoonAsync()
    {
        await Task.Delay(Settle, time, CancellationToken.None);
        Volatile.Write(ref _scheduled, 0);
        await PinAsync(CancellationToken.None);
    }

    // The records all of whose tiles under a head are stored.
    private async Task<ImmutableHashSet<ModuleVersion>> CoveredAsync(SignedTreeHead head, CancellationToken cancellation)
    {
        var covered = ImmutableHashSet.CreateBuilder<ModuleVersion>();
        foreach (var (module, id) in _records)
            if (id < head.Head.Size && await HasAllAsync(SumdbProof.Tiles(id, head.Head), cancellation))
                covered.Add(module);
        return covered.ToImmutable();
    }

    private async Task<bool> HasAllAsync(IReadOnlyList<TilePath> tiles, CancellationToken cancellation)
    {
        foreach (var tile in tiles)
        {
            var path = tile.ToString();
            if (_tiles.ContainsKey(path))
                continue;
            using var stored = await store.OpenAsync(database.Ops.KeyOf(path), cancellation);
            if (stored is null)
                return false;
            _tiles[path] = true;
        }

        return true;
    }
}
