using System.Text.Json;

namespace FleetDemo.Verification;

/// <summary>A result that Ora keeps.</summary>
internal sealed record RecordedResult(string TaskId, int Attempt, string AgentId, bool Late);

/// <summary>The folder of a project's queue, read as any person or script may read it.</summary>
/// <param name="project">The project's folder.</param>
internal sealed class QueueFolder(string project)
{
    private readonly string _queue = Path.Combine(project, "agents", "_queue");

    /// <summary>The folders that a task's file can be in.</summary>
    public static IReadOnlyList<string> TaskPlaces { get; } = ["inbox", "working", "processed", "failed"];

    /// <summary>The names of a folder's files, in order.</summary>
    public IReadOnlyList<string> Names(string place)
    {
        var folder = Path.Combine(_queue, place);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)] : [];
    }

    public string PathOf(string place, string name) => Path.Combine(_queue, place, name);

    /// <summary>The results in <c>outbox/</c> and <c>processed/</c>.</summary>
    public IReadOnlyList<RecordedResult> Results()
    {
        var results = new List<RecordedResult>();
        foreach (var place in (string[])["outbox", "processed"])
        {
            foreach (var name in Names(place).Where(n => n.StartsWith("msg-", StringComparison.Ordinal)))
            {
                using var json = JsonDocument.Parse(File.ReadAllText(PathOf(place, name)));
                var message = json.RootElement;
                if (message.GetProperty("messageType").GetString() != "TASK_COMPLETE") continue;
                results.Add(new RecordedResult(
                    message.GetProperty("taskId").GetString()!,
                    message.GetProperty("attempt").GetInt32(),
                    message.GetProperty("agentId").GetString()!,
                    message.TryGetProperty("late", out var late) && late.GetBoolean()));
            }
        }

        return results;
    }
}
