using System.Text.Json;
using System.Text.Json.Serialization;

namespace FleetDemo.Documents;

/// <summary>What the check of one Markdown file found.</summary>
/// <param name="File">The file, relative to the tree, with forward slashes.</param>
/// <param name="Outline">Its headings in order.</param>
/// <param name="Words">Words of its text, those in code blocks, HTML and front matter not counted.</param>
/// <param name="BrokenLinks">Relative links that lead nowhere.</param>
/// <param name="CodeBlocksWithoutLanguage">Lines at which a code block without a language begins.</param>
/// <param name="Problem">Why the file could not be checked, or null.</param>
internal sealed record Findings(
    string File,
    IReadOnlyList<Heading> Outline,
    int Words,
    IReadOnlyList<BrokenLink> BrokenLinks,
    IReadOnlyList<int> CodeBlocksWithoutLanguage,
    string? Problem = null)
{
    /// <summary>One sentence for the task's result.</summary>
    public string Summary => Problem ?? string.Join(", ",
        Count(Outline.Count, "heading"),
        Count(Words, "word"),
        Count(BrokenLinks.Count, "broken link"),
        Count(CodeBlocksWithoutLanguage.Count, "code block") + " without a language") + ".";

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

/// <summary>A heading of an outline.</summary>
internal sealed record Heading(int Level, string Text);

/// <summary>A relative link that leads nowhere.</summary>
internal sealed record BrokenLink(int Line, string Target, string Problem);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SortedDictionary<string, Findings>))]
internal sealed partial class FindingsJsonContext : JsonSerializerContext;
