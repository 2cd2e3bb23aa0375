namespace Ora.Core.Memory.Analysis;

/// <summary>A term that a question looks for.</summary>
/// <param name="Text">The term.</param>
/// <param name="Weight">1 for a word of the question, less for a synonym of one.</param>
public readonly record struct QuestionTerm(string Text, float Weight);

/// <summary>A question as a search sees it.</summary>
public sealed class AnalysedQuestion
{
    /// <summary>The most terms of a question that are looked for; more would not make the answer better, only slower.</summary>
    public const int TermsMax = 64;

    private readonly List<string> _sequence;

    private AnalysedQuestion(List<string> sequence, IReadOnlyList<QuestionTerm> terms, NamedDates dates, bool asksWhen, bool asksHowMany)
    {
        _sequence = sequence;
        Terms = terms;
        Dates = dates;
        AsksWhen = asksWhen;
        AsksHowMany = asksHowMany;
    }

    /// <summary>What to look for, each once.</summary>
    public IReadOnlyList<QuestionTerm> Terms { get; }

    /// <summary>The dates it names.</summary>
    internal NamedDates Dates { get; }

    /// <summary>Whether it asks for a time.</summary>
    internal bool AsksWhen { get; }

    /// <summary>Whether it asks for a number.</summary>
    internal bool AsksHowMany { get; }

    /// <summary>Analyses a question.</summary>
    /// <param name="text">The question.</param>
    /// <param name="synonymWeight">The weight of a synonym; 0: none are looked for.</param>
    public static AnalysedQuestion Of(string text, float synonymWeight)
    {
        var words = TextWords.Of(text);
        var sequence = TextTerms.Of(words);
        var own = sequence.Distinct(StringComparer.Ordinal).Take(TermsMax).ToList();
        var terms = own.ConvertAll(term => new QuestionTerm(term, 1));
        if (synonymWeight > 0)
        {
            var others = own.SelectMany(Synonyms.Of).Except(own, StringComparer.Ordinal).Take(TermsMax - own.Count);
            terms.AddRange(others.Select(term => new QuestionTerm(term, synonymWeight)));
        }

        return new AnalysedQuestion(sequence, terms, TimeWords.DatesIn(words), AsksForTime(words), AsksForNumber(words));
    }

    /// <summary>The terms of a name, as they are looked for in a question.</summary>
    public static IReadOnlyList<string> TermsOfName(string name) => TextTerms.Of(name);

    /// <summary>Whether all terms of a name are in the question.</summary>
    public bool Names(IReadOnlyList<string> nameTerms) => nameTerms.Count > 0 && nameTerms.All(_sequence.Contains);

    /// <summary>The question's hashed vector.</summary>
    /// <param name="idf">How rare a term is among the passages.</param>
    public HashedVector Vector(Func<string, float> idf) => HashedVector.OfQuestion(_sequence, idf);

    private static bool AsksForTime(List<Word> words) => words.Count > 0 && (words[0].Text == "when"
        || (words.Count > 1 && words[0].Text is "what" or "which" && words[1].Text is "date" or "day" or "month" or "year" or "time"));

    private static bool AsksForNumber(List<Word> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (words[i - 1].Text == "how" && words[i].Text is "many" or "much") return true;
        }

        return false;
    }
}
