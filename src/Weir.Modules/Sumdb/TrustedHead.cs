namespace Weir.Modules.Sumdb;

/// <summary>
/// The biggest head of the log that was proven to continue all earlier ones (golang.org/x/mod/sumdb, Client.mergeLatest): in memory, and kept outside, where
/// other processes may move it on too. It only ever grows. No lock is held while tiles are fetched: whoever finds that it moved meanwhile proves again.
/// </summary>
internal sealed class TrustedHead(NoteVerifier verifier, ISumdbOps ops, TileReader tiles)
{
    private const int Tries = 16;

    private SignedTreeHead? _current;
    private SignedTreeHead? _stored;

    /// <summary>Proves a head and, in the bigger of the two trees, a record; then trusts the bigger head.</summary>
    /// <returns>The bigger head and its proven tiles, or why not.</returns>
    public async Task<Link> LinkAsync(SignedTreeHead head, LookupRecord? record, CancellationToken cancel)
    {
        var link = await ProveAsync(head, record, cancel);
        if (link.Failure is null && !ReferenceEquals(Volatile.Read(ref _stored), Volatile.Read(ref _current)) && await StoreAsync(cancel) is { } failure)
        {
            return new Link(null, [], failure);
        }

        return link;
    }

    /// <summary>The trusted head, or why there is none.</summary>
    public async Task<(SignedTreeHead? Head, SumdbAnswer? Failure)> CurrentAsync(CancellationToken cancel)
    {
        if (Volatile.Read(ref _current) is { } current)
        {
            return (current, null);
        }

        var (stored, failure) = await ReadAsync(cancel);
        if (stored is not null && Interlocked.CompareExchange(ref _current, stored, null) is null)
        {
            Volatile.Write(ref _stored, stored);
        }

        return (stored is null ? null : Volatile.Read(ref _current), failure);
    }

    private async Task<Link> ProveAsync(SignedTreeHead head, LookupRecord? record, CancellationToken cancel)
    {
        while (true)
        {
            var (trusted, failure) = await CurrentAsync(cancel);
            if (trusted is null)
            {
                return new Link(null, [], failure);
            }

            var (older, newer) = trusted.Head.Size < head.Head.Size ? (trusted, head) : (head, trusted);
            var link = await ProveAsync(older, newer, record, cancel);
            if (link.Failure is null && ReferenceEquals(newer, head) && !ReferenceEquals(Interlocked.CompareExchange(ref _current, head, trusted), trusted))
            {
                continue;
            }

            return link;
        }
    }

    private async Task<Link> ProveAsync(SignedTreeHead older, SignedTreeHead newer, LookupRecord? record, CancellationToken cancel)
    {
        ProvenTiles? proven = null;
        var same = older.Head.Size == newer.Head.Size;
        if (record is not null || !(same || older.Head.Size == 0))
        {
            (proven, var failure) = await tiles.ProveAsync(SumdbProof.Plan(record?.Id, older.Head, newer.Head), cancel);
            if (proven is null)
            {
                return new Link(null, [], failure);
            }
        }

        var root = same ? newer.Head.Root : Tlog.RootHash(older.Head.Size, index => proven!.HashAt(index));
        if (root != older.Head.Root)
        {
            var path = same || older.Head.Size == 0 ? [] : TlogProof.ProveTree(newer.Head.Size, older.Head.Size, proven!.HashAt);
            var fork = new SumdbFork(older, newer, root, path);
            await ops.ReportForkAsync(fork, cancel);
            return new Link(null, [], new SumdbAnswer.Fork(fork));
        }

        return record is null || proven!.HashAt(Tlog.StoredIndex(0, record.Id)) == record.LeafHash
            ? new Link(newer, proven?.Tiles ?? [], null)
            : new Link(null, [], new SumdbAnswer.Invalid("cannot authenticate record data in server response"));
    }

    // A head that cannot be read is not taken for none: with it would go what protects from a log rolled back.
    private async Task<(SignedTreeHead? Head, SumdbAnswer? Failure)> ReadAsync(CancellationToken cancel)
    {
        if (await ops.ReadHeadAsync(cancel) is not { } note)
        {
            return (null, new SumdbAnswer.Unavailable("the trusted tree head cannot be read"));
        }

        if (note.IsEmpty)
        {
            return (SignedTreeHead.None, null);
        }

        return SignedTreeHead.TryOpen(note, verifier, out var head, out var problem)
            ? (head, null)
            : (null, new SumdbAnswer.Unavailable($"the trusted tree head is damaged: {problem}"));
    }

    // Null when it is stored, or when that failed: the next lookup tries again, and what was proven stays proven.
    private async Task<SumdbAnswer?> StoreAsync(CancellationToken cancel)
    {
        for (var i = 0; i < Tries; i++)
        {
            var (stored, failure) = await ReadAsync(cancel);
            if (stored is null)
            {
                return failure;
            }

            // Moved on by another process: it has to be on our line, or we on its.
            var known = Volatile.Read(ref _stored);
            if ((known is null || !stored.Note.Span.SequenceEqual(known.Note.Span))
                && await ProveAsync(stored, null, cancel) is { Failure: { } broken })
            {
                return broken;
            }

            var current = Volatile.Read(ref _current)!;
            if (stored.Head == current.Head)
            {
                Volatile.Write(ref _stored, current);
                return null;
            }

            switch (await ops.WriteHeadAsync(stored.Note, current.Note, cancel))
            {
                case HeadWrite.Written:
                    Volatile.Write(ref _stored, current);
                    return null;
                case HeadWrite.Failed:
                    return null;
            }
        }

        return null;
    }

    /// <summary>What a proof came to.</summary>
    internal sealed record Link(SignedTreeHead? Proof, IReadOnlyList<TilePath> Tiles, SumdbAnswer? Failure);
}
