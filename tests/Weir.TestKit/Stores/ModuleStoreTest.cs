using System.Text;
using Weir.Gateway.Fetching;
using Weir.Gateway.Storage;
using Xunit;

namespace Weir.TestKit.Stores;

/// <summary>A store, a staging folder and the words in which <see cref="ModuleStoreContract"/> speaks of them.</summary>
public abstract class ModuleStoreTest : IDisposable
{
    protected ModuleStoreTest() => Staging = StagingFolder.Open(Temp.Path);

    /// <summary>The store under test, empty at first.</summary>
    protected abstract IModuleStore Store { get; }

    /// <summary>A folder of the test's own.</summary>
    protected TempFolder Temp { get; } = new();

    /// <summary>Where bodies above 64 KiB wait for their commit.</summary>
    protected StagingFolder Staging { get; }

    protected static DateTimeOffset Arrived { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Staging.Dispose();
        Temp.Dispose();
    }

    protected static StoreKey Zip(string version) => new(StoreArea.Modules, $"example.com/m/@v/{version}.zip");

    protected Task<PutResult> PutAsync(StoreKey key, string text) => PutAsync(key, Encoding.UTF8.GetBytes(text));

    protected async Task<PutResult> PutAsync(StoreKey key, byte[] bytes, string source = "test")
    {
        using var body = Body(bytes);
        return await Store.CommitAsync(key, body, new Provenance(source, Arrived, Verified: false), Cancel);
    }

    protected async Task<string?> TextAsync(StoreKey key)
    {
        using var stored = await Store.OpenAsync(key, Cancel);
        return stored is null ? null : Encoding.UTF8.GetString(await stored.ReadAllAsync(Cancel));
    }

    protected async Task<IReadOnlyList<string>> NamesAsync(StoreArea area, string folder)
    {
        var names = new List<string>();
        await foreach (var name in Store.NamesAsync(area, folder, Cancel))
            names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    protected StagedBody Body(byte[] bytes)
    {
        using var writer = new StagedBodyWriter(Staging);
        foreach (var part in bytes.Chunk(10_000))
            writer.Append(part);
        return writer.Complete();
    }

    protected static byte[] Noise(int size, int seed = 1)
    {
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 8) ^ (seed * 17));
        return bytes;
    }
}
