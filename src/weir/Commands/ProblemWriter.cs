using System.Collections.Immutable;
using Weir.Gateway.Configuration;
using Weir.Messages;

namespace Weir.Commands;

/// <summary>Says all that is wrong with flags and configuration at once.</summary>
internal static class ProblemWriter
{
    public static void Write(TextWriter people, Language language, ImmutableArray<PlanProblem> problems)
    {
        people.WriteLine(Catalog.Problems.In(language, problems.Length));
        foreach (var problem in problems)
            people.WriteLine($"  {problem.Where}: {problem.What}");
    }
}
