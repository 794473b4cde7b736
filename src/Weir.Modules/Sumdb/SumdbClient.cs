using Weir.Modules.Module;
using Weir.Modules.Semver;
using Weir.Modules.Text;

namespace Weir.Modules.Sumdb;

/// <summary>
/// Looks modules up in one checksum database and believes nothing unproven (golang.org/x/mod/sumdb, Client).
/// <code>
///   1 read     the lookup from the cache or the database: record number, text, signed head
///   2 open     the signature of the head, by the one key there is
///   3 link     the head and the one trusted so far: in the tree of the bigger one, recomputed from tiles, the smaller must be a prefix
///   4 include  the record's text at its number, in the same tree, from tiles fetched at the same time
///   5 keep     the tiles, the bigger head, the lookup
/// </code>
/// Safe for concurrent callers, who share what is under way. No error sticks: the next call tries again. All I/O is in <see cref="ISumdbOps"/>, and so are
/// time limits.
/// </summary>
public sealed class SumdbClient
{
    private readonly NoteVerifier _verifier;
    private readonly ISumdbOps _ops;
    private readonly TrustedHead _trusted;
    private readonly TileReader _tiles;
    private readonly Flights<string, SumdbAnswer> _lookups = new();

    /// <summary>Makes a client for the database that signs with this key.</summary>
    public SumdbClient(NoteVerifier verifier, ISumdbOps ops)
    {
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(ops);
        _verifier = verifier;
        _ops = ops;
        _tiles = new TileReader(ops);
        _trusted = new TrustedHead(verifier, ops, _tiles);
    }

    /// <summary>The path of a module version's lookup, below the database's name.</summary>
    public static string LookupPath(ModuleVersion module) => $"lookup/{EscapedText.Escape(module.Path)}@{EscapedText.Escape(module.Version)}";

    /// <summary>Looks up and proves the record that holds both hashes of a module version.</summary>
    /// <returns>Found, NotFound, Unavailable, Invalid or Fork.</returns>
    public Task<SumdbAnswer> LookupAsync(ModuleVersion module, CancellationToken cancel)
    {
        if ((ModulePath.Check(module.Path) ?? (SemVer.IsCanonical(module.Version) ? null : "not a canonical version")) is { } problem)
        {
            return Task.FromResult<SumdbAnswer>(new SumdbAnswer.Invalid($"{GoQuote.Show(module.ToString())}: {problem}"));
        }

        var path = LookupPath(module);
        return _lookups.JoinAsync(path, stop => ReadAsync(path, stop), cancel);
    }

    /// <summary>Proves a signed head, such as <c>/latest</c> answers, and trusts it when it is bigger than the trusted one.</summary>
    /// <returns>Current, Unavailable, Invalid or Fork.</returns>
    public async Task<SumdbAnswer> MergeAsync(ReadOnlyMemory<byte> signedHead, CancellationToken cancel)
    {
        if (!SignedTreeHead.TryOpen(signedHead, _verifier, out var head, out var problem))
        {
            return new SumdbAnswer.Invalid(problem);
        }

        var link = await _trusted.LinkAsync(head, null, cancel);
        return link.Failure ?? new SumdbAnswer.Current(link.Proof!);
    }

    /// <summary>
    /// Gets a tile of hashes, proven to be of the trusted head's log, for clients of one's own. What reaches beyond that head is not found: merge a newer one
    /// first. Any width the log ever had there is cut from the widest.
    /// </summary>
    /// <returns>Hashes, NotFound, Unavailable or Invalid.</returns>
    public async Task<SumdbAnswer> TileAsync(TilePath tile, CancellationToken cancel)
    {
        var (trusted, failure) = await _trusted.CurrentAsync(cancel);
        if (trusted is null)
        {
            return failure!;
        }

        var size = trusted.Head.Size;
        if (tile.Level < 0 || !(Tiles.Widest(tile.Level, tile.Number, size) is { } widest && widest.Width >= tile.Width))
        {
            return new SumdbAnswer.NotFound($"{tile} is not in a tree of size {size}");
        }

        var plan = new TilePlan(trusted.Head, [Tlog.StoredIndex(tile.Level * Tiles.Height, tile.Number << Tiles.Height)]);
        (var proven, failure) = await _tiles.ProveAsync(plan, cancel);
        return proven is null ? failure! : new SumdbAnswer.Hashes(proven.DataOf(tile));
    }

    private async Task<SumdbAnswer> ReadAsync(string path, CancellationToken cancel)
    {
        // What is in the cache was proven once; if it is not right any more, the cache has gone bad.
        if (await _ops.ReadCacheAsync(path, cancel) is { IsEmpty: false } cached && await CheckAsync(cached, cancel) is not SumdbAnswer.Invalid and var known)
        {
            return known;
        }

        switch (await _ops.ReadRemoteAsync(path, cancel))
        {
            case SumdbRead.NotFound { Reason: var reason }:
                return new SumdbAnswer.NotFound(reason);
            case SumdbRead.Unavailable { Reason: var reason }:
                return new SumdbAnswer.Unavailable(reason);
            case SumdbRead.Body { Bytes: var bytes }:
                var answer = await CheckAsync(bytes, cancel);
                if (answer is SumdbAnswer.Found)
                {
                    await _ops.WriteCacheAsync(path, bytes, cancel);
                }

                return answer;
            case var other:
                throw new InvalidOperationException($"no such answer: {other}");
        }
    }

    private async Task<SumdbAnswer> CheckAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        if (!LookupRecord.TryParse(bytes, out var record))
        {
            return new SumdbAnswer.Invalid("malformed record data");
        }

        if (!SignedTreeHead.TryOpen(record.Note, _verifier, out var head, out var problem))
        {
            return new SumdbAnswer.Invalid(problem);
        }

        if (record.Id >= head.Head.Size)
        {
            return new SumdbAnswer.Invalid($"cannot validate record {record.Id} in tree of size {head.Head.Size}");
        }

        var link = await _trusted.LinkAsync(head, record, cancel);
        return link.Failure ?? new SumdbAnswer.Found(record, bytes, head, link.Proof!, link.Tiles);
    }
}
