using System.Globalization;
using System.IO.Compression;

namespace Weir.EndToEnd.Tests.Crash;

/// <summary>Zips of a size that nobody wants in a repository or in memory: a length, and a way to write them.</summary>
internal sealed record GeneratedZip(long Length, Func<Stream, Task> WriteAsync)
{
    /// <summary>A sound zip of files that do not compress, all with the same content.</summary>
    public static GeneratedZip Large(string prefix, int files, int megabytes)
    {
        var block = new byte[1 << 20];
        new Random(7).NextBytes(block);
        var content = new byte[megabytes << 20];
        for (var at = 0; at < content.Length; at += block.Length)
            block.CopyTo(content, at);
        var crc = ZipRecords.Crc(content);
        var (locals, central) = (new List<byte[]>(), new List<byte[]>());
        var offset = 0u;
        for (var i = 0; i < files; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}file{i}.bin");
            locals.Add(ZipRecords.Local(name, ZipRecords.Stored, crc, (uint)content.Length, (uint)content.Length));
            central.Add(ZipRecords.Central(name, ZipRecords.Stored, crc, (uint)content.Length, (uint)content.Length, offset));
            offset += (uint)(locals[^1].Length + content.Length);
        }

        var directory = (uint)central.Sum(record => record.Length);
        var end = ZipRecords.End(files, directory, offset);
        return new GeneratedZip(offset + directory + end.Length, async to =>
        {
            foreach (var local in locals)
            {
                await to.WriteAsync(local);
                for (var i = 0; i < megabytes; i++)
                    await to.WriteAsync(block);
            }

            foreach (var record in central)
                await to.WriteAsync(record);
            await to.WriteAsync(end);
        });
    }

    /// <summary>Empty files, so many that the central directory is most of the zip.</summary>
    public static GeneratedZip ManyEntries(string prefix, int entries)
    {
        string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i / 1000:x}/{i:x8}-{new string('n', 60)}.go");
        var local = ZipRecords.Local(Name(0), ZipRecords.Stored, 0, 0, 0).Length;
        uint[] lengths = [(uint)Enumerable.Range(0, entries).Sum(i => (long)30 + Name(i).Length), (uint)Enumerable.Range(0, entries).Sum(i => (long)46 + Name(i).Length)];
        var end = ZipRecords.End(entries, lengths[1], lengths[0]);
        return new GeneratedZip((long)lengths[0] + lengths[1] + end.Length, async to =>
        {
            await using var buffered = new BufferedStream(to, 1 << 16);
            for (var i = 0; i < entries; i++)
                await buffered.WriteAsync(ZipRecords.Local(Name(i), ZipRecords.Stored, 0, 0, 0));
            var offset = 0u;
            for (var i = 0; i < entries; i++)
            {
                var name = Name(i);
                await buffered.WriteAsync(ZipRecords.Central(name, ZipRecords.Stored, 0, 0, 0, offset));
                offset += (uint)(30 + name.Length);
            }

            await buffered.WriteAsync(end);
        });
    }

    /// <summary>A file of zeros that unpacks to <paramref name="megabytes"/> and says it is <paramref name="claimed"/> bytes long.</summary>
    public static GeneratedZip Bomb(string prefix, int megabytes, uint claimed)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < megabytes; i++)
                deflate.Write(zeros);
        }

        var name = prefix + "bomb.go";
        var local = ZipRecords.Local(name, ZipRecords.Deflated, 0, (uint)packed.Length, claimed);
        var central = ZipRecords.Central(name, ZipRecords.Deflated, 0, (uint)packed.Length, claimed, 0);
        byte[] all = [.. local, .. packed.ToArray(), .. central, .. ZipRecords.End(1, (uint)central.Length, (uint)(local.Length + packed.Length))];
        return new GeneratedZip(all.Length, to => to.WriteAsync(all).AsTask());
    }
}
