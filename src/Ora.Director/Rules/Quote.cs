using System.Globalization;
using System.Text;

namespace Ora.Director.Rules;

/// <summary>
/// Puts other people's words into Markdown. They become a code span, inside which no Markdown, HTML, link or mention is read: an
/// agent cannot write headings, hide text or address anybody in a summary.
/// </summary>
internal static class Quote
{
    /// <summary>How much of a text a line of a summary shows, in characters.</summary>
    public const int TextLength = 200;

    private const string Nothing = "(nothing)";

    /// <summary>An id as a code span.</summary>
    public static string Id(string id) => Text(id, Core.Limits.IdLength);

    /// <summary>The first <paramref name="maxLength"/> characters of a text, on one line, as a code span.</summary>
    public static string Text(string? text, int maxLength = TextLength)
    {
        var line = OneLine(text ?? "", maxLength);
        if (line.Length == 0) return Nothing;
        var fence = new string('`', LongestBacktickRun(line) + 1);
        var pad = line[0] == '`' || line[^1] == '`' ? " " : "";
        return $"{fence}{pad}{line}{pad}{fence}";
    }

    /// <summary>
    /// The text on one line without what cannot be seen: line breaks and other controls become spaces, marks that turn the
    /// direction of writing or have no width are left out, half characters are replaced.
    /// </summary>
    internal static string OneLine(string text, int maxLength)
    {
        var line = new StringBuilder(text.Length);
        var space = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                space = line.Length > 0;
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format) continue;
            if (space) line.Append(' ');
            space = false;
            line.Append(rune.ToString());
        }

        if (line.Length <= maxLength) return line.ToString();
        var cut = maxLength - 1;
        return line.ToString(0, char.IsHighSurrogate(line[cut - 1]) ? cut - 1 : cut) + "…";
    }

    private static int LongestBacktickRun(string line)
    {
        var longest = 0;
        var run = 0;
        foreach (var c in line)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
