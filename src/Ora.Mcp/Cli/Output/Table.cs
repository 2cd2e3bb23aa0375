using System.Text;

namespace Ora.Mcp.Cli.Output;

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Flexible">Whether it gives way when the terminal is too narrow.</param>
internal readonly record struct Column(string Title, bool Flexible = false);

/// <summary>Plain aligned text. Cells are cleaned; flexible columns are cut when the whole is wider than the terminal.</summary>
/// <param name="columns">The columns.</param>
internal sealed class Table(params Column[] columns)
{
    private const int Gap = 2;
    private const int FlexibleWidthMin = 12;
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; a missing cell is shown as a dash.</summary>
    public void Add(params string?[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, columns.Length);
        _rows.Add([.. cells.Select(cell => string.IsNullOrEmpty(cell) ? "-" : TerminalText.Line(cell))]);
    }

    /// <summary>Writes the heading and the rows, or <paramref name="whenEmpty"/> when there are none.</summary>
    public void WriteTo(Screen screen, string whenEmpty)
    {
        if (_rows.Count == 0)
        {
            screen.Line(whenEmpty);
            return;
        }

        var widths = Widths(screen.Width);
        screen.Raw(Layout([.. columns.Select(c => c.Title)], widths));
        foreach (var row in _rows) screen.Raw(Layout(row, widths));
    }

    private int[] Widths(int? available)
    {
        var widths = new int[columns.Length];
        for (var i = 0; i < widths.Length; i++)
            widths[i] = Math.Max(columns[i].Title.Length, _rows.Max(row => TerminalText.Width(row[i])));
        if (available is not { } limit) return widths;
        var excess = widths.Sum() + (Gap * (widths.Length - 1)) - limit;
        while (excess > 0 && WidestFlexible(widths) is { } widest)
        {
            widths[widest]--;
            excess--;
        }

        return widths;
    }

    private int? WidestFlexible(int[] widths)
    {
        int? widest = null;
        for (var i = 0; i < widths.Length; i++)
        {
            if (columns[i].Flexible && widths[i] > FlexibleWidthMin && (widest is null || widths[i] > widths[widest.Value])) widest = i;
        }

        return widest;
    }

    private static string Layout(string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = TerminalText.Cut(cells[i], widths[i]);
            line.Append(cell).Append(' ', widths[i] - TerminalText.Width(cell) + Gap);
        }

        return line.ToString().TrimEnd();
    }
}
