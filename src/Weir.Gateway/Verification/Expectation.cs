namespace Weir.Gateway.Verification;

/// <summary>What the oracles say about the hash of one file.</summary>
public abstract record Expectation
{
    private Expectation()
    {
    }

    /// <summary>The hash is known.</summary>
    /// <param name="H1">The <c>h1:</c>.</param>
    /// <param name="By">Who says so: a checksum database's name, or a go.sum file.</param>
    /// <param name="Evidence">The signed record, for third parties; null for a go.sum.</param>
    public sealed record Known(string H1, string By, string? Evidence) : Expectation;

    /// <summary>Nobody is asked about this file: a private path, verification off, or a file without a hash.</summary>
    public sealed record NotCovered : Expectation;

    /// <summary>The database says that it does not know the module version.</summary>
    public sealed record NotListed(string Database, string Reason) : Expectation;

    /// <summary>The database could not be asked.</summary>
    public sealed record Unavailable(string Database, string Reason) : Expectation;

    /// <summary>The database showed two logs and is not believed until a person says so.</summary>
    public sealed record Forked(string Database) : Expectation;
}

/// <summary>What happens when the checksum database cannot be asked.</summary>
public enum VerifyMode
{
    /// <summary>Nothing unproved is served: 503.</summary>
    Require,

    /// <summary>It is served unproved, and proved when the database is back.</summary>
    Prefer,

    /// <summary>Nothing is looked up.</summary>
    Off,
}
