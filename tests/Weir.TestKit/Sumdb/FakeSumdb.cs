using System.Text;
using Weir.Modules.Module;
using Weir.Modules.Sumdb;
using Weir.TestKit.Upstreams;

namespace Weir.TestKit.Sumdb;

/// <summary>
/// A checksum database that signs a real log, in the wire format of sum.golang.org, and can be made to lie. Safe to change while it serves.
/// </summary>
public sealed class FakeSumdb
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> ids = new(StringComparer.Ordinal);
    private readonly SumdbLog log;
    private NoteSigner signer;

    /// <summary>An empty database; the same seed gives the same key.</summary>
    public FakeSumdb(string name = "sumdb.test", byte seed = 1)
        : this(new NoteSigner(name, [.. Enumerable.Repeat(seed, 32)]), new SumdbLog())
    {
    }

    /// <summary>An empty database with a key of its own.</summary>
    public FakeSumdb(NoteSigner signer)
        : this(signer, new SumdbLog())
    {
    }

    private FakeSumdb(NoteSigner signer, SumdbLog log)
    {
        (this.signer, this.log) = (signer, log);
        (Name, VerifierKey) = (signer.Name, signer.VerifierKey);
    }

    /// <summary>Its name, as in <c>/sumdb/NAME/</c>.</summary>
    public string Name { get; }

    /// <summary>The key clients are given, for GOSUMDB; stays when it signs with another.</summary>
    public string VerifierKey { get; }

    /// <summary>How many records its log holds.</summary>
    public long Size => Locked(() => log.Size);

    /// <summary>Whether partial tiles are gone, as those of sum.golang.org in the end, once the full one exists.</summary>
    public bool DropsPartialTiles { get; set; }

    /// <summary>A size to show instead of the real one: an old head, as a stale cache has it. Lookups of later records still show the real head.</summary>
    public long? StaleSize { get; set; }

    /// <summary>Changes answers on their way out: path without leading slash, sound answer → answer. May be set at any time.</summary>
    public Func<string, SoundAnswer, SoundAnswer>? Tamper { get; set; }

    /// <summary>Records both hashes of a module version.</summary>
    /// <returns>The record's number.</returns>
    public long Add(string path, string version, string h1, string h1Mod) =>
        AddRecord(new ModuleVersion(path, version), $"{path} {version} {h1}\n{path} {version}/go.mod {h1Mod}\n");

    /// <summary>Records a module.</summary>
    public long Add(FakeModule module) => Add(module.Path, module.Version, module.Sum, module.GoModSum);

    /// <summary>Records any text under a module version.</summary>
    public long AddRecord(ModuleVersion module, string text) => Locked(() => ids[Key(module.Path, module.Version)] = log.Add(text));

    /// <summary>Records so many modules nobody asks for; which ones depends on the salt.</summary>
    public void Fill(int records, string salt = "") => Locked(() =>
    {
        for (var i = 0; i < records; i++)
            log.Add($"filler.example/{salt}m{log.Size} v1.0.0 h1:{salt}\n");
        return 0;
    });

    /// <summary>A database with the same key and the same first records, and from then on its own: both together are a fork.</summary>
    public FakeSumdb Fork(long at) => Locked(() =>
    {
        var fork = new FakeSumdb(signer, log.Copy(at));
        foreach (var (key, id) in ids.Where(p => p.Value < at))
            fork.ids.Add(key, id);
        return fork;
    });

    /// <summary>Forgets all records from a number on.</summary>
    public void RollBack(long size) => Locked(() =>
    {
        log.Truncate(size);
        foreach (var key in ids.Where(p => p.Value >= size).Select(p => p.Key).ToList())
            ids.Remove(key);
        return 0;
    });

    /// <summary>Signs with another key from now on.</summary>
    public void SignWith(NoteSigner other) => Locked(() => signer = other);

    /// <summary>The signed head after so many records, or all.</summary>
    public byte[] SignedHead(long? size = null) => Locked(() => signer.Sign(log.Head(size ?? log.Size).ToString()));

    /// <summary>The head after so many records, or all.</summary>
    public TreeHead Head(long? size = null) => Locked(() => log.Head(size ?? log.Size));

    /// <summary>The answer to a path below its root, such as <c>/latest</c>, as it comes over the wire.</summary>
    public SoundAnswer Answer(string target)
    {
        var path = Uri.UnescapeDataString(target.Split('?')[0]).TrimStart('/');
        var sound = Locked(() => Sound(path));
        return Tamper?.Invoke(path, sound) ?? sound;
    }

    private SoundAnswer Sound(string path) => path switch
    {
        "latest" => Text(SignedHead(StaleSize)),
        _ when path.StartsWith("lookup/", StringComparison.Ordinal) => Lookup(path["lookup/".Length..]),
        _ when path.StartsWith("tile/", StringComparison.Ordinal) => Tile(path),
        _ => SoundAnswer.NotFound,
    };

    private SoundAnswer Lookup(string key)
    {
        if (!key.Contains('@', StringComparison.Ordinal))
            return new SoundAnswer(400, "text/plain; charset=utf-8", "invalid module@version syntax\n"u8.ToArray());
        if (!ids.TryGetValue(key, out var id))
            return new SoundAnswer(404, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes($"not found: {key}: unknown revision\n"));
        var head = StaleSize > id ? StaleSize : null;
        return Text([.. Encoding.UTF8.GetBytes($"{id}\n{log.Record(id)}\n"), .. SignedHead(head)]);
    }

    private SoundAnswer Tile(string path)
    {
        if (!TilePath.TryParse(path, out var tile))
            return new SoundAnswer(400, "text/plain; charset=utf-8", "invalid tile syntax\n"u8.ToArray());
        if (tile.Level == TilePath.Data)
            return DataTile(tile);
        var complete = Tiles.Widest(tile.Level, tile.Number, log.Size)?.IsPartial == false;
        return !(DropsPartialTiles && tile.IsPartial && complete) && log.Tile(tile) is { } data
            ? new SoundAnswer(200, "application/octet-stream", data)
            : SoundAnswer.NotFound;
    }

    private SoundAnswer DataTile(TilePath tile)
    {
        var first = tile.Number * TilePath.FullWidth;
        return first + tile.Width > log.Size
            ? SoundAnswer.NotFound
            : Text(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, tile.Width).Select(i => log.Record(first + i) + "\n"))));
    }

    private static SoundAnswer Text(byte[] body) => new(200, "text/plain; charset=UTF-8", body);

    private static string Key(string path, string version) => $"{EscapedText.Escape(path)}@{EscapedText.Escape(version)}";

    private T Locked<T>(Func<T> work)
    {
        lock (gate)
            return work();
    }
}
