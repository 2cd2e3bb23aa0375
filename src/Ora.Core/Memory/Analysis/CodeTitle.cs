using System.Text.RegularExpressions;

namespace Ora.Core.Memory.Analysis;

/// <summary>What a piece of code is about when nobody says so: the symbol it declares, and the first sentence of its doc comment.</summary>
internal static partial class CodeTitle
{
    private const int SearchedLength = 4_000;
    private const int SentenceLength = 300;

    /// <summary>The title of a piece of code, or null when nothing is declared or described in it.</summary>
    public static string? Of(string code)
    {
        var text = code.Length > SearchedLength ? code[..SearchedLength] : code;
        var symbol = Symbol(text);
        var sentence = Sentence(text);
        return (symbol, sentence) switch
        {
            (null, null) => null,
            (_, null) => symbol,
            (null, _) => sentence,
            _ => $"{symbol}: {sentence}",
        };
    }

    private static string? Symbol(string text)
    {
        var keyword = Declaration().Match(text);
        if (keyword.Success) return keyword.Groups[1].Value;
        var member = Member().Match(text);
        return member.Success ? member.Groups[1].Value : null;
    }

    private static string? Sentence(string text)
    {
        var comment = DocString().Match(text) is { Success: true } python ? python.Groups[1].Value : Comment(text);
        if (comment is null) return null;
        var plain = Markup().Replace(comment, " ").Trim();
        var end = SentenceEnd().Match(plain);
        var sentence = end.Success ? plain[..end.Index] : plain;
        sentence = Spaces().Replace(sentence, " ").Trim();
        return sentence.Length == 0 ? null : TextCut.At(sentence, SentenceLength);
    }

    private static string? Comment(string text)
    {
        if (BlockComment().Match(text) is { Success: true } block) return LineStar().Replace(block.Groups[1].Value, "\n");
        var lines = text.Split('\n').Select(line => line.Trim())
            .SkipWhile(line => !IsLineComment(line))
            .TakeWhile(IsLineComment)
            .Select(line => line.TrimStart('/', '#', '-', '!', ' '))
            .ToList();
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }

    private static bool IsLineComment(string line) =>
        line.StartsWith("//", StringComparison.Ordinal) || line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("-- ", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?:def|class|interface|struct|enum|trait|record|func|function|fn|fun|sub|proc|module|type|impl|CREATE\s+(?:TABLE|VIEW|FUNCTION))\s+(?:\([^)]*\)\s*)?([A-Za-z_$][\w$.]*)")]
    private static partial Regex Declaration();

    // "public async Task<int> ReadAll(" and "const readAll = (": a name before its parameters.
    [GeneratedRegex(@"(?m)^\s*(?:[\w<>\[\],.?*&:]+\s+)+\**([A-Za-z_$][\w$]*)\s*(?:=\s*(?:async\s*)?)?\(")]
    private static partial Regex Member();

    [GeneratedRegex("(?:\"\"\"|''')\\s*(.+?)\\s*(?:\"\"\"|''')", RegexOptions.Singleline)]
    private static partial Regex DocString();

    [GeneratedRegex(@"/\*\*?\s*(.+?)\*/", RegexOptions.Singleline)]
    private static partial Regex BlockComment();

    [GeneratedRegex(@"\n\s*\*\s?")]
    private static partial Regex LineStar();

    [GeneratedRegex("<[^>]{1,100}>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\.(?:\s|$)|\n\s*\n|\n\s*[:@]\w")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
