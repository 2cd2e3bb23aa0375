using System.Globalization;

namespace Ora.Contention;

/// <summary>What a run found, written as it is found.</summary>
/// <param name="output">Where it is written.</param>
public sealed class Report(TextWriter output)
{
    private readonly List<string> _violations = [];

    /// <summary>What must hold and does not.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Writes a figure.</summary>
    public void Figure(string name, FormattableString value) => output.WriteLine($"  {name,-58} {value.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Writes a title.</summary>
    public void Title(string title) => output.WriteLine(title);

    /// <summary>Writes whether something holds; when it does not and <paramref name="counts"/>, it is a violation.</summary>
    public void Check(bool holds, FormattableString what, bool counts = true)
    {
        var text = what.ToString(CultureInfo.InvariantCulture);
        output.WriteLine($"  {(holds ? "ok    " : counts ? "FAILED" : "missed")} {text}");
        if (!holds && counts) _violations.Add(text);
    }
}
