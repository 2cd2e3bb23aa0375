namespace Ora.Core.Memory.Analysis;

/// <summary>Turns text into terms: words without stop words, abbreviations and irregular forms folded, stemmed. Questions and passages go the same way.</summary>
internal static class TextTerms
{
    /// <summary>The terms of a text in their order.</summary>
    public static List<string> Of(string text) => Of(TextWords.Of(text));

    /// <summary>The terms of words in their order.</summary>
    public static List<string> Of(IReadOnlyList<Word> words)
    {
        var terms = new List<string>(words.Count);
        foreach (var word in words)
        {
            if (TermOf(word.Text) is { } term) terms.Add(term);
        }

        return terms;
    }

    /// <summary>The term of one folded word, or null for a stop word.</summary>
    public static string? TermOf(string word) =>
        EnglishWords.IsStopWord(word) ? null : PorterStemmer.Stem(EnglishWords.BaseForm(Abbreviations.Full(word)));
}
