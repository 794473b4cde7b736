namespace Weir.Modules.Zip;

/// <summary>The words of Go's archive/zip.</summary>
internal static class ZipText
{
    public const string NotAZip = "zip: not a valid zip file";
    public const string UnknownMethod = "zip: unsupported compression algorithm";
    public const string BadChecksum = "zip: checksum error";
    public const string Truncated = "unexpected EOF";
    public const string Corrupt = "flate: corrupt input";
}
