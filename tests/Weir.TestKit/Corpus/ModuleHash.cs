using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Weir.TestKit.Corpus;

/// <summary>
/// Go's <c>h1:</c> hash, written a second time and in another way than the product's: tests compare the two, and a bug in one does not hide in the other.
/// </summary>
public static class ModuleHash
{
    /// <summary>The hash of a module zip: over the full names of its entries.</summary>
    public static string OfZip(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        return Of(archive.Entries.Select(e => (e.FullName, Content(e))));
    }

    /// <summary>The hash of a go.mod file, whatever its name on disk.</summary>
    public static string OfGoMod(byte[] text) => Of([("go.mod", text)]);

    private static string Of(IEnumerable<(string Name, byte[] Content)> files)
    {
        var list = new StringBuilder();
        // Go sorts by bytes. For names with characters beyond the BMP that is another order than that of UTF-16 code units.
        foreach (var (name, content) in files.OrderBy(f => Encoding.UTF8.GetBytes(f.Name), ByteOrder.Instance))
            list.Append(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(content))}  {name}\n");
        return "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
