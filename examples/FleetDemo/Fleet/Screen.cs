using System.Globalization;

namespace FleetDemo.Fleet;

/// <summary>What the person at the terminal sees.</summary>
internal sealed class Screen(TextWriter output, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>A line of progress, with the time since the start.</summary>
    public void Progress(string who, string what) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,6:0.0} s  {who,-10}{what}"));

    public void Heading(string text)
    {
        output.WriteLine();
        output.WriteLine(text);
        output.WriteLine(new string('─', text.Length));
    }

    public void Line(string text) => output.WriteLine(text);

    /// <summary>A table; columns are as wide as their widest cell.</summary>
    public void Table(IReadOnlyList<string> header, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        var widths = header.Select((name, column) => Math.Max(name.Length, rows.Select(r => r[column].Length).DefaultIfEmpty().Max())).ToList();
        output.WriteLine(Row(header, widths));
        output.WriteLine(string.Join("  ", widths.Select(w => new string('─', w))));
        foreach (var row in rows) output.WriteLine(Row(row, widths));
    }

    private static string Row(IReadOnlyList<string> cells, List<int> widths) =>
        string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
}
