using System.Globalization;

namespace Ora.Benchmarks.Outside;

/// <summary>Measures with what they are held against, as a table.</summary>
internal sealed class ResultTable
{
    private readonly List<string[]> _rows = [["Measure", "Value", "Held against", "Ratio", "Target", ""]];

    /// <summary>A value alone.</summary>
    public void Add(string measure, string value) => _rows.Add([measure, value, "", "", "", ""]);

    /// <summary>A value that must not exceed a limit.</summary>
    public void AddLimit(string measure, double milliseconds, double limit) =>
        _rows.Add([measure, Milliseconds(milliseconds), "", "", $"≤ {Milliseconds(limit)}", Verdict(milliseconds <= limit)]);

    /// <summary>A value that must not exceed a multiple of another one of the same run.</summary>
    public void AddRatio(string measure, string value, string heldAgainst, double ratio, double target, string targetText) =>
        _rows.Add([measure, value, heldAgainst, Number(ratio), targetText, Verdict(ratio <= target)]);

    public void Write(TextWriter output)
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(r => r[column].Length)).ToList();
        foreach (var row in _rows) output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    public static string Milliseconds(double value) => $"{Number(value)} ms";

    public static string MiB(double bytes) => $"{Number(bytes / (1024 * 1024))} MiB";

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static string Verdict(bool met) => met ? "met" : "MISSED";
}
