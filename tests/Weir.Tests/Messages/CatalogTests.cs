using System.Reflection;
using System.Text.RegularExpressions;
using Weir.Messages;
using Xunit;

namespace Weir.Tests.Messages;

public sealed partial class CatalogTests
{
    private static readonly IReadOnlyList<(string Name, Message Message)> All =
        [.. typeof(Catalog).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(Message)).Select(field => (field.Name, (Message)field.GetValue(null)!))];

    [Fact]
    public void Both_languages_of_a_message_have_the_same_placeholders()
    {
        Assert.NotEmpty(All);
        Assert.All(All, one => Assert.Equal(Placeholders(one.Message.En), Placeholders(one.Message.Zh)));
    }

    [Fact]
    public void Every_message_is_said_in_English_and_differently_in_Chinese() =>
        Assert.All(All, one =>
        {
            Assert.All(one.Message.En, c => Assert.True(c is >= ' ' and <= '~', $"{one.Name}: '{c}' is not ASCII"));
            Assert.Contains(one.Message.Zh, c => c is >= '\u4e00' and <= '\u9fff');
        });

    [Fact]
    public void Every_message_can_be_filled() =>
        Assert.All(All, one => Assert.All([Language.En, Language.Zh], language => Assert.DoesNotContain("{", one.Message.In(language, 1, 2, 3, 4, 5), StringComparison.Ordinal)));

    private static string Placeholders(string text) =>
        string.Join(' ', Placeholder().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d+[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
