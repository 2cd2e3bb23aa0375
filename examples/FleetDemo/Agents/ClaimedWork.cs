using System.Text.Json;

namespace FleetDemo.Agents;

/// <summary>A task that <c>get_task</c> handed out.</summary>
internal sealed record ClaimedWork
{
    public required string TaskId { get; init; }

    /// <summary>The fencing token: heartbeats and the result carry it.</summary>
    public required string Claim { get; init; }

    public required int Attempt { get; init; }

    public required DateTimeOffset LeaseExpiresAt { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    public required IReadOnlyList<string> DependsOn { get; init; }

    /// <summary>Reads the answer of <c>get_task</c>; null when there was nothing to do.</summary>
    public static ClaimedWork? From(JsonElement answer)
    {
        if (!answer.TryGetProperty("task", out var task) || task.ValueKind == JsonValueKind.Null) return null;
        return new ClaimedWork
        {
            TaskId = task.GetProperty("taskId").GetString()!,
            Claim = answer.GetProperty("claim").GetString()!,
            Attempt = task.GetProperty("attempt").GetInt32(),
            LeaseExpiresAt = answer.GetProperty("leaseExpiresAt").GetDateTimeOffset(),
            Title = task.GetProperty("title").GetString()!,
            Description = task.TryGetProperty("description", out var description) ? description.GetString() ?? "" : "",
            Paths = Strings(task, "paths"),
            DependsOn = Strings(task, "dependsOn"),
        };
    }

    /// <summary>What follows <c>name: </c> on the description's last line, or null. The lines before it are for people.</summary>
    public string? Instruction(string name)
    {
        var start = Description.LastIndexOf($"\n{name}: ", StringComparison.Ordinal);
        return start < 0 ? null : Description[(start + name.Length + 3)..];
    }

    /// <summary>A list of strings, empty when it is left out.</summary>
    public static IReadOnlyList<string> Strings(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(e => e.GetString()!)] : [];
}
