using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class QuoteTests
{
    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("# Heading\n\n- [ ] do\r\n<b>x</b>", "`# Heading - [ ] do <b>x</b>`")]
    [InlineData("a `code` b", "``a `code` b``")]
    [InlineData("`", "`` ` ``")]
    [InlineData("```\nrm -rf\n```", "```` ``` rm -rf ``` ````")]
    [InlineData("  many \t\v  spaces\u2028\u0085 here \0 ", "`many spaces here`")]
    [InlineData("right\u202Eto left\u200B", "`rightto left`")]
    [InlineData("", "(nothing)")]
    [InlineData(" \n ", "(nothing)")]
    [InlineData(null, "(nothing)")]
    public void Text_BecomesOneCodeSpan(string? text, string expected) => Assert.Equal(expected, Quote.Text(text));

    [Fact]
    public void Text_WithHalfACharacter_IsWholeAgain() => Assert.Equal("`half \uFFFD`", Quote.Text("half \uD83D"));

    [Theory]
    [InlineData("12345", 5, "`12345`")]
    [InlineData("123456", 5, "`1234…`")]
    [InlineData("123😀6", 5, "`123…`")]
    public void Text_ThatIsTooLong_IsCutBetweenCharacters(string text, int maxLength, string expected) =>
        Assert.Equal(expected, Quote.Text(text, maxLength));
}
