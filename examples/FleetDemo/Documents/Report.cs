using System.Globalization;
using System.Text;

namespace FleetDemo.Documents;

/// <summary>The report on a tree of documents, as Markdown.</summary>
internal static class Report
{
    public static string Render(string title, IReadOnlyCollection<Findings> findings)
    {
        var ordered = findings.OrderBy(f => f.File, StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        Line(text, $"# {title}");
        Line(text, $"");
        Line(text, $"- Files: {ordered.Count}");
        Line(text, $"- Words, without code, HTML and front matter: {ordered.Sum(f => f.Words)}");
        Line(text, $"- Broken relative links: {ordered.Sum(f => f.BrokenLinks.Count)}");
        Line(text, $"- Code blocks without a language: {ordered.Sum(f => f.CodeBlocksWithoutLanguage.Count)}");
        Line(text, $"");
        Line(text, $"| File | Headings | Words | Broken links | Code blocks without a language |");
        Line(text, $"| --- | ---: | ---: | ---: | ---: |");
        foreach (var f in ordered)
            Line(text, $"| {Cell(f.File)} | {f.Outline.Count} | {f.Words} | {f.BrokenLinks.Count} | {f.CodeBlocksWithoutLanguage.Count} |");
        foreach (var f in ordered) Details(text, f);
        return text.ToString();
    }

    private static void Details(StringBuilder text, Findings findings)
    {
        Line(text, $"");
        Line(text, $"## {Escape(findings.File)}");
        Line(text, $"");
        if (findings.Problem is not null) Line(text, $"- **{Escape(findings.Problem)}**");
        foreach (var link in findings.BrokenLinks) Line(text, $"- line {link.Line}: broken link `{link.Target}`: {link.Problem}");
        foreach (var line in findings.CodeBlocksWithoutLanguage) Line(text, $"- line {line}: code block without a language");
        if (findings.Problem is null && findings.BrokenLinks.Count + findings.CodeBlocksWithoutLanguage.Count == 0) Line(text, $"- nothing to mend");
        if (findings.Outline.Count == 0) return;

        Line(text, $"");
        Line(text, $"Outline:");
        Line(text, $"");
        var top = findings.Outline.Min(h => h.Level);
        foreach (var heading in findings.Outline) Line(text, $"{new string(' ', 2 * (heading.Level - top))}- {Escape(heading.Text)}");
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Cell(string value) => Escape(value).Replace("|", "\\|", StringComparison.Ordinal);

    // Names come from files and headings: as text they must not become links, emphasis or tables of the report.
    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#') text.Append('\\');
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.ToString();
    }
}
