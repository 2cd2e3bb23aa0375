using System.Text.RegularExpressions;
using Ora.Core.Memory.Analysis;

namespace Ora.Core.Memory.Chunking;

/// <summary>
/// Cuts source code into its symbols, each with the comment above it, titled by its name (with that of the type around it) and the first
/// sentence of its doc comment. It knows the shapes of common languages, not their grammar: what it does not recognise stays with the
/// symbol before it.
/// </summary>
public static partial class CodeParts
{
    private const int TabWidth = 4;
    private const int DeepestSymbol = 8; // Columns of indent: members of a type inside a namespace, not what is inside functions.
    private const int ShortestPart = 40;

    /// <summary>The parts of a source file in their order.</summary>
    /// <param name="code">The file.</param>
    /// <param name="length">The most characters of a part.</param>
    public static IReadOnlyList<TextPart> Of(string code, int length = Limits.PassageLength)
    {
        ArgumentNullException.ThrowIfNull(code);
        var lines = code.ReplaceLineEndings("\n").Split('\n');
        var parts = new List<TextPart>();
        var owners = new Stack<(int Indent, string Name)>();
        foreach (var (start, end) in Pieces(lines))
        {
            var piece = string.Join('\n', lines[start..end]).Trim('\n');
            if (string.IsNullOrWhiteSpace(piece)) continue;
            var title = TitleOf(lines, start, end, piece, owners);
            foreach (var text in LongBlock.Cut(piece, length)) parts.Add(new TextPart(title, text));
        }

        return parts;
    }

    private static IEnumerable<(int Start, int End)> Pieces(string[] lines)
    {
        var start = 0;
        for (var i = 1; i < lines.Length; i++)
        {
            if (!IsSymbol(lines[i])) continue;
            var begin = i;
            while (begin > start && BelongsToNext(lines[begin - 1])) begin--;

            // A few using lines are no passage of their own.
            if (lines[start..begin].Sum(line => line.Length) < ShortestPart) continue;
            yield return (start, begin);
            start = begin;
        }

        yield return (start, lines.Length);
    }

    private static string? TitleOf(string[] lines, int start, int end, string piece, Stack<(int Indent, string Name)> owners)
    {
        var title = CodeTitle.Of(piece);
        var symbol = Array.FindIndex(lines, start, end - start, IsSymbol);
        if (symbol < 0) return title;
        var indent = IndentOf(lines[symbol]);
        while (owners.Count > 0 && owners.Peek().Indent >= indent) owners.Pop();
        if (owners.Count > 0 && title is not null) title = $"{owners.Peek().Name}.{title}";
        if (TypeDeclaration().Match(lines[symbol]) is { Success: true } type) owners.Push((indent, type.Groups[1].Value));
        return title is { Length: > Limits.ListItemLength } ? TextCut.At(title, Limits.ListItemLength) : title;
    }

    private static bool IsSymbol(string line) => IndentOf(line) <= DeepestSymbol && (Symbol().IsMatch(line) || Member().IsMatch(line)) && !Statement().IsMatch(line);

    private static bool BelongsToNext(string line)
    {
        var trimmed = line.AsSpan().Trim();
        return trimmed.Length > 0 && (trimmed[0] is '@' or '[' or '*' or '#' || trimmed.StartsWith("//") || trimmed.StartsWith("/*") || trimmed.StartsWith("--"));
    }

    private static int IndentOf(string line)
    {
        var indent = 0;
        foreach (var c in line)
        {
            if (c == ' ') indent++;
            else if (c == '\t') indent += TabWidth;
            else break;
        }

        return indent;
    }

    [GeneratedRegex(@"^\s*(?:(?:export|default|public|private|protected|internal|static|sealed|abstract|partial|async|final|pub(?:\([a-z]+\))?|unsafe|readonly|override|virtual|extern|inline)\s+)*(?:def|class|interface|struct|enum|trait|record|func|function|fn|fun|impl|module|namespace\s+\w+\s*\{|type)\s+[A-Za-z_$(]")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"^\s*(?:(?:public|private|protected|internal|static|override|virtual|abstract|async|final|export|const)\s+)+[\w<>\[\],.?*&: ]*\(")]
    private static partial Regex Member();

    [GeneratedRegex(@"^\s*(?:return|if|for|while|switch|else|await|throw|new|using|import|package)\b")]
    private static partial Regex Statement();

    [GeneratedRegex(@"\b(?:class|interface|struct|trait|impl|enum|record|module)\s+([A-Za-z_]\w*)")]
    private static partial Regex TypeDeclaration();
}
