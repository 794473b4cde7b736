using Xunit;

namespace Weir.TestKit;

/// <summary>What a test does when something it needs is not on this machine.</summary>
public static class Missing
{
    /// <summary>Skips the running test with a reason. On CI (<c>CI=true</c>) a missing tool is a failure: nothing may go untested there.</summary>
    /// <returns>Never: the type lets a caller write <c>throw</c>.</returns>
    public static Exception Tool(string what)
    {
        var reason = $"missing: {what}. Run ./test, which fetches what the tests need.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Skip(reason);
        return new InvalidOperationException(reason);
    }
}
