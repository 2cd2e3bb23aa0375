using System.Globalization;
using System.Text;

namespace Ora.Sqlite.Memory;

/// <summary>Turns a question into an FTS5 expression: its words, quoted, any of which may match. What is asked is never read as syntax.</summary>
internal static class MatchExpression
{
    /// <summary>The most words of a question that are looked for; more would not make the answer better, only slower.</summary>
    internal const int WordsMax = 64;

    /// <summary>The expression, or null when the question holds no word.</summary>
    public static string? Of(string question)
    {
        var words = Words(question).Distinct(StringComparer.Ordinal).Take(WordsMax).Select(word => $"\"{word}\"").ToList();
        return words.Count == 0 ? null : string.Join(" OR ", words);
    }

    // The tokenizer of the table cuts text at the same places, so a word here is a word there.
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsOfWord(rune))
            {
                word.Append(rune.ToString());
                continue;
            }

            if (word.Length > 0) yield return word.ToString();
            word.Clear();
        }

        if (word.Length > 0) yield return word.ToString();
    }

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
