using System.Text;

namespace Ora.Invariants.Tests;

/// <summary>A queue that a test writes down file by file.</summary>
internal sealed class WrittenQueue : IQueueReader
{
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public WrittenQueue Add(string path, string content = "{}")
    {
        _files[path] = content;
        return this;
    }

    public WrittenQueue Task(string path, string title = "t") => Add(path, $$$"""{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"{{{title}}}"}}""");

    public WrittenQueue Result(string folder, string id, string task, int attempt, string outcome = "completed", bool late = false, string agent = "w1", string summary = "s") => Add(
        $"{folder}/{id}.json",
        $$"""
        {"messageId":"{{id}}","messageType":"TASK_COMPLETE","agentId":"{{agent}}","taskId":"{{task}}","attempt":{{attempt}},"outcome":"{{outcome}}","summary":"{{summary}}","late":{{(late ? "true" : "false")}}}
        """);

    public WrittenQueue Message(string path, string type, string agent, string field, string text) => Add(
        path, $$"""{"messageId":"{{Path.GetFileNameWithoutExtension(path)}}","messageType":"{{type}}","agentId":"{{agent}}","{{field}}":"{{text}}"}""");

    public IEnumerable<string> List(string folder) =>
        _files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(path => path[(folder.Length + 1)..]);

    public byte[]? Read(string folder, string name) => _files.TryGetValue($"{folder}/{name}", out var content) ? Encoding.UTF8.GetBytes(content) : null;

    /// <summary>What is violated.</summary>
    public IReadOnlyList<string> Check(Action<Acknowledged>? promise = null)
    {
        var acknowledged = new Acknowledged();
        promise?.Invoke(acknowledged);
        return QueueInvariants.Check(QueueFacts.Read(this), acknowledged);
    }
}
