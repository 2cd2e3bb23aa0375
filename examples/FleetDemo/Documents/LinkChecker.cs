using System.Text.RegularExpressions;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace FleetDemo.Documents;

/// <summary>Says which relative links of a document lead nowhere: to no file or folder, or to no heading of a Markdown file.</summary>
/// <param name="root">The folder that a link starting with a slash is relative to.</param>
internal sealed partial class LinkChecker(string root)
{
    private readonly Dictionary<string, HashSet<string>> _anchorsOfFiles = new(StringComparer.Ordinal);

    public IReadOnlyList<BrokenLink> FindBroken(string file, MarkdownDocument document)
    {
        var path = Path.Combine(root, file);
        _anchorsOfFiles[Path.GetFullPath(path)] = Anchors(document);
        var broken = new List<BrokenLink>();
        foreach (var (line, target) in Targets(document))
        {
            if (Problem(path, target) is { } problem) broken.Add(new BrokenLink(line, target, problem));
        }

        return [.. broken.OrderBy(l => l.Line)];
    }

    private static IEnumerable<(int Line, string Target)> Targets(MarkdownDocument document)
    {
        foreach (var node in document.Descendants())
        {
            switch (node)
            {
                case LinkInline link:
                    yield return (link.Line + 1, link.Url ?? "");
                    break;
                case HtmlInline html:
                    foreach (Match match in HtmlLink().Matches(html.Tag)) yield return (html.Line + 1, match.Groups["target"].Value);
                    break;
                case HtmlBlock { Type: not HtmlBlockType.Comment } block:
                    foreach (Match match in HtmlLink().Matches(block.Lines.ToString())) yield return (block.Line + 1, match.Groups["target"].Value);
                    break;
                default:
                    break;
            }
        }
    }

    private string? Problem(string source, string target)
    {
        if (target.Length == 0) return "has no target";
        if (AbsoluteLink().IsMatch(target)) return null;
        var hash = target.IndexOf('#', StringComparison.Ordinal);
        var path = Uri.UnescapeDataString((hash < 0 ? target : target[..hash]).Split('?')[0]);
        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(target[(hash + 1)..]);
        if (path.Contains('\0', StringComparison.Ordinal)) return "is no path";

        var full = path.Length == 0
            ? Path.GetFullPath(source)
            : Path.GetFullPath(Path.Combine(path[0] == '/' ? root : Path.GetDirectoryName(source)!, path.TrimStart('/')));
        if (Directory.Exists(full)) return null;
        if (!File.Exists(full)) return "no such file";
        if (fragment is "" or "top" || !DocumentTree.IsMarkdown(full)) return null;
        return AnchorsOf(full).Contains(fragment) ? null : "no such heading";
    }

    private HashSet<string> AnchorsOf(string path)
    {
        if (!_anchorsOfFiles.TryGetValue(path, out var anchors))
            _anchorsOfFiles[path] = anchors = Anchors(MarkdownText.Parse(File.ReadAllText(path)));
        return anchors;
    }

    private static HashSet<string> Anchors(MarkdownDocument document)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in document.Descendants())
        {
            var html = node switch { HtmlInline inline => inline.Tag, HtmlBlock block => block.Lines.ToString(), _ => "" };
            foreach (Match match in HtmlAnchor().Matches(html)) anchors.Add(match.Groups["name"].Value);
            if (node is HeadingBlock && node.TryGetAttributes()?.Id is { } id) anchors.Add(id);
        }

        return anchors;
    }

    [GeneratedRegex("""^([a-z][a-z0-9+.-]*:|//)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AbsoluteLink();

    [GeneratedRegex("""<(a|img)\b[^>]*?\s(href|src)\s*=\s*["'](?<target>[^"']*)["']""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HtmlLink();

    [GeneratedRegex("""<[a-z][^>]*?\s(id|name)\s*=\s*["'](?<name>[^"']+)["']""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HtmlAnchor();
}
