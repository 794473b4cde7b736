using System.Security.Cryptography;
using Weir.TestKit.Upstreams;

namespace Weir.Tests.Support;

internal static class Sample
{
    /// <summary>A module whose zip is larger than what is kept in memory.</summary>
    public static FakeModule AddLarge(FakeModules modules, string path, string version = "v1.0.0")
    {
        var noise = new byte[90_000];
        new Random(1).NextBytes(noise);
        return modules.Add(path, version, ("noise.txt", Convert.ToBase64String(noise)));
    }

    /// <summary>The strong entity tag that the bytes must have.</summary>
    public static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";
}
