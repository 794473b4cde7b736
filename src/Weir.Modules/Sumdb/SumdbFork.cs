using System.Globalization;
using System.Text;

namespace Weir.Modules.Sumdb;

/// <summary>
/// The proof that a database forked its log: two heads with its signature, and the root that the newer tree really has over its first records, which is not the
/// older head's, with the consistency proof that this root and the newer head belong together. It convinces anyone who has the database's key.
/// </summary>
/// <param name="Older">The smaller head.</param>
/// <param name="Newer">The bigger one.</param>
/// <param name="OlderRoot">The root of the first records of the newer tree, as many as the older head has.</param>
/// <param name="Proof">Proves <paramref name="OlderRoot"/> to be consistent with the newer head (RFC 6962, section 2.1.2).</param>
public sealed record SumdbFork(SignedTreeHead Older, SignedTreeHead Newer, TreeHash OlderRoot, IReadOnlyList<TreeHash> Proof)
{
    /// <summary>Whether the heads and hashes do prove a fork. The signatures were checked when the heads were opened.</summary>
    public bool IsProven => OlderRoot != Older.Head.Root
        && (Older.Head.Size == 0 ? OlderRoot == Tlog.EmptyRoot : TlogProof.CheckTree(Proof, Newer.Head, Older.Head with { Root = OlderRoot }));

    /// <summary>The report as Go prints it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("SECURITY ERROR\ngo.sum database server misbehavior detected!\n\n");
        text.Append(CultureInfo.InvariantCulture, $"old database:\n\t{Indent(Older)}\n");
        text.Append(CultureInfo.InvariantCulture, $"new database:\n\t{Indent(Newer)}\n");
        text.Append(CultureInfo.InvariantCulture, $"proof of misbehavior:\n\t{OlderRoot}");
        foreach (var hash in Proof)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\t{hash}");
        }

        return text.ToString();
    }

    private static string Indent(SignedTreeHead head) => head.ToString().Replace("\n", "\n\t", StringComparison.Ordinal);
}
