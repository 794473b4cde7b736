namespace Weir.Modules.Sumdb;

/// <summary>What became of asking a checksum database.</summary>
public abstract record SumdbAnswer
{
    private SumdbAnswer()
    {
    }

    /// <summary>The record is in the log, and the log is the one known so far.</summary>
    /// <param name="Record">The proven record. It may lack the line looked for: <see cref="LookupRecord.H1"/>.</param>
    /// <param name="Bytes">The answer as the database gave it, to be kept and passed on.</param>
    /// <param name="Head">The head the answer came with.</param>
    /// <param name="Proof">The bigger of that and the head trusted before, in whose tree both the record and the smaller head were proven.</param>
    /// <param name="Tiles">The tiles of <paramref name="Proof"/> that proved it, which are now in the cache under these paths.</param>
    public sealed record Found(
        LookupRecord Record, ReadOnlyMemory<byte> Bytes, SignedTreeHead Head, SignedTreeHead Proof, IReadOnlyList<TilePath> Tiles) : SumdbAnswer;

    /// <summary>The database says that it has no such module version.</summary>
    /// <param name="Reason">Its words.</param>
    public sealed record NotFound(string Reason) : SumdbAnswer;

    /// <summary>The database, or the place where the trusted head is kept, could not be reached.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Unavailable(string Reason) : SumdbAnswer;

    /// <summary>What came is no answer of this database: a bad record, note or tile.</summary>
    /// <param name="Reason">Go's words.</param>
    public sealed record Invalid(string Reason) : SumdbAnswer;

    /// <summary>The database signed two heads of which neither's log begins with the other's: it shows different logs to different clients.</summary>
    /// <param name="Evidence">The proof.</param>
    public sealed record Fork(SumdbFork Evidence) : SumdbAnswer;

    /// <summary>The tile is of the log of the trusted head.</summary>
    /// <param name="Data">Its hashes.</param>
    public sealed record Hashes(ReadOnlyMemory<byte> Data) : SumdbAnswer;

    /// <summary>A head was accepted; the trusted one is now at least as big.</summary>
    /// <param name="Trusted">The trusted head.</param>
    public sealed record Current(SignedTreeHead Trusted) : SumdbAnswer;
}
