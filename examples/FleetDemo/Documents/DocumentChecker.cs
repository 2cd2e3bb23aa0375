using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace FleetDemo.Documents;

/// <summary>Checks the documents of one tree.</summary>
/// <param name="root">The tree's folder.</param>
internal sealed class DocumentChecker(string root)
{
    private readonly LinkChecker _links = new(root);

    /// <summary>Checks one file. That it cannot be read is a finding, not a failure: the rest of the tree still gets its report.</summary>
    public async Task<Findings> CheckAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return Check(file, await File.ReadAllTextAsync(Path.Combine(root, file), cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Findings(file, [], 0, [], [], $"Could not be read: {e.Message}");
        }
    }

    private Findings Check(string file, string text)
    {
        var document = MarkdownText.Parse(text);
        var outline = new List<Heading>();
        var withoutLanguage = new List<int>();
        var words = 0;
        foreach (var block in document.Descendants().OfType<LeafBlock>())
        {
            switch (block)
            {
                case YamlFrontMatterBlock: break;
                case CodeBlock code:
                    if (code is not FencedCodeBlock { Info.Length: > 0 }) withoutLanguage.Add(code.Line + 1);
                    break;
                default:
                    var shown = MarkdownText.Of(block);
                    words += MarkdownText.CountWords(shown);
                    if (block is HeadingBlock heading) outline.Add(new Heading(heading.Level, shown));
                    break;
            }
        }

        withoutLanguage.Sort();
        return new Findings(file, outline, words, _links.FindBroken(file, document), withoutLanguage);
    }
}
