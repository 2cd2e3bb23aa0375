using Ora.Core;
using Ora.Director.Cycles;

namespace Ora.Director.Tests.Cycles;

public sealed class SummaryTextTests
{
    [Fact]
    public void RefusedCalls_AreAddedAsQuotedText()
    {
        var summary = SummaryText.Compose("# Done\n", [new("update_task"), new("resolve_blocker", "No such\n# blocker")]);

        Assert.Equal("# Done\n\n### Could not be done\n\n- `resolve_blocker`: `No such # blocker`\n", summary);
    }

    [Fact]
    public void NoRefusedCall_LeavesTheTextAsItIs() => Assert.Equal("# Done", SummaryText.Compose("# Done", [new("update_task")]));

    [Fact]
    public void NoText_StillGivesASummary() => Assert.Contains("no summary", SummaryText.Compose(" \n", []), StringComparison.Ordinal);

    [Theory]
    [InlineData("a line that is repeated\n")]
    [InlineData("xxxxxxxx")]
    public void LongText_IsCutToTheLimitAndKeepsTheRefusedCalls(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, Limits.SummaryLength / part.Length + 50));

        var summary = SummaryText.Compose(text, [.. Enumerable.Repeat(new ToolCall("update_task", new string('e', 5_000)), 50)]);

        Assert.InRange(summary.Length, Limits.SummaryLength - 100, Limits.SummaryLength);
        Assert.Contains("… (cut)", summary, StringComparison.Ordinal);
        Assert.EndsWith("- … and 40 more.\n", summary, StringComparison.Ordinal);
    }
}
