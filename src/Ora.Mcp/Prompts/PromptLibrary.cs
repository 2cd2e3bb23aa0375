using System.Text;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Ids;

namespace Ora.Mcp.Prompts;

/// <summary>
/// The prompts of a project: those in this program, each replaced by a file of the same name in the project's <c>prompts/</c>, and
/// the project's own. Files are read when they are asked for, so an edit counts at once. A file whose name is not of the form of an
/// id (README.md) is no prompt.
/// </summary>
/// <param name="projectPrompts">The project's <c>prompts/</c>; it need not exist.</param>
internal sealed class PromptLibrary(string projectPrompts)
{
    private const string Extension = ".md";
    private const string ResourcePrefix = "Ora.Prompts.";

    /// <summary>The names of all prompts, sorted.</summary>
    /// <exception cref="OraException">The project has too many.</exception>
    public IReadOnlyList<string> Names()
    {
        var own = Directory.Exists(projectPrompts)
            ? Directory.EnumerateFiles(projectPrompts, "*" + Extension).Select(Path.GetFileNameWithoutExtension).OfType<string>()
                .Where(IsName).Take(Limits.PromptFiles + 1).ToList()
            : [];
        if (own.Count > Limits.PromptFiles)
        {
            throw new OraException(
                OraErrorCode.Configuration, $"The project has more than {Limits.PromptFiles} prompt files.", "Remove some from its folder prompts/.", "prompts");
        }

        return [.. BuiltInNames().Union(own).Order(StringComparer.Ordinal)];
    }

    /// <summary>A prompt, or null when there is none of that name.</summary>
    /// <exception cref="OraException">Its file cannot be used.</exception>
    public async ValueTask<PromptTemplate?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!IsName(name)) return null;
        var text = await ReadOwnAsync(name, cancellationToken) ?? ReadBuiltIn(name);
        return text is null ? null : PromptTemplate.Parse(name, text);
    }

    private async ValueTask<string?> ReadOwnAsync(string name, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Combine(projectPrompts, name + Extension));
        if (!file.Exists) return null;
        if (file.LinkTarget is not null) throw Unusable(name, "it is a symbolic link", "Put the file itself there.");
        if (file.Length > Limits.PromptFileBytes)
            throw Unusable(name, $"it has {file.Length} bytes; the limit is {Limits.PromptFileBytes}", "Shorten it.");
        try
        {
            return await File.ReadAllTextAsync(file.FullName, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(name, "it cannot be read", "Check its permissions.", e);
        }
    }

    private static string? ReadBuiltIn(string name)
    {
        using var stream = typeof(PromptLibrary).Assembly.GetManifestResourceStream(ResourcePrefix + name + Extension);
        if (stream is null) return null;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> BuiltInNames() => typeof(PromptLibrary).Assembly.GetManifestResourceNames()
        .Where(resource => resource.StartsWith(ResourcePrefix, StringComparison.Ordinal))
        .Select(resource => resource[ResourcePrefix.Length..^Extension.Length]);

    // The same form as any id, so that a name cannot leave the folder.
    private static bool IsName(string name) => AgentId.TryParse(name, out _);

    private static OraException Unusable(string name, string problem, string nextStep, Exception? inner = null) => new(
        OraErrorCode.Configuration, $"The prompt file {name}{Extension} cannot be used: {problem}.", nextStep, name, inner);
}
