using System.Text;
using Weir.Gateway.Serving;
using Weir.TestKit;
using Xunit;

namespace Weir.Tests.Messages;

/// <summary>docs/errors.md is made from the catalogue: <c>UPDATE_DOCS=1</c> writes it anew.</summary>
public sealed class ErrorDocsTests
{
    [Fact]
    public void The_documentation_lists_every_error() => Snapshot.Match("docs/errors.md", Render(), "UPDATE_DOCS");

    [Fact]
    public void Codes_are_unique_and_never_say_that_an_outage_is_an_absence()
    {
        Assert.Equal(ErrorCatalog.All.Count, ErrorCatalog.All.Select(row => row.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ErrorCatalog.All, row => Assert.Matches("^[a-z]+(-[a-z]+)*$", row.Code));
        Assert.All(
            [ErrorCatalog.UpstreamFailed, ErrorCatalog.UpstreamTimeout, ErrorCatalog.Throttled, ErrorCatalog.StoreFailed, ErrorCatalog.Stopping, ErrorCatalog.Internal, ErrorCatalog.Loop],
            row => Assert.DoesNotContain(row.Status, (int[])[404, 410]));
    }

    private static string Render()
    {
        var text = new StringBuilder(
            """
            # Errors

            What `X-Weir-Error` says when Weir answers with a failure. The code of a row never changes. The body is a short plain text with the same meaning and
            what each source did; the `go` command prints it. `404` and `410` mean "not there" and send `go` on to the next source of its list; nothing else does.

            | Code | Status | What happened | What to do |
            |---|---|---|---|

            """);
        foreach (var row in ErrorCatalog.All)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{row.Code}` | {row.Status} | {Cell(row.Meaning)} | {Cell(row.Fix)} |\n");
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
