using Ora.Core.Memory.Ranking;

namespace Ora.Memory.Evaluation;

/// <summary>The ranking without one of its parts at a time, and with few of them.</summary>
internal static class Ablation
{
    public static IEnumerable<(string Name, RankingWeights Weights)> Variants
    {
        get
        {
            var all = RankingWeights.Default;
            yield return ("all", all);
            yield return ("- vector", all with { VectorOfDocument = 0, VectorOfTurn = 0 });
            yield return ("- synonyms", all with { Synonym = 0 });
            yield return ("- neighbours", all with { Neighbour1 = 0, Neighbour2 = 0, Neighbour3 = 0 });
            yield return ("- session", all with { Session = 0 });
            yield return ("- author", all with { NamedAuthor = 0 });
            yield return ("- date", all with { Date = 0 });
            yield return ("- when, how many", all with { When = 0, HowMany = 0 });
            yield return ("- recency", all with { Recency = 0 });
            yield return ("terms only", all with
            {
                VectorOfDocument = 0,
                VectorOfTurn = 0,
                Synonym = 0,
                Neighbour1 = 0,
                Neighbour2 = 0,
                Neighbour3 = 0,
                Session = 0,
                NamedAuthor = 0,
                Date = 0,
                When = 0,
                HowMany = 0,
                Recency = 0,
            });
        }
    }
}
