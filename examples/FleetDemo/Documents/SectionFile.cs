using System.Text.Json;

namespace FleetDemo.Documents;

/// <summary>
/// The findings about a few files of one folder. Agents read it, add theirs and write it back, with no lock of their own: two at
/// the same time would lose one's findings. That they never are is what a task's <c>paths</c> promise.
/// </summary>
internal static class SectionFile
{
    public static async Task AddAsync(string path, Findings findings, CancellationToken cancellationToken)
    {
        var section = File.Exists(path) ? await ReadAsync(path, cancellationToken) : [];
        section[findings.File] = findings;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var written = $"{path}.new";
        await using (var stream = File.Create(written))
            await JsonSerializer.SerializeAsync(stream, section, FindingsJsonContext.Default.SortedDictionaryStringFindings, cancellationToken);
        File.Move(written, path, overwrite: true);
    }

    public static async Task<SortedDictionary<string, Findings>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync(stream, FindingsJsonContext.Default.SortedDictionaryStringFindings, cancellationToken)
            ?? throw new JsonException($"{path} holds no section.");
    }
}
