using System.Text;
using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Mcp.Prompts;

/// <summary>An argument of a prompt.</summary>
/// <param name="Name">Its name, as in <c>{{name}}</c>.</param>
/// <param name="Description">What to give.</param>
/// <param name="Required">Whether it must be given. A line that names one that is not given is left out.</param>
internal sealed record PromptParameter(string Name, string Description, bool Required);

/// <summary>
/// A prompt file: front matter between two lines of three dashes, then Markdown. The front matter is flat <c>key: value</c> lines
/// (<c>title</c>, <c>description</c>, <c>roles</c>, <c>required</c>, <c>argument.NAME</c>), which is YAML, read without a YAML parser.
/// In the Markdown <c>{{name}}</c> stands for an argument or for one of <see cref="BuiltIn"/>.
/// </summary>
internal sealed record PromptTemplate
{
    private const string Fence = "---";
    private const string ArgumentPrefix = "argument.";

    /// <summary>What the connection fills in; no argument may have such a name.</summary>
    public static readonly IReadOnlyList<string> BuiltIn = ["project", "agent", "role"];

    private static readonly string[] KnownKeys = ["title", "description", "roles", "required", "argument.NAME"];

    /// <summary>The file's name without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Its name for people.</summary>
    public string? Title { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Who is offered it; empty: everybody.</summary>
    public IReadOnlyList<AgentRole> Roles { get; init; } = [];

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<PromptParameter> Parameters { get; init; } = [];

    /// <summary>The Markdown.</summary>
    public required string Body { get; init; }

    /// <summary>Reads a prompt file.</summary>
    /// <exception cref="OraException">Its front matter is malformed, or it uses a name that is nowhere declared.</exception>
    public static PromptTemplate Parse(string name, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var end = lines[0] == Fence ? Array.IndexOf(lines, Fence, 1) : -1;
        if (lines[0] == Fence && end < 0) throw Malformed(name, "its front matter does not end with a line of three dashes");
        var fields = ReadFields(name, lines[1..Math.Max(1, end)]);
        var required = List(fields, "required");
        var template = new PromptTemplate
        {
            Name = name,
            Title = fields.GetValueOrDefault("title"),
            Description = fields.GetValueOrDefault("description"),
            Roles = [.. List(fields, "roles").Select(role => ParseRole(name, role))],
            Parameters = [.. fields.Where(f => f.Key.StartsWith(ArgumentPrefix, StringComparison.Ordinal))
                .Select(f => f.Key[ArgumentPrefix.Length..])
                .Select(argument => new PromptParameter(argument, fields[ArgumentPrefix + argument], required.Contains(argument)))],
            Body = string.Join('\n', lines[(end + 1)..]).Trim('\n'),
        };
        template.CheckNames(required);
        return template;
    }

    /// <summary>The Markdown with every name replaced. Values are put in as they are; names inside a value are not looked at.</summary>
    public string Render(IReadOnlyDictionary<string, string> values)
    {
        var lines = Body.Split('\n').Select(line => Substitute(line, values)).OfType<string>();
        return string.Join('\n', lines);
    }

    private static string? Substitute(string line, IReadOnlyDictionary<string, string> values)
    {
        var result = new StringBuilder();
        var rest = line.AsSpan();
        while (NextName(rest, out var start, out var length) is { } name)
        {
            if (!values.TryGetValue(name, out var value)) return null;
            result.Append(rest[..start]).Append(value);
            rest = rest[(start + length)..];
        }

        return result.Append(rest).ToString();
    }

    private static string? NextName(ReadOnlySpan<char> text, out int start, out int length)
    {
        start = text.IndexOf("{{");
        length = 0;
        if (start < 0) return null;
        var end = text[start..].IndexOf("}}");
        if (end < 0) return null;
        length = end + 2;
        return text.Slice(start + 2, end - 2).Trim().ToString();
    }

    private void CheckNames(IReadOnlyList<string> required)
    {
        var declared = Parameters.Select(p => p.Name).ToList();
        if (declared.FirstOrDefault(BuiltIn.Contains) is { } taken)
            throw Malformed(Name, $"the argument \"{taken}\" has a name that Ora fills in itself");
        if (required.FirstOrDefault(r => !declared.Contains(r)) is { } missing)
            throw Malformed(Name, $"\"required\" names \"{missing}\", which is no argument");
        foreach (var line in Body.Split('\n'))
        {
            var rest = line.AsSpan();
            while (NextName(rest, out var start, out var length) is { } name)
            {
                if (!BuiltIn.Contains(name) && !declared.Contains(name))
                    throw Malformed(Name, $"{{{{{name}}}}} is neither an argument nor one of: {string.Join(", ", BuiltIn)}");
                rest = rest[(start + length)..];
            }
        }
    }

    private static Dictionary<string, string> ReadFields(string name, string[] lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Where(line => line.Trim().Length > 0 && line[0] != '#'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw Malformed(name, $"the line \"{line}\" of its front matter is not \"key: value\"");
            var key = line[..colon].Trim();
            if (!KnownKeys.Contains(key) && !(key.StartsWith(ArgumentPrefix, StringComparison.Ordinal) && key.Length > ArgumentPrefix.Length))
                throw Malformed(name, $"the key \"{key}\" is not known; known are: {string.Join(", ", KnownKeys)}");
            if (!fields.TryAdd(key, line[(colon + 1)..].Trim())) throw Malformed(name, $"the key \"{key}\" is there twice");
        }

        return fields;
    }

    private static string[] List(Dictionary<string, string> fields, string key) =>
        fields.GetValueOrDefault(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static AgentRole ParseRole(string name, string role) => WireEnum.TryParse<AgentRole>(role, out var parsed)
        ? parsed
        : throw Malformed(name, $"\"{role}\" is no role; roles are: {string.Join(", ", WireEnum.Names<AgentRole>())}");

    private static OraException Malformed(string name, string problem) => new(
        OraErrorCode.Configuration, $"The prompt file {name}.md cannot be used: {problem}.", "Correct the file.", name);
}
