using Ora.Core.Messages;

namespace Ora.Core.Memory.Analysis;

/// <summary>A passage as a search sees it. It depends on the passage alone, so that forgetting finds again what adding made.</summary>
public sealed class AnalysedPassage
{
    private const int CountMax = byte.MaxValue;
    private const int LengthMax = ushort.MaxValue;

    private AnalysedPassage(Dictionary<string, byte> terms, int length, bool namesTime, bool namesNumber, byte[] vector)
    {
        Terms = terms;
        Length = Math.Min(length, LengthMax);
        NamesTime = namesTime;
        NamesNumber = namesNumber;
        Vector = vector;
    }

    /// <summary>How often each term comes, one in the title counted as <see cref="Ranking.RankingWeights.TitleCount"/>; at most 255.</summary>
    public IReadOnlyDictionary<string, byte> Terms { get; }

    /// <summary>How many terms it has.</summary>
    public int Length { get; }

    /// <summary>Whether it names a time: "yesterday", "in May".</summary>
    public bool NamesTime { get; }

    /// <summary>Whether it names a number.</summary>
    public bool NamesNumber { get; }

    /// <summary>Its hashed vector in the stored form.</summary>
    public byte[] Vector { get; }

    /// <summary>Analyses a passage.</summary>
    public static AnalysedPassage Of(MemoryRecord passage)
    {
        ArgumentNullException.ThrowIfNull(passage);
        var words = TextWords.Of(passage.Text);
        List<string> main = passage.Text == passage.Title ? [] : TextTerms.Of(words); // Said twice, it would count as more.
        if (passage.Language is { } language) main.AddRange(TextTerms.Of(language));
        var heading = passage.Title ?? (passage.Type == MemoryType.Code ? CodeTitle.Of(passage.Text) : null);
        var title = heading is null ? [] : TextTerms.Of(heading);
        var counts = new Dictionary<string, byte>(main.Count, StringComparer.Ordinal);
        foreach (var term in main) Count(counts, term, 1);
        foreach (var term in title) Count(counts, term, Ranking.RankingWeights.TitleCount);
        var weighted = Enumerable.Repeat(title, Ranking.RankingWeights.TitleCount).SelectMany(terms => terms).Concat(main).ToList();
        return new AnalysedPassage(
            counts, main.Count + title.Count, TimeWords.NamesTime(words), TimeWords.NamesNumber(words), HashedVector.OfPassage(weighted));
    }

    private static void Count(Dictionary<string, byte> counts, string term, int times) =>
        counts[term] = (byte)Math.Min(CountMax, counts.GetValueOrDefault(term) + times);
}
