using System.Reflection;
using Xunit;

namespace Weir.TestKit;

/// <summary>Texts that are kept in the repository and compared with what a program says now.</summary>
public static class Snapshot
{
    /// <summary>
    /// Compares a text with <c>tests/PROJECT/Snapshots/NAME.txt</c> of the calling test project; with <c>UPDATE_SNAPSHOTS=1</c> writes it there instead.
    /// </summary>
    public static void Match(string name, string actual) =>
        Match(Path.Combine(Repository.Root, "tests", Assembly.GetCallingAssembly().GetName().Name!, "Snapshots", name + ".txt"), actual, "UPDATE_SNAPSHOTS");

    /// <summary>Compares a text with any file of the repository; with 1 in the environment variable <paramref name="update"/> writes it there instead.</summary>
    public static void Match(string file, string actual, string update)
    {
        var path = Path.GetFullPath(file, Repository.Root);
        if (Environment.GetEnvironmentVariable(update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == actual, $"{path} is not what is said now. If the new text is right, run with {update}=1 and commit it.\n--- now:\n{actual}\n--- kept:\n{expected}");
    }
}
