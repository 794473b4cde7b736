using System.Security.Cryptography;
using System.Text;

namespace Weir.Gateway.Tests.Sumdb;

/// <summary>Answers in the shape of a checksum database's, served at raw paths of a <see cref="FakeUpstream"/>; nothing is signed.</summary>
public sealed class FakeSumdb
{
    private const string Head = "go.sum database tree\n{0}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 sum.example Az3grlr=\n";

    public int Size { get; set; } = 42;

    public string Latest => Head.Replace("{0}", $"{Size}", StringComparison.Ordinal);

    public string Lookup => $"7\nexample.com/m v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nexample.com/m v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n{Latest}";

    public static string Tile => new('x', 42 * 32);

    /// <summary>The answer for a raw target below a prefix; 404 for what is not there.</summary>
    public Fault Answer(UpstreamRequest request, string prefix = "")
    {
        if (!request.Target.StartsWith(prefix + "/", StringComparison.Ordinal))
            return new Fault.Status(404);
        var rest = request.Target[(prefix.Length + 1)..];
        return rest switch
        {
            "supported" => new Fault.Status(200, " "),
            "latest" => new Fault.Status(200, Latest),
            "tile/8/0/000.p/42" => new Fault.Status(200, Tile),
            _ when rest.StartsWith("lookup/", StringComparison.Ordinal) => new Fault.Status(200, Lookup),
            _ => new Fault.Status(404, "not found"),
        };
    }

    /// <summary>A verifier key for a name, as GOSUMDB wants it; the public key is all zeros.</summary>
    public static string KeyOf(string name)
    {
        byte[] key = [1, .. new byte[32]];
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(name + "\n"), .. key]);
        return $"{name}+{Convert.ToHexStringLower(hash.AsSpan(0, 4))}+{Convert.ToBase64String(key)}";
    }
}
