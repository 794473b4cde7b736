using Weir.Modules.Modfile;

namespace Weir.Modules.Tests.Modfile;

public class GoSumTests
{
    [Fact]
    public void Lines_are_three_fields_and_blank_lines_are_nothing()
    {
        var lines = GoSum.Parse("a.b/C v1.0.0 h1:x=\n\n \t\r\na.b/C v1.0.0/go.mod h1:y=\r\nd.e/f v2.0.0+incompatible h9:z", out var problems);
        Assert.Empty(problems);
        Assert.Equal(
            [
                new GoSumLine("a.b/C", "v1.0.0", false, "h1:x=", 1),
                new GoSumLine("a.b/C", "v1.0.0", true, "h1:y=", 4),
                new GoSumLine("d.e/f", "v2.0.0+incompatible", false, "h9:z", 5),
            ],
            lines);
        Assert.Equal([true, true, false], lines.Select(l => l.IsH1));
    }

    [Fact]
    public void Lines_of_another_number_of_fields_are_problems_in_the_words_of_go()
    {
        var lines = GoSum.Parse("<<<<<<< HEAD\na v1 h1:x=\n=======\na v1 h1:x= more stuff", out var problems);
        Assert.Equal(["1: wrong number of fields 2", "3: wrong number of fields 1", "4: wrong number of fields 5"], problems);
        Assert.Single(lines);
    }

    [Fact]
    public void The_hash_of_an_empty_go_mod_is_dropped()
    {
        Assert.Empty(GoSum.Parse("a v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n", out var problems));
        Assert.Empty(problems);
    }
}
