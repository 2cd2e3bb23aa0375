namespace Ora.Mcp.Cli.Output;

/// <summary>Where human-readable output goes. Every text that was stored passes <see cref="TerminalText"/> on its way.</summary>
/// <param name="writer">Standard output.</param>
/// <param name="width">The terminal's columns, or null when the output is no terminal: then nothing is cut.</param>
internal sealed class Screen(TextWriter writer, int? width)
{
    /// <summary>The terminal's columns, or null.</summary>
    public int? Width => width;

    /// <summary>Writes one line, cleaned; it is not cut, and its spaces stay: it may hold a path or a command to copy.</summary>
    public void Line(string? text = "") => writer.WriteLine(TerminalText.Block(text).Replace('\n', ' '));

    /// <summary>Writes text that may have several lines, cleaned, each behind an indent.</summary>
    public void Block(string? text, string indent = "")
    {
        foreach (var line in TerminalText.Block(text).TrimEnd('\n').Split('\n')) writer.WriteLine((indent + line).TrimEnd());
    }

    /// <summary>Writes a line that this program laid out itself, as it is.</summary>
    internal void Raw(string line) => writer.WriteLine(line);

    /// <summary>Writes name and value pairs, aligned; pairs without a value are left out.</summary>
    public void Fields(params IReadOnlyList<(string Name, string? Value)> fields)
    {
        var given = fields.Where(f => !string.IsNullOrEmpty(f.Value)).ToList();
        var nameWidth = given.Count == 0 ? 0 : given.Max(f => f.Name.Length);
        foreach (var (name, value) in given) writer.WriteLine($"{name.PadRight(nameWidth)}  {TerminalText.Line(value)}");
    }
}
