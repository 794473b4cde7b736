using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Weir.Modules.Module;
using Weir.Modules.Semver;
using Weir.Modules.Text;

namespace Weir.Modules.Proxy;

/// <summary>One line of a version list.</summary>
/// <param name="Version">A canonical version that fits the module path; pseudo-versions included.</param>
/// <param name="Time">When it was made, in RFC 3339 as the proxy wrote it, or null.</param>
public readonly record struct ListedVersion(string Version, string? Time);

/// <summary>
/// The body of <c>@v/list</c>: a version a line, perhaps with a time behind it, in any order. What Go would ignore is dropped: lines whose first
/// field is no version, repetitions, and versions that are not canonical or belong to another major version, on which Go would stumble later.
/// An empty list is sound: the module exists and has no tags.
/// </summary>
public sealed record VersionList
{
    private VersionList(ImmutableArray<ListedVersion> versions) => Versions = versions;

    /// <summary>The versions, ascending as Go's semver.Sort puts them, without repetition.</summary>
    public ImmutableArray<ListedVersion> Versions { get; }

    /// <summary>A list of versions that were checked before; it is sorted, and of equal versions the first stays.</summary>
    public static VersionList Of(IEnumerable<ListedVersion> versions) =>
        new([.. versions.DistinctBy(static v => v.Version, StringComparer.Ordinal).OrderBy(static v => v.Version, SemVer.ListOrder)]);

    /// <summary>
    /// Reads a body. It is no list at all, and <paramref name="problem"/> says so, when it is HTML, or when it is not blank and no line of it
    /// begins with a valid version.
    /// </summary>
    public static bool TryParse(
        ReadOnlySpan<byte> body, string modulePath, [NotNullWhen(true)] out VersionList? list, [NotNullWhen(false)] out string? problem)
    {
        list = null;
        if (Markup.LooksLike(body))
        {
            problem = "HTML where a version list was expected";
            return false;
        }

        var blank = true;
        var anyVersion = false;
        var versions = new List<ListedVersion>();
        foreach (var range in body.Split((byte)'\n'))
        {
            // Longer lines hold no version anyone tags; their text need not be decoded to see that they are not blank.
            const int Longest = 4096;
            var bytes = body[range];
            ReadOnlySpan<char> line = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, Longest)]);
            var version = GoSpace.NextField(ref line);
            blank &= version.IsEmpty && bytes.Length <= Longest;
            if (SemVer.IsValid(version) && bytes.Length <= Longest)
            {
                anyVersion = true;
                Add(versions, modulePath, version.ToString(), GoSpace.NextField(ref line));
            }
        }

        problem = blank || anyVersion ? null : "text without any version where a version list was expected";
        list = problem is null ? Of(versions) : null;
        return problem is null;
    }

    /// <summary>The body to serve: a line for each version, ascending.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder();
        foreach (var (version, time) in Versions)
        {
            text.Append(version).Append(time is null ? "" : " ").Append(time).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Add(List<ListedVersion> to, string modulePath, string version, ReadOnlySpan<char> time)
    {
        if (SemVer.IsCanonical(version) && ModulePath.CheckVersion(modulePath, version) is null)
        {
            to.Add(new ListedVersion(version, Rfc3339.TryParse(time, out _) ? time.ToString() : null));
        }
    }
}
