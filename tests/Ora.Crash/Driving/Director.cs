using System.Text.Json.Nodes;

namespace Ora.Crash.Driving;

/// <summary>
/// The Director's connection at full speed: it puts, changes, cancels and retries tasks, answers blockers, reviews, posts summaries and
/// registers agents. After its server died it sometimes repeats its last put, under the same key.
/// </summary>
internal sealed class Director(string agent, Fleet fleet, Random random) : IClient
{
    private static readonly string[] Priorities = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    private static readonly string[] Paths = ["src/api/**", "src/api/*.cs", "docs/**", "src/**"];

    private Put? _unanswered;
    private string? _review;
    private int _ghosts;

    public Task StepAsync(ServerProcess server)
    {
        if (_unanswered is { } put)
        {
            _unanswered = null;
            if (random.Next(4) > 0) return PutAsync(server, put);
        }

        return random.Next(20) switch
        {
            < 8 => PutAsync(server, NewPut()),
            8 or 9 => ChangeAsync(server),
            10 => CancelAsync(server),
            11 or 12 => RetryAsync(server),
            13 or 14 => AnswerAsync(server),
            15 => RegisterAsync(server),
            16 => DecideAsync(server),
            17 => ReviewAsync(server),
            _ => SummariseAsync(server),
        };
    }

    private Put NewPut()
    {
        var title = fleet.Text("task");
        string? dependency = null;
        lock (fleet.Gate)
        {
            if (fleet.Tasks.Count > 0 && random.Next(6) == 0) dependency = fleet.Tasks[^1];
        }

        return new Put(title, random.Next(4) == 0 ? null : $"key {title}", Priorities[random.Next(4)], random.Next(1, 4), dependency, random.Next(4) == 0 ? Paths[random.Next(4)] : null);
    }

    private async Task PutAsync(ServerProcess server, Put put)
    {
        if (put.Key is not null) _unanswered = put;
        var arguments = Json.Object(
            ("title", put.Title),
            ("description", "Do it."),
            ("priority", put.Priority),
            ("maxAttempts", put.MaxAttempts),
            ("dependsOn", put.DependsOn is null ? null : new JsonArray(put.DependsOn)),
            ("paths", put.Path is null ? null : new JsonArray(put.Path)));
        var answer = await server.CallAsync("assign_task", arguments, put.Key is null ? null : Json.Object(("ora/idempotencyKey", put.Key)));
        _unanswered = null;
        if (answer.Result is not { } result) return;
        var id = result.GetProperty("taskId").GetString()!;
        fleet.Acknowledged.Put(id, put.Title);
        lock (fleet.Gate)
        {
            if (!fleet.Tasks.Contains(id)) fleet.Tasks.Add(id);
        }

        if (put.Key is not null && random.Next(10) == 0) _unanswered = put; // As if the answer had been lost.
    }

    private Task ChangeAsync(ServerProcess server) =>
        AnyTask() is { } task ? UpdateAsync(server, task, "changed", ("priority", Priorities[random.Next(4)])) : ReviewAsync(server);

    private Task CancelAsync(ServerProcess server) =>
        AnyTask() is { } task ? UpdateAsync(server, task, "cancelled", ("cancel", true)) : ReviewAsync(server);

    private Task RetryAsync(ServerProcess server)
    {
        string? task;
        lock (fleet.Gate)
        {
            task = fleet.Ended.FirstOrDefault();
            if (task is not null) fleet.Ended.Remove(task);
        }

        if (task is null) return ReviewAsync(server);
        fleet.Acknowledged.AsksRetry(task);
        return UpdateAsync(server, task, "retried", ("retry", true));
    }

    private async Task UpdateAsync(ServerProcess server, string task, string change, (string Name, JsonNode? Value) argument)
    {
        var reason = fleet.Text("reason");
        var answer = await server.CallAsync("update_task", Json.Object(("taskId", task), argument, ("reason", reason)));
        if (answer.Result is not { } result) return;

        // A cancel that came too late is recorded, but the task has ended as it has.
        var isCancelled = result.GetProperty("state").GetString() == "cancelled";
        fleet.Acknowledged.Updated(task, agent, reason, change == "cancelled" && !isCancelled ? "changed" : change);
        if (!isCancelled) return;
        lock (fleet.Gate) fleet.Ended.Add(task);
    }

    private async Task AnswerAsync(ServerProcess server)
    {
        KeyValuePair<string, string> blocker;
        lock (fleet.Gate)
        {
            blocker = fleet.Blockers.FirstOrDefault();
            if (blocker.Key is not null) fleet.Blockers.Remove(blocker.Key);
        }

        if (blocker.Key is null) return;
        var text = fleet.Text("answer");
        var answer = await server.CallAsync("resolve_blocker", Json.Object(("blockerId", blocker.Key), ("answer", text)));
        if (answer.Result is { } result) fleet.Acknowledged.BlockerAnswer(result.GetProperty("messageId").GetString()!, blocker.Value, text);
    }

    private Task RegisterAsync(ServerProcess server) => server.CallAsync("update_agent", Json.Object(
        ("agentId", $"ghost-{(random.Next(2) == 0 ? _ghosts : ++_ghosts)}"),
        ("status", random.Next(2) == 0 ? "active" : "retired"),
        ("capabilities", new JsonArray("sql"))));

    private async Task DecideAsync(ServerProcess server)
    {
        var title = fleet.Text("decision");
        var answer = await server.CallAsync("record_decision", Json.Object(("title", title), ("rationale", "It is so.")));
        if (answer.Result is { } result) fleet.Acknowledged.Decision(result.GetProperty("decisionId").GetString()!, agent, title);
    }

    private async Task ReviewAsync(ServerProcess server)
    {
        var answer = await server.CallAsync("review_project", []);
        _review = answer.Result?.GetProperty("reviewId").GetString();
    }

    private async Task SummariseAsync(ServerProcess server)
    {
        var summary = fleet.Text("summary");
        var review = _review;
        _review = null; // A review is closed once, and ends with its connection.
        var answer = await server.CallAsync("post_summary", Json.Object(("summary", summary), ("reviewId", review)));
        if (answer.Result is { } result) fleet.Acknowledged.Summary(result.GetProperty("messageId").GetString()!, agent, summary);
    }

    private string? AnyTask()
    {
        lock (fleet.Gate) return fleet.Tasks.Count == 0 ? null : fleet.Tasks[^random.Next(1, Math.Min(fleet.Tasks.Count, 12) + 1)];
    }

    private sealed record Put(string Title, string? Key, string Priority, int MaxAttempts, string? DependsOn, string? Path);
}
