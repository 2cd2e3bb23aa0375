using System.Globalization;
using System.Text;

namespace Ora.Core.Memory.Analysis;

/// <summary>One word of a text.</summary>
/// <param name="Text">In lower case, without accents.</param>
/// <param name="Part">0: as it stands in the text; 1: a part of the name before it (<c>read</c> of <c>readAll</c>); 2: a name whose parts stood alone (<c>readall</c> of <c>read_all</c>).</param>
internal readonly record struct Word(string Text, int Part);

/// <summary>
/// Cuts text into words: runs of letters and digits, folded to lower case without accents. A name in camelCase or snake_case gives its
/// parts and, joined, itself, so that each finds the other.
/// </summary>
internal static class TextWords
{
    /// <summary>The longest word that is taken whole, in characters; a longer one is a blob, and its beginning tells it from others.</summary>
    private const int WordLength = 64;

    // The base letters of U+00C0 to U+017F; a dot stands for a letter without one.
    private const string BaseLetters =
        "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.llllllllllnnnnnnn..oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>The words of a text in their order.</summary>
    public static List<Word> Of(string text)
    {
        var words = new List<Word>(text.Length / 6);
        var run = new StringBuilder(WordLength);
        var snake = new StringBuilder();
        var snakeParts = 0;
        for (var i = 0; i <= text.Length;)
        {
            var rune = i < text.Length && Rune.TryGetRuneAt(text, i, out var read) ? read : default;
            i += i < text.Length ? Math.Max(1, rune.Utf16SequenceLength) : 1;
            if (i <= text.Length && IsOfWord(rune))
            {
                if (run.Length < WordLength) run.Append(rune.ToString());
                continue;
            }

            if (run.Length > 0)
            {
                AddName(words, run.ToString());
                snake.Append(Fold(run.ToString()));
                snakeParts++;
                run.Clear();
            }

            if (rune.Value == '_' && snakeParts > 0) continue;
            if (snakeParts > 1 && snake.Length <= WordLength) words.Add(new Word(snake.ToString(), 2));
            snake.Clear();
            snakeParts = 0;
        }

        return words;
    }

    /// <summary>A word in lower case, without accents.</summary>
    public static string Fold(string word)
    {
        if (Ascii.IsValid(word)) return word.ToLowerInvariant();
        var folded = new StringBuilder(word.Length);
        foreach (var rune in word.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            var lower = Rune.ToLowerInvariant(rune);
            var at = lower.Value - 0xC0;
            if (at >= 0 && at < BaseLetters.Length && BaseLetters[at] != '.') folded.Append(BaseLetters[at]);
            else folded.Append(lower.ToString());
        }

        return folded.ToString();
    }

    private static void AddName(List<Word> words, string name)
    {
        words.Add(new Word(Fold(name), 0));
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i < name.Length && !IsBoundary(name, i)) continue;
            if (i == name.Length && start == 0) return;
            if (i - start > 1) words.Add(new Word(Fold(name[start..i]), 1));
            start = i;
        }
    }

    // "readAll", "HTTPServer", "utf8Text": before a capital that begins a word.
    private static bool IsBoundary(string name, int i) =>
        char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));

    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
