using Weir.Modules.Text;

namespace Weir.Modules.Zip;

/// <summary>
/// All names of a zip and their parents, as a tree keyed by folded elements, so that each name costs time in proportion to its length, however deep it is.
/// </summary>
internal sealed class ZipNameTree
{
    private readonly Dictionary<(int Parent, string Folded), int> _children = [];
    private readonly List<(int Parent, string Element, bool IsDirectory)> _nodes = [(-1, "", true)];

    /// <summary>
    /// Adds a name and its parents. Go checks the whole name first and then its parents, so of several conflicts the deepest one is told.
    /// </summary>
    public string? Add(string name, bool isDirectory)
    {
        var node = 0;
        var same = true;
        var end = -1;
        var known = true;
        while (known && end < name.Length)
        {
            var start = end + 1;
            end = EndOf(name, start);
            var element = name[start..end];
            known = _children.TryGetValue((node, CaseFolding.Fold(element)), out var child);
            if (!known)
            {
                end = start - 1;
                break;
            }

            node = child;
            same &= string.Equals(_nodes[node].Element, element, StringComparison.Ordinal);
        }

        var prefix = name[..Math.Max(end, 0)];
        if (Conflict(node, prefix, same, isDirectory || prefix.Length < name.Length, isDirectory) is { } problem)
        {
            return problem;
        }

        Extend(node, name, end + 1, isDirectory);
        return null;
    }

    private string? Conflict(int node, string prefix, bool same, bool asDirectory, bool isDirectory)
    {
        if (node == 0)
        {
            return null;
        }

        if (!same)
        {
            return $"case-insensitive file name collision: {GoQuote.Text(PathOf(node))} and {GoQuote.Text(prefix)}";
        }

        if (_nodes[node].IsDirectory != asDirectory)
        {
            return $"entry {GoQuote.Text(prefix)} is both a file and a directory";
        }

        return asDirectory || isDirectory ? null : $"multiple entries for file {GoQuote.Text(prefix)}";
    }

    private void Extend(int node, string name, int start, bool isDirectory)
    {
        while (start <= name.Length - 1)
        {
            var end = EndOf(name, start);
            var element = name[start..end];
            _nodes.Add((node, element, end < name.Length || isDirectory));
            _children[(node, CaseFolding.Fold(element))] = _nodes.Count - 1;
            node = _nodes.Count - 1;
            start = end + 1;
        }
    }

    private static int EndOf(string name, int start) => name.IndexOf('/', start) is >= 0 and var slash ? slash : name.Length;

    private string PathOf(int node)
    {
        var elements = new Stack<string>();
        for (; node != 0; node = _nodes[node].Parent)
        {
            elements.Push(_nodes[node].Element);
        }

        return string.Join('/', elements);
    }
}
