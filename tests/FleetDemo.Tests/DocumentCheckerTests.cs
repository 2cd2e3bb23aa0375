using FleetDemo.Documents;

namespace FleetDemo.Tests;

public sealed class DocumentCheckerTests : IDisposable
{
    private readonly TempFolder _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Outline_AllHeadingForms_AreListedWithTheirText()
    {
        var findings = await CheckAsync("# One `code` & *two*\n\nSet\ntext\n===\n\n### [Link](https://example.org) &amp; more\n\n```sh\n# no heading\n```\n");

        Assert.Equal([new(1, "One code & two"), new(1, "Set text"), new(3, "Link & more")], findings.Outline);
    }

    [Fact]
    public async Task Words_CodeHtmlAndFrontMatter_AreNotCounted()
    {
        var findings = await CheckAsync(
            "---\ntitle: not counted\n---\n# Two words\n\nIt's **b**old – and `inline code`.\n\n```sh\nnot counted\n```\n\n<p>not counted</p>\n\n| a | b |\n|---|---|\n| c | d |\n");

        // Two words | It's bold and inline code | a b c d; the dash alone is no word.
        Assert.Equal(2 + 5 + 4, findings.Words);
    }

    [Fact]
    public async Task Words_TextWithoutLatinLetters_IsCounted()
    {
        var findings = await CheckAsync("Привет, мир 42 😀\n");

        Assert.Equal(3, findings.Words);
    }

    [Fact]
    public async Task CodeBlocks_WithoutLanguage_AreNamedByLine()
    {
        var findings = await CheckAsync("```\na\n```\n\n~~~ json\n{}\n~~~\n\n- item\n\n  ```\n  nested\n  ```\n\ntext\n\n    indented\n\n````md\n```\nnot a block of its own\n```\n````\n");

        Assert.Equal([1, 11, 17], findings.CodeBlocksWithoutLanguage);
    }

    [Theory]
    [InlineData("[x](missing.md)", "missing.md", "no such file")]
    [InlineData("![x](img/missing.png)", "img/missing.png", "no such file")]
    [InlineData("[x][r]\n\n[r]: gone.md 'Title'", "gone.md", "no such file")]
    [InlineData("[x](#nowhere)", "#nowhere", "no such heading")]
    [InlineData("[x](other.md#nowhere)", "other.md#nowhere", "no such heading")]
    [InlineData("[x](/gone.md)", "/gone.md", "no such file")]
    [InlineData("[x]()", "", "has no target")]
    [InlineData("[x](a%00b.md)", "a%00b.md", "is no path")]
    [InlineData("<img src=\"gone.png\" alt=\"\">", "gone.png", "no such file")]
    [InlineData("text <a href='gone.md'>x</a>", "gone.md", "no such file")]
    public async Task Link_ThatLeadsNowhere_IsBroken(string markdown, string target, string problem)
    {
        _tree.Write("other.md", "# Other\n");

        var findings = await CheckAsync(markdown);

        Assert.Equal([new(1, target, problem)], findings.BrokenLinks);
    }

    [Theory]
    [InlineData("[x](other.md)")]
    [InlineData("[x](other.md#what-s-here)")]
    [InlineData("[x](other.md#whats-here-1)")]
    [InlineData("[x](other.md#explicit)")]
    [InlineData("[x](other.md?plain=1#überschrift)")]
    [InlineData("[x](other.md#%C3%BCberschrift)")]
    [InlineData("[x](sub%20folder/n%C3%A4me.md)")]
    [InlineData("[x](<sub folder/näme.md>)")]
    [InlineData("[x](sub%20folder/)")]
    [InlineData("[x](/other.md)")]
    [InlineData("[x](./sub%20folder/../other.md)")]
    [InlineData("[x](data.txt#L10)")]
    [InlineData("[x](#top)")]
    [InlineData("[x](#own)\n\n# Own")]
    [InlineData("[x](https://example.org/gone.md)")]
    [InlineData("[x](//example.org/gone.md)")]
    [InlineData("[x](mailto:someone@example.org)")]
    [InlineData("<https://example.org>")]
    [InlineData("`[x](gone.md)`")]
    [InlineData("```md\n[x](gone.md)\n```")]
    [InlineData("<!-- [x](gone.md) <a href=\"gone.md\"></a> -->")]
    public async Task Link_ThatLeadsSomewhereOrIsNone_IsNotBroken(string markdown)
    {
        _tree.Write("other.md", "# What's here\n\n## What's here\n\n## Überschrift\n\n<a id=\"explicit\"></a>\n\n<a name=\"what-s-here\"></a>\n");
        _tree.Write("sub folder/näme.md");
        _tree.Write("data.txt");

        var findings = await CheckAsync(markdown);

        Assert.Empty(findings.BrokenLinks);
    }

    [Fact]
    public async Task Link_InAFolderBelow_IsRelativeToItsFile()
    {
        _tree.Write("docs/guide/a.md", "[up](../b.md) [down](b.md)\n");
        _tree.Write("docs/b.md");

        var findings = await CheckerAsync("docs/guide/a.md");

        Assert.Equal(["b.md"], findings.BrokenLinks.Select(l => l.Target));
    }

    [Fact]
    public async Task Check_FileThatIsGone_IsAFinding()
    {
        var findings = await CheckerAsync("gone.md");

        Assert.StartsWith("Could not be read:", findings.Problem, StringComparison.Ordinal);
        Assert.Equal(findings.Problem, findings.Summary);
    }

    [Fact]
    public async Task Summary_OneOfEach_IsInTheSingular()
    {
        var findings = await CheckAsync("# Word\n\n[ ](gone.md)\n\n```\n```\n");

        Assert.Equal("1 heading, 1 word, 1 broken link, 1 code block without a language.", findings.Summary);
    }

    private Task<Findings> CheckAsync(string markdown)
    {
        _tree.Write("checked.md", markdown);
        return CheckerAsync("checked.md");
    }

    private Task<Findings> CheckerAsync(string file) =>
        new DocumentChecker(_tree.FullPath).CheckAsync(file, TestContext.Current.CancellationToken);
}
