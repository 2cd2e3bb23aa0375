using System.Globalization;

namespace Ora.Crash.Driving;

/// <summary>
/// An agent in a hurry: it takes tasks, tells how far it is, asks for help, decides, remembers, and ends tasks well, badly, twice, or
/// too late. After its server died it sometimes repeats its last result, and sometimes knows nothing any more.
/// </summary>
internal sealed class Worker(string agent, Fleet fleet, Random random, TimeProvider clock) : IClient
{
    /// <summary>A little longer than the shortest lease.</summary>
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1_150);

    private (string TaskId, int Attempt)? _claim;
    private Result? _unanswered;
    private long? _asleepSince;

    private string Claim => string.Create(CultureInfo.InvariantCulture, $"{_claim!.Value.TaskId}.{_claim.Value.Attempt}");

    public async Task StepAsync(ServerProcess server)
    {
        if (_asleepSince is { } since && clock.GetElapsedTime(since) < Nap)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
            return;
        }

        _asleepSince = null;
        if (_unanswered is { } result)
        {
            _unanswered = null;
            if (random.Next(4) > 0) await CompleteAsync(server, result);
            return;
        }

        if (_claim is null || random.Next(20) == 0) await GetTaskAsync(server);
        else await WorkAsync(server);
    }

    private Task WorkAsync(ServerProcess server) => random.Next(16) switch
    {
        0 or 1 or 2 => HeartbeatAsync(server),
        3 => RaiseBlockerAsync(server),
        4 or 5 => DecideAsync(server),
        6 or 7 => RememberAsync(server),
        8 when random.Next(3) == 0 => FallAsleep(),
        _ => CompleteAsync(server, NewResult()),
    };

    private Task FallAsleep()
    {
        _asleepSince = clock.GetTimestamp();
        return Task.CompletedTask;
    }

    private async Task GetTaskAsync(ServerProcess server)
    {
        var answer = await server.CallAsync("get_task", []);
        _claim = null;
        if (answer.Result is not { } result || !result.TryGetProperty("claim", out var claim)) return;
        var text = claim.GetString()!;
        var dot = text.LastIndexOf('.');
        _claim = (text[..dot], int.Parse(text.AsSpan(dot + 1), CultureInfo.InvariantCulture));
        var resumed = result.TryGetProperty("resumed", out var flag) && flag.GetBoolean();
        fleet.Acknowledged.Claimed(_claim.Value.TaskId, _claim.Value.Attempt, agent, resumed);
    }

    private async Task HeartbeatAsync(ServerProcess server)
    {
        var note = fleet.Text("note");
        var held = random.Next(6) == 0 ? null : _claim;
        var answer = await server.CallAsync("post_heartbeat", Json.Object(
            ("claim", held is null ? null : Claim),
            ("status", "in_progress"),
            ("note", note),
            ("progress", Json.Object(("phase", 1), ("tasksCompleted", random.Next(5))))));
        if (answer.Result is not { } result) return;
        var goesOn = result.GetProperty("directive").GetString() == "continue";
        fleet.Acknowledged.Heartbeat(agent, note, goesOn ? held : null);
        if (!goesOn && random.Next(2) == 0) _claim = null; // Else it ends what is no longer its own.
    }

    private async Task RaiseBlockerAsync(ServerProcess server)
    {
        var description = fleet.Text("blocked");
        var severity = random.Next(2) == 0 ? "LOW" : "CRITICAL";
        var answer = await server.CallAsync("raise_blocker", Json.Object(
            ("claim", random.Next(2) == 0 ? null : Claim), ("description", description), ("severity", severity), ("needs", "an answer")));
        if (answer.Result is not { } result) return;
        var id = result.GetProperty("blockerId").GetString()!;
        fleet.Acknowledged.Blocker(id, agent, description);
        lock (fleet.Gate) fleet.Blockers[id] = agent;
    }

    private async Task DecideAsync(ServerProcess server)
    {
        var title = fleet.Text("decision");
        var answer = await server.CallAsync("record_decision", Json.Object(("title", title), ("rationale", "It is so.")));
        if (answer.Result is { } result) fleet.Acknowledged.Decision(result.GetProperty("decisionId").GetString()!, agent, title);
    }

    private async Task RememberAsync(ServerProcess server)
    {
        var text = fleet.Text("fact");
        var answer = await server.CallAsync("remember", Json.Object(("text", text), ("type", "note")));
        if (answer.Result is { } result) fleet.Acknowledged.Memory(result.GetProperty("memoryId").GetString()!, agent, text);
    }

    private Result NewResult() =>
        new(_claim!.Value.TaskId, _claim.Value.Attempt, random.Next(3) == 0 ? "failed" : "completed", fleet.Text("result"));

    private async Task CompleteAsync(ServerProcess server, Result said)
    {
        _unanswered = said;
        var answer = await server.CallAsync("complete_task", Json.Object(
            ("claim", string.Create(CultureInfo.InvariantCulture, $"{said.TaskId}.{said.Attempt}")), ("outcome", said.Outcome), ("summary", said.Summary)));
        _unanswered = null;
        if (_claim == (said.TaskId, said.Attempt) && random.Next(8) > 0) _claim = null; // Else it says something more about it.
        if (answer.Result is not { } result) return;
        var word = result.GetProperty("result").GetString()!;
        fleet.Acknowledged.Answered(said.TaskId, said.Attempt, agent, said.Outcome, said.Summary, word);
        if (word == "failed")
        {
            lock (fleet.Gate) fleet.Ended.Add(said.TaskId);
        }

        if (random.Next(10) == 0) _unanswered = said; // As if the answer had been lost.
    }

    private sealed record Result(string TaskId, int Attempt, string Outcome, string Summary);
}
