using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Tests.Cli.Output;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b[38;5;196mred\u001b[m!", "red!")]
    [InlineData("\u009b31mred", "red")]
    [InlineData("\u001b]0;owned\u0007title", "title")]
    [InlineData("\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001bPq#0\u001b\\sixel", "sixel")]
    [InlineData("a\u001bMb", "ab")]
    [InlineData("a\u001b(0b", "ab")]
    [InlineData("bell\u0007 back\u0008 del\u007f", "bell back del")]
    [InlineData("end\u001b", "end")]
    [InlineData("end\u001b[31", "end31")]
    [InlineData("never ended \u001b]0;the rest stays", "never ended 0;the rest stays")]
    [InlineData("\u202egnp.exe", "gnp.exe")]
    [InlineData("zero\u200bwidth\ufeff", "zerowidth")]
    [InlineData("two\r\nlines\tand  spaces ", "two lines and spaces")]
    [InlineData("👩\u200d💻", "👩\u200d💻")]
    public void Line_StoredText_KeepsOnlyWhatIsShown(string stored, string shown) => Assert.Equal(shown, TerminalText.Line(stored));

    [Fact]
    public void Line_EveryControlCharacter_IsRemoved()
    {
        for (var c = '\0'; c < '\u00a0'; c++)
        {
            if (!char.IsControl(c)) continue;
            var shown = TerminalText.Line($"a{c}b");
            Assert.DoesNotContain(shown, char.IsControl);
        }
    }

    [Fact]
    public void Line_HalfOfASurrogatePair_IsReplaced() => Assert.Equal("half \ufffd", TerminalText.Line("half \ud83d"));

    [Fact]
    public void Block_StoredText_KeepsLineFeedsOnly() =>
        Assert.Equal("one\n two  three", TerminalText.Block("one\r\n\ttwo\u001b[2J  three"));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🚀", 2)]
    public void Width_Text_CountsColumns(string text, int columns) => Assert.Equal(columns, TerminalText.Width(text));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("日本語", 6, "日本語")]
    public void Cut_Text_FitsTheColumns(string text, int width, string cut) => Assert.Equal(cut, TerminalText.Cut(text, width));
}
