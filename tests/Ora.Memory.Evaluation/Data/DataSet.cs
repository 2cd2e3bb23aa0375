using System.Globalization;
using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Memory.Evaluation.Data;

/// <summary>A document of a data set, as an entry to be imported.</summary>
/// <param name="Id">Its id; it is the source of the entry, so that a result can be told from it.</param>
/// <param name="Entry">What is imported.</param>
internal sealed record Document(string Id, MemoryEntry Entry);

/// <summary>A question of a data set.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">The question.</param>
/// <param name="Exclude">Documents to drop before ranks are counted.</param>
/// <param name="Gains">The documents that answer it, with their gain.</param>
internal sealed record Question(string Id, string Text, IReadOnlySet<string> Exclude, IReadOnlyDictionary<string, int> Gains);

/// <summary>The documents and questions of one namespace: one project.</summary>
/// <param name="Name">The namespace.</param>
/// <param name="Documents">Its documents in their order.</param>
/// <param name="Questions">The questions that are asked in it.</param>
internal sealed record Namespace(string Name, IReadOnlyList<Document> Documents, IReadOnlyList<Question> Questions);

/// <summary>A data set: a folder with <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels.tsv</c>.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Namespaces">Its namespaces.</param>
internal sealed record DataSet(string Name, IReadOnlyList<Namespace> Namespaces)
{
    /// <summary>Reads a data set.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="split">Only the questions of this split, or "all".</param>
    /// <param name="every">Only every n-th question: 1 for all.</param>
    public static DataSet Read(string folder, string split, int every)
    {
        var gains = Gains(Path.Combine(folder, "qrels.tsv"));
        var questions = Lines(Path.Combine(folder, "queries.jsonl"))
            .Where(line => split == "all" || Text(line, "split") == split)
            .Where(line => gains.ContainsKey(Text(line, "id")!))
            .Where((_, n) => n % every == 0)
            .ToLookup(line => Text(line, "ns")!, line => QuestionOf(line, gains), StringComparer.Ordinal);
        var namespaces = Lines(Path.Combine(folder, "corpus.jsonl"))
            .GroupBy(line => Text(line, "ns")!, StringComparer.Ordinal)
            .Select(g => new Namespace(g.Key, [.. g.Select(DocumentOf)], [.. questions[g.Key]]))
            .Where(ns => ns.Questions.Count > 0);
        return new DataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), [.. namespaces]);
    }

    private static Dictionary<string, Dictionary<string, int>> Gains(string path) => File.ReadLines(path)
        .Select(line => line.Split('\t'))
        .Where(fields => fields.Length == 3)
        .GroupBy(fields => fields[0], StringComparer.Ordinal)
        .ToDictionary(
            g => g.Key,
            g => g.ToDictionary(f => f[1], f => int.Parse(f[2], CultureInfo.InvariantCulture), StringComparer.Ordinal),
            StringComparer.Ordinal);

    private static Question QuestionOf(JsonElement line, Dictionary<string, Dictionary<string, int>> gains)
    {
        var exclude = line.TryGetProperty("exclude", out var ids) ? ids.EnumerateArray().Select(id => id.GetString()!) : [];
        var id = Text(line, "id")!;
        return new Question(id, Text(line, "text")!, exclude.ToHashSet(StringComparer.Ordinal), gains[id]);
    }

    private static Document DocumentOf(JsonElement line)
    {
        var id = Text(line, "id")!;
        var text = Text(line, "caption") is { } caption ? $"{Text(line, "text")}\n[{caption}]" : Text(line, "text")!;
        return new Document(id, new MemoryEntry
        {
            Text = text.Length <= Core.Limits.MemoryTextLength ? text : text[..Core.Limits.MemoryTextLength],
            Type = Text(line, "kind") switch { "turn" => MemoryType.Conversation, "code" => MemoryType.Code, _ => MemoryType.Documentation },
            Source = id,
            Title = Text(line, "title"),
            Author = Text(line, "speaker"),
            Session = Text(line, "session"),
            Language = Text(line, "lang"),
            Timestamp = Text(line, "timestamp") is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) : null,
        });
    }

    private static IEnumerable<JsonElement> Lines(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
