using Ora.Core.Memory;
using Ora.Core.Memory.Analysis;
using Ora.Core.Memory.Ranking;
using Ora.Core.Messages;

namespace Ora.Core.Tests.Memory.Analysis;

public sealed class AnalysedPassageTests
{
    [Fact]
    public void Of_TermOfTheTitle_CountsAsOftenAsItsWeight()
    {
        var passage = AnalysedPassage.Of(Passage("The importer reads files.", title: "Importer"));

        Assert.Equal(RankingWeights.TitleCount + 1, passage.Terms["import"]);
        Assert.Equal(1, passage.Terms["file"]);
    }

    [Fact]
    public void Of_TextThatIsItsTitle_CountsItOnce()
    {
        var passage = AnalysedPassage.Of(Passage("Importer crash", title: "Importer crash"));

        Assert.Equal(RankingWeights.TitleCount, passage.Terms["crash"]);
        Assert.Equal(2, passage.Length);
    }

    private static MemoryRecord Passage(string text, string title) =>
        new() { Id = "msg-1", Text = text, Title = title, Type = MemoryType.Documentation, AgentId = "ann" };
}
