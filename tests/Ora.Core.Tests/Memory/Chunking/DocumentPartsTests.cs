using Ora.Core.Memory.Chunking;

namespace Ora.Core.Tests.Memory.Chunking;

public sealed class DocumentPartsTests
{
    [Fact]
    public void Of_Headings_AreTitlesOfTheirSections()
    {
        var parts = DocumentParts.Of("Intro.\n\n# A\n\none\n\ntwo\n\n## B\n\nthree\n\n# C\n\nfour\n");
        Assert.Equal(
            [new TextPart(null, "Intro."), new TextPart("A", "one\n\ntwo"), new TextPart("A › B", "three"), new TextPart("C", "four")], parts);
    }

    [Fact]
    public void Of_FencedCode_IsNotTakenForHeadings()
    {
        var part = Assert.Single(DocumentParts.Of("# A\n\n```sh\n# no heading\n\nls\n```\n"));
        Assert.Equal(new TextPart("A", "```sh\n# no heading\n\nls\n```"), part);
    }

    [Theory]
    [InlineData(" ", 400)]
    [InlineData("\n\n", 400)]
    [InlineData("", 4_000)]
    public void Of_LongSection_IsCutAndLosesNothing(string seam, int words)
    {
        var text = string.Join(seam, Enumerable.Range(0, words).Select(n => $"word{n}."));
        var parts = DocumentParts.Of(text, 1_000);
        Assert.All(parts, part => Assert.InRange(part.Text.Length, 1, 1_000));
        Assert.Equal(Letters(text), Letters(string.Concat(parts.Select(part => part.Text))));
        Assert.True(parts.Count <= (2 * text.Length / 1_000) + 1);
    }

    [Fact]
    public void Of_SurrogatePairs_AreNotTorn() => Assert.All(
        DocumentParts.Of("x" + string.Concat(Enumerable.Repeat("🚀", 1_000)), 100),
        part => Assert.False(char.IsLowSurrogate(part.Text[0]) || char.IsHighSurrogate(part.Text[^1])));

    [Fact]
    public void Of_NothingToRead_IsNoPart() => Assert.Empty(DocumentParts.Of(" \n\n# Only a heading\n"));

    private static string Letters(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
