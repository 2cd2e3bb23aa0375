using System.Text;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FleetDemo.Documents;

/// <summary>Reads Markdown as GitHub shows it.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation()
        .UseYamlFrontMatter()
        .UsePipeTables()
        .UseTaskLists()
        .UseFootnotes()
        .UseAlertBlocks()
        .UseAutoLinks()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    public static MarkdownDocument Parse(string text) => Markdown.Parse(text, Pipeline);

    /// <summary>The text that a reader sees of a heading or a paragraph.</summary>
    public static string Of(LeafBlock block)
    {
        var text = new StringBuilder();
        if (block.Inline is not null) Append(text, block.Inline);
        return text.ToString();
    }

    /// <summary>How many words a text has: runs without white space that hold a letter or a digit.</summary>
    public static int CountWords(string text)
    {
        var count = 0;
        var counted = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                counted = false;
            }
            else if (!counted && Rune.IsLetterOrDigit(rune))
            {
                counted = true;
                count++;
            }
        }

        return count;
    }

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case ContainerInline container:
                foreach (var child in container) Append(text, child);
                break;
            case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
            case CodeInline code: text.Append(code.ContentSpan); break;
            case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
            case AutolinkInline link: text.Append(link.Url); break;
            case LineBreakInline: text.Append(' '); break;
            default: break; // HTML tags and task boxes are no text.
        }
    }
}
