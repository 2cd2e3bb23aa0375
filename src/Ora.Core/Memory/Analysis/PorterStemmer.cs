namespace Ora.Core.Memory.Analysis;

/// <summary>
/// The stemmer of M. F. Porter, "An algorithm for suffix stripping" (1980): "connections" and "connected" become "connect". It is for
/// English; a word that is not of the letters a to z is left as it is.
/// </summary>
public static class PorterStemmer
{
    private const int ShortestStemmed = 3;

    private static readonly (string Suffix, string Replacement)[] Step2 =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ];

    private static readonly (string Suffix, string Replacement)[] Step3 =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ];

    private static readonly string[] Step4 =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <summary>The stem of a word in lower case.</summary>
    public static string Stem(string word)
    {
        if (word.Length < ShortestStemmed || word.AsSpan().ContainsAnyExceptInRange('a', 'z')) return word;
        Span<char> buffer = word.Length <= 64 ? stackalloc char[word.Length + 1] : new char[word.Length + 1];
        word.CopyTo(buffer);
        var stem = new Letters(buffer, word.Length);
        Plurals(ref stem);
        PastAndGerund(ref stem);
        if (stem.EndsWith("y") && stem.HasVowel(stem.Length - 1)) stem[^1] = 'i';
        Replace(ref stem, Step2);
        Replace(ref stem, Step3);
        DropLongest(ref stem);
        FinalE(ref stem);
        return stem.Length == word.Length && stem.Text.SequenceEqual(word) ? word : stem.Text.ToString();
    }

    private static void Plurals(ref Letters w)
    {
        if (!w.EndsWith("s")) return;
        if (w.EndsWith("sses") || w.EndsWith("ies")) w.Length -= 2;
        else if (!w.EndsWith("ss")) w.Length--;
    }

    private static void PastAndGerund(ref Letters w)
    {
        if (w.EndsWith("eed"))
        {
            if (w.Measure(w.Length - 3) > 0) w.Length--;
            return;
        }

        var ending = w.EndsWith("ed") ? 2 : w.EndsWith("ing") ? 3 : 0;
        if (ending == 0 || !w.HasVowel(w.Length - ending)) return;
        w.Length -= ending;
        if (w.EndsWith("at") || w.EndsWith("bl") || w.EndsWith("iz")) w.Append('e');
        else if (w.EndsInDoubleConsonant && w[^1] is not ('l' or 's' or 'z')) w.Length--;
        else if (w.Measure(w.Length) == 1 && w.EndsInShortSyllable(w.Length)) w.Append('e');
    }

    private static void Replace(ref Letters w, (string Suffix, string Replacement)[] rules)
    {
        foreach (var (suffix, replacement) in rules)
        {
            if (!w.EndsWith(suffix)) continue;
            var start = w.Length - suffix.Length;
            if (w.Measure(start) > 0) w.Replace(start, replacement);
            return;
        }
    }

    private static void DropLongest(ref Letters w)
    {
        var longest = "";
        foreach (var suffix in Step4)
        {
            if (suffix.Length > longest.Length && w.EndsWith(suffix)) longest = suffix;
        }

        var start = w.Length - longest.Length;
        if (longest.Length == 0 || w.Measure(start) <= 1) return;
        if (longest != "ion" || (start > 0 && w.Text[start - 1] is 's' or 't')) w.Length = start;
    }

    private static void FinalE(ref Letters w)
    {
        if (w.EndsWith("e"))
        {
            var measure = w.Measure(w.Length - 1);
            if (measure > 1 || (measure == 1 && !w.EndsInShortSyllable(w.Length - 1))) w.Length--;
        }

        if (w.EndsWith("ll") && w.Measure(w.Length) > 1) w.Length--;
    }

    /// <summary>A word that is being shortened.</summary>
    private ref struct Letters(Span<char> buffer, int length)
    {
        private readonly Span<char> _buffer = buffer;

        public int Length = length;

        public readonly ReadOnlySpan<char> Text => _buffer[..Length];

        public readonly ref char this[Index index] => ref _buffer[index.GetOffset(Length)];

        public readonly bool EndsWith(string suffix) => Text.EndsWith(suffix, StringComparison.Ordinal);

        public void Append(char letter) => _buffer[Length++] = letter;

        public void Replace(int start, string replacement)
        {
            replacement.CopyTo(_buffer[start..]);
            Length = start + replacement.Length;
        }

        public readonly bool EndsInDoubleConsonant => Length >= 2 && _buffer[Length - 1] == _buffer[Length - 2] && IsConsonant(Length - 1);

        /// <summary>How often, in the first letters, a vowel is followed by a consonant: Porter's m.</summary>
        public readonly int Measure(int count)
        {
            var measure = 0;
            for (var i = 1; i < count; i++)
            {
                if (IsConsonant(i) && !IsConsonant(i - 1)) measure++;
            }

            return measure;
        }

        public readonly bool HasVowel(int count)
        {
            for (var i = 0; i < count; i++)
            {
                if (!IsConsonant(i)) return true;
            }

            return false;
        }

        /// <summary>Whether the first letters end consonant, vowel, consonant, the last not w, x or y.</summary>
        public readonly bool EndsInShortSyllable(int count) => count >= 3
            && IsConsonant(count - 1) && !IsConsonant(count - 2) && IsConsonant(count - 3) && _buffer[count - 1] is not ('w' or 'x' or 'y');

        private readonly bool IsConsonant(int index) => _buffer[index] switch
        {
            'a' or 'e' or 'i' or 'o' or 'u' => false,
            'y' => index == 0 || !IsConsonant(index - 1),
            _ => true,
        };
    }
}
