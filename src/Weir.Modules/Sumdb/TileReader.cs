namespace Weir.Modules.Sumdb;

/// <summary>
/// Gets the tiles of a plan, from the cache or the database, and proves them. Only proven ones are kept. A partial tile is cut from the full one where that is
/// what there is: databases drop partial tiles once they are complete. A cache that has gone bad is passed over.
/// </summary>
internal sealed class TileReader(ISumdbOps ops)
{
    private readonly Flights<(TilePath Tile, bool Fresh), Answer> _flights = new();

    /// <summary>The proven tiles, or why there are none.</summary>
    public async Task<(ProvenTiles? Proven, SumdbAnswer? Failure)> ProveAsync(TilePlan plan, CancellationToken cancel)
    {
        var (proven, failure, cached) = await TryProveAsync(plan, fresh: false, cancel);
        if (failure is SumdbAnswer.Invalid && cached)
        {
            (proven, failure, _) = await TryProveAsync(plan, fresh: true, cancel);
        }

        return (proven, failure);
    }

    private async Task<(ProvenTiles? Proven, SumdbAnswer? Failure, bool Cached)> TryProveAsync(TilePlan plan, bool fresh, CancellationToken cancel)
    {
        var tiles = plan.Needed;
        var reads = new Task<Answer>[tiles.Count];
        for (var i = 0; i < reads.Length; i++)
        {
            var tile = tiles[i];
            reads[i] = _flights.JoinAsync((tile, fresh), stop => ReadAsync(tile, fresh, stop), cancel);
        }

        var answers = await Task.WhenAll(reads);
        var data = new List<ReadOnlyMemory<byte>>(answers.Length);
        var cached = false;
        foreach (var answer in answers)
        {
            if (answer.Failure is { } reason)
            {
                return (null, new SumdbAnswer.Unavailable(reason), false);
            }

            cached |= answer.Cached;
            data.Add(answer.Data);
        }

        if (!plan.TryVerify(data, out var proven, out var problem))
        {
            return (null, new SumdbAnswer.Invalid(problem), cached);
        }

        for (var i = 0; i < answers.Length; i++)
        {
            if (answers[i].TakeForSaving())
            {
                await ops.WriteCacheAsync(tiles[i].ToString(), answers[i].Data, cancel);
            }
        }

        return (proven, null, cached);
    }

    private async Task<Answer> ReadAsync(TilePath tile, bool fresh, CancellationToken cancel)
    {
        var full = tile with { Width = TilePath.FullWidth };
        if (!fresh && (await CachedAsync(tile, tile, cancel) ?? (tile.IsPartial ? await CachedAsync(full, tile, cancel) : null)) is { } cached)
        {
            return new Answer(cached, null, Cached: true);
        }

        var read = await ops.ReadRemoteAsync(tile.ToString(), cancel);
        if (read is SumdbRead.NotFound && tile.IsPartial && await ops.ReadRemoteAsync(full.ToString(), cancel) is SumdbRead.Body whole)
        {
            // Only the part asked for will be proven, so only that is kept.
            var cut = whole.Bytes.Length == Tiles.Length(full) ? whole.Bytes[..Tiles.Length(tile)] : whole.Bytes;
            return new Answer(cut, null, Cached: false);
        }

        return read switch
        {
            SumdbRead.Body body => new Answer(body.Bytes, null, Cached: false),
            SumdbRead.NotFound { Reason: var reason } => new Answer(default, $"reading {tile}: {reason}", Cached: false),
            SumdbRead.Unavailable { Reason: var reason } => new Answer(default, $"reading {tile}: {reason}", Cached: false),
            _ => throw new InvalidOperationException($"no such answer: {read}"),
        };
    }

    private async Task<ReadOnlyMemory<byte>?> CachedAsync(TilePath file, TilePath tile, CancellationToken cancel)
    {
        if (await ops.ReadCacheAsync(file.ToString(), cancel) is { } data && data.Length == Tiles.Length(file))
        {
            return data[..Tiles.Length(tile)];
        }

        return null;
    }

    private sealed record Answer(ReadOnlyMemory<byte> Data, string? Failure, bool Cached)
    {
        private int _taken;

        // Several plans may have shared one answer: the first to prove it keeps it.
        public bool TakeForSaving() => !Cached && Interlocked.Exchange(ref _taken, 1) == 0;
    }
}
