namespace Weir.TestKit;

/// <summary>The checkout that the running tests were built from.</summary>
public static class Repository
{
    /// <summary>Its folder: the one that holds the solution.</summary>
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Weir.slnx")))
                return folder.FullName;
        throw new InvalidOperationException("the tests do not lie in a checkout");
    }
}
