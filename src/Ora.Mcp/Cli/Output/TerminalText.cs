using System.Globalization;
using System.Text;

namespace Ora.Mcp.Cli.Output;

/// <summary>
/// Makes stored text safe to show. What agents and files say may hold escape sequences that recolour, retitle or rewrite a
/// terminal, or marks that reverse the reading direction; none of them may leave this program through a table.
/// </summary>
internal static class TerminalText
{
    private const char Escape = '\u001b';
    private const char Bell = '\u0007';
    private const char CsiOneByte = '\u009b';
    private const char StringTerminatorOneByte = '\u009c';
    private const char Ellipsis = '…';

    /// <summary>The text as one line: runs of white space become one space, everything a terminal would act on is removed.</summary>
    public static string Line(string? text) => Clean(text, keepLines: false);

    /// <summary>The text with its line feeds: tabs become a space, everything else a terminal would act on is removed.</summary>
    public static string Block(string? text) => Clean(text, keepLines: true);

    /// <summary>How many columns a terminal uses for a cleaned text.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Width(rune);
        return width;
    }

    /// <summary>A cleaned text, cut to at most <paramref name="width"/> columns; what was cut ends with an ellipsis.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width / 2 || Width(text) <= width) return text;
        var cut = new StringBuilder();
        var used = 1; // The ellipsis.
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune);
            if (used > width) break;
            cut.Append(rune.ToString());
        }

        return cut.Append(Ellipsis).ToString();
    }

    private static string Clean(string? text, bool keepLines)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var skipped = SequenceLength(text, i);
            if (skipped > 0)
            {
                i += skipped;
                continue;
            }

            var status = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            i += length;
            if (status != System.Buffers.OperationStatus.Done) clean.Append('\ufffd');
            else if (rune.Value == '\r' && i < text.Length && text[i] == '\n') continue;
            else if (keepLines && rune.Value == '\n') clean.Append('\n');
            else if (Rune.IsWhiteSpace(rune)) AppendSpace(clean, collapse: !keepLines);
            else if (IsShown(rune)) clean.Append(rune.ToString());
        }

        return keepLines ? clean.ToString() : clean.ToString().Trim(' ');
    }

    private static void AppendSpace(StringBuilder text, bool collapse)
    {
        if (!collapse || (text.Length > 0 && text[^1] != ' ')) text.Append(' ');
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control => false,
        // Joiners make one sign of several and are harmless; the rest of the class turns text around or hides it.
        UnicodeCategory.Format => rune.Value is 0x200c or 0x200d,
        _ => true,
    };

    /// <summary>The length of the escape sequence at a position, or 0. One that never ends counts as its first two characters only.</summary>
    private static int SequenceLength(string text, int start)
    {
        var rest = text.AsSpan(start);
        if (rest[0] == CsiOneByte) return 1 + ControlSequenceLength(rest[1..]);
        if (rest[0] != Escape) return 0;
        if (rest.Length == 1) return 1;
        return rest[1] switch
        {
            '[' => 2 + ControlSequenceLength(rest[2..]),
            ']' or 'P' or 'X' or '^' or '_' => 2 + StringLength(rest[2..]),
            >= ' ' and <= '/' => Math.Min(3, rest.Length),
            >= '0' and <= '~' => 2,
            _ => 1,
        };
    }

    private static int ControlSequenceLength(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange(' ', '?');
        return end >= 0 && rest[end] is >= '@' and <= '~' ? end + 1 : 0;
    }

    private static int StringLength(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(Bell, StringTerminatorOneByte, Escape);
        if (end < 0) return 0;
        var isTwoByteEnd = rest[end] == Escape && end + 1 < rest.Length && rest[end + 1] == '\\';
        return isTwoByteEnd ? end + 2 : rest[end] == Escape ? end : end + 1;
    }

    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // The blocks that Unicode's East Asian Width table calls wide, without the single signs in between.
    private static bool IsWide(int value) => value is
        (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0x303e) or (>= 0x3041 and <= 0xa4cf) or (>= 0xac00 and <= 0xd7a3)
        or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60) or (>= 0xffe0 and <= 0xffe6)
        or (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f680 and <= 0x1f6ff) or (>= 0x1f900 and <= 0x1f9ff) or (>= 0x20000 and <= 0x3fffd);
}
