using System.Globalization;
using System.Text.Json.Nodes;
using Ora.Memory.Evaluation.Data;

namespace Ora.Memory.Evaluation.Scoring;

/// <summary>Means over questions, and the time that they took.</summary>
internal sealed class Scores
{
    private static readonly int[] Cuts = [5, 10, 25];
    private readonly List<double> _milliseconds = [];
    private readonly double[] _recall = new double[3];
    private double _reciprocalRank;
    private double _gain;

    /// <summary>How many questions were asked.</summary>
    public int Questions => _milliseconds.Count;

    /// <summary>Adds an answer.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="answer">The ids of the documents, best first; one may come again, in parts.</param>
    /// <param name="took">How long it took.</param>
    public void Add(Question question, IEnumerable<string> answer, TimeSpan took)
    {
        var ranked = answer.Where(id => !question.Exclude.Contains(id)).Distinct(StringComparer.Ordinal).ToList();
        for (var i = 0; i < Cuts.Length; i++) _recall[i] += (double)ranked.Take(Cuts[i]).Count(question.Gains.ContainsKey) / question.Gains.Count;
        var first = ranked.FindIndex(question.Gains.ContainsKey);
        if (first >= 0) _reciprocalRank += 1.0 / (first + 1);
        var ideal = question.Gains.Values.OrderDescending().Take(10).Select(Discounted).Sum();
        _gain += ranked.Take(10).Select(id => question.Gains.GetValueOrDefault(id)).Select(Discounted).Sum() / ideal;
        _milliseconds.Add(took.TotalMilliseconds);
    }

    /// <summary>The figures by their names.</summary>
    public IReadOnlyList<(string Name, double Value)> Figures =>
    [
        ("recall@5", _recall[0] / Questions), ("recall@10", _recall[1] / Questions), ("recall@25", _recall[2] / Questions),
        ("MRR", _reciprocalRank / Questions), ("nDCG@10", _gain / Questions), ("p50 ms", Quantile(0.5)), ("p95 ms", Quantile(0.95)),
    ];

    /// <summary>The figures as JSON.</summary>
    public JsonObject ToJson(string set)
    {
        var json = new JsonObject { ["set"] = set, ["questions"] = Questions };
        foreach (var (name, value) in Figures) json[name] = Math.Round(value, 4);
        return json;
    }

    /// <summary>The figures as a line of a table.</summary>
    public string ToLine(string name) => string.Create(CultureInfo.InvariantCulture, $"{name,-28}{Questions,6}")
        + string.Concat(Figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Value,11:0.000}")));

    /// <summary>The heading of the lines.</summary>
    public static string Heading => $"{"",-28}{"n",6}" + string.Concat(new Scores().Figures.Select(f => $"{f.Name,11}"));

    private static double Discounted(int gain, int index) => gain / Math.Log2(index + 2);

    private double Quantile(double part)
    {
        if (_milliseconds.Count == 0) return 0;
        var sorted = _milliseconds.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, part * sorted.Count)];
    }
}
