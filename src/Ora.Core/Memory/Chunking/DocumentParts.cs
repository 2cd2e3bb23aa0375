using System.Text;

namespace Ora.Core.Memory.Chunking;

/// <summary>Cuts prose and Markdown into parts: at headings, and between paragraphs where a section is too long for one passage.</summary>
public static class DocumentParts
{
    private const int HeadingLevels = 6;
    private const string Fence = "```";

    /// <summary>The parts of a document in their order, each titled by the headings above it.</summary>
    /// <param name="text">The document.</param>
    /// <param name="length">The most characters of a part.</param>
    public static IReadOnlyList<TextPart> Of(string text, int length = Limits.PassageLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<TextPart>();
        var headings = new string?[HeadingLevels];
        var section = new StringBuilder();
        foreach (var block in Blocks(text))
        {
            if (HeadingOf(block) is var (level, heading))
            {
                Close(parts, headings, section, length);
                headings[level - 1] = heading;
                Array.Clear(headings, level, HeadingLevels - level);
                continue;
            }

            if (section.Length > 0 && section.Length + block.Length + 2 > length) Close(parts, headings, section, length);
            if (section.Length > 0) section.Append("\n\n");
            section.Append(block);
        }

        Close(parts, headings, section, length);
        return parts;
    }

    private static void Close(List<TextPart> parts, string?[] headings, StringBuilder section, int length)
    {
        var title = string.Join(" › ", headings.Where(heading => heading is not null));
        foreach (var piece in LongBlock.Cut(section.ToString(), length)) parts.Add(new TextPart(title.Length > 0 ? title : null, piece));
        section.Clear();
    }

    // Paragraphs, headings, and code between fences, which may hold empty lines and "#".
    private static IEnumerable<string> Blocks(string text)
    {
        var block = new StringBuilder();
        var isFenced = false;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var isFence = line.AsSpan().TrimStart().StartsWith(Fence, StringComparison.Ordinal);
            var stands = !isFenced && (line.Length == 0 || string.IsNullOrWhiteSpace(line) || HeadingOf(line) is not null);
            if (stands && block.Length > 0)
            {
                yield return block.ToString();
                block.Clear();
            }

            if (isFence) isFenced = !isFenced;
            if (!stands)
            {
                if (block.Length > 0) block.Append('\n');
                block.Append(line);
            }
            else if (HeadingOf(line) is not null)
            {
                yield return line;
            }
        }

        if (block.Length > 0) yield return block.ToString();
    }

    private static (int Level, string Text)? HeadingOf(string block)
    {
        if (block.Contains('\n')) return null;
        var level = block.AsSpan().IndexOfAnyExcept('#');
        if (level is < 1 or > HeadingLevels || block[level] is not (' ' or '\t')) return null;
        var heading = block[level..].Trim().TrimEnd('#').TrimEnd();
        return heading.Length == 0 ? null : (level, heading);
    }
}
