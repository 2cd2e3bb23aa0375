using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ora.Benchmarks.Outside;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Memory.Evaluation.Data;

namespace Ora.Memory.Evaluation.Memories;

/// <summary>The memory as users have it: <c>ora memory import</c>, then <c>query_memory</c> of a server over standard input and output.</summary>
internal sealed class ServedMemory(string program) : IEvaluatedMemory
{
    private readonly OraFolder _folder = new(program);
    private int _projects;

    public async Task<IProjectMemory> ImportAsync(Namespace ns, CancellationToken cancellationToken)
    {
        var project = string.Create(CultureInfo.InvariantCulture, $"evaluation-{++_projects}");
        await _folder.CreateAsync(project, cancellationToken);
        await ImportAsync(_folder, project, ns.Documents.Select(document => document.Entry), cancellationToken);
        return new Project(await StdioServer.StartAsync(_folder.Server(project, "asker"), cancellationToken));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Imports entries into a project by the command line.</summary>
    public static async Task ImportAsync(OraFolder folder, string project, IEnumerable<MemoryEntry> entries, CancellationToken cancellationToken)
    {
        var list = Path.Combine(folder.Root, $"{project}.jsonl");
        await File.WriteAllLinesAsync(list, entries.Select(Line), new UTF8Encoding(false), cancellationToken);
        await folder.RunAsync(["--project", project, "memory", "import", list], cancellationToken);
        File.Delete(list);
    }

    private static string Line(MemoryEntry entry) => JsonSerializer.Serialize(entry, MessageJsonContext.Default.MemoryEntry);

    private sealed class Project(StdioServer server) : IProjectMemory
    {
        public async Task<IReadOnlyList<string>> AskAsync(string question, CancellationToken cancellationToken)
        {
            var arguments = new JsonObject { ["query"] = question, ["topK"] = Limits.TopK, ["maxTokens"] = Limits.QueryTokens };
            var answer = await server.CallAsync("query_memory", arguments, cancellationToken);
            return [.. answer.GetProperty("results").EnumerateArray().Select(passage => passage.GetProperty("source").GetString()!)];
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
