using Ora.Core.Memory.Analysis;

namespace Ora.Core.Tests.Memory.Analysis;

public sealed class TextWordsTests
{
    [Theory]
    [InlineData("The lease, again.", "the lease again")]
    [InlineData("Größe résumé re\u0301sume\u0301 ŻÓŁW", "große resume resume zolw")]
    [InlineData("readAll", "readall read all")]
    [InlineData("HTTPServer.listen", "httpserver http server listen")]
    [InlineData("get_task", "get task gettask")]
    [InlineData("MAX_RETRY_COUNT = 3", "max retry count maxretrycount 3")]
    [InlineData("__init__", "init")]
    [InlineData("日本語 текст", "日本語 текст")]
    [InlineData("🚀\ud800", "")]
    [InlineData("", "")]
    public void Of_Text_IsFoldedAndNamesAreTakenApart(string text, string words) =>
        Assert.Equal(words, string.Join(' ', TextWords.Of(text).Select(word => word.Text)));

    [Fact]
    public void Of_EndlessWord_IsCut() => Assert.Equal(64, Assert.Single(TextWords.Of(new string('x', 10_000))).Text.Length);

    [Theory]
    [InlineData("children went home", "child go home")]
    [InlineData("cfg dirs", "configur directori")]
    [InlineData("the and of", "")]
    [InlineData("connections connected connecting", "connect connect connect")]
    public void Terms_OfText_AreStemsOfFullWords(string text, string terms) => Assert.Equal(terms, string.Join(' ', TextTerms.Of(text)));
}
