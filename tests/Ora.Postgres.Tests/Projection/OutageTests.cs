using System.Collections.Concurrent;
using System.Text.Json;
using Ora.Core.Messages;
using Ora.Postgres.Tests.Cluster;
using Ora.Postgres.Tests.Fleet;
using Xunit;

namespace Ora.Postgres.Tests.Projection;

/// <summary>PostgreSQL goes away under the agents' feet, on a cluster of its own, and comes back.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private const int Agents = 8;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Scale.Of(10, soak: 30));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PostgresCluster _cluster = new();
    private TestRoot _root = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _root = await TestRoot.CreateAsync(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        await _root.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Killed_UnderLoadOfEightAgents_NoCallFailsAndTheTablesComeOutEqualToARebuild()
    {
        var project = await _root.InitAsync("loaded");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var calls = new ConcurrentBag<(bool Away, string Tool, string? Degraded)>();
        var away = new StrongBox<bool>();
        var work = Enumerable.Range(0, Agents).Select(n => WorkAsync($"w{n}", calls, away, stop.Token)).Append(DirectAsync(calls, away, stop.Token)).ToList();
        await UntilAsync(() => Task.FromResult(calls.Count > 200));

        away.Value = true;
        await _cluster.KillAsync();
        await Task.Delay(Outage, TimeProvider.System, Cancellation);
        var behind = (await _root.OkAsync("--project", "loaded", "status", "--json")).Json;
        away.Value = false;
        await _cluster.StartAsync();
        await UntilAsync(async () => (await StatusAsync("loaded")).GetProperty("projectionBacklog").GetInt64() < 100 || work.Exists(task => task.IsFaulted));
        await stop.CancelAsync();
        await Task.WhenAll(work); // A call that failed throws here.

        Assert.True(behind.GetProperty("projectionBacklog").GetInt64() > 0);
        Assert.Contains("PostgreSQL", behind.GetProperty("degraded").GetString(), StringComparison.Ordinal);
        var during = calls.Where(call => call.Away).ToLookup(call => call.Tool);
        foreach (var tool in (string[])["get_task", "post_heartbeat", "complete_task", "raise_blocker", "record_decision", "remember", "query_memory", "review_project", "assign_task", "resolve_blocker"])
            Assert.True(during[tool].Any(), $"{tool} was not called while the server was away");
        Assert.Contains(during["query_memory"], call => call.Degraded is not null);
        TestContext.Current.SendDiagnosticMessage($"{calls.Count} calls, {during.Sum(group => group.Count())} of them while the server was away");
        await UntilAsync(async () => (await StatusAsync("loaded")).GetProperty("projectionBacklog").GetInt64() == 0);
        var live = await _root.DumpAsync(project);
        await _root.OkAsync("--project", "loaded", "rebuild");
        RequireEqual(live, await _root.DumpAsync(project));
        Assert.True(live["messages"].Length > 200);
    }

    [Fact]
    public async Task Away_WhatAProcessWroteThatHasEnded_IsCaughtUpInOrderByAnother()
    {
        var project = await _root.InitAsync("later");
        await _cluster.KillAsync();
        await using (var agent = await _root.ConnectAsync("later", "w1"))
        {
            for (var n = 0; n < 250; n++) await agent.CallAsync("remember", new { text = $"note {n}", type = "note" });
        }

        Assert.Equal(251, (await StatusAsync("later")).GetProperty("projectionBacklog").GetInt64());
        await _cluster.StartAsync();
        await using var other = await _root.ConnectAsync("later", "w2");
        await other.CallAsync("post_heartbeat", new { status = "idle" }); // Nothing is asked of the tables; it follows by itself.
        await UntilAsync(async () => await PostgresCluster.SqlAsync(_root.RoleOf(project), "SELECT count(*) FROM messages") is >= 253L);

        Assert.Equal(0, (await StatusAsync("later")).GetProperty("projectionBacklog").GetInt64());
    }

    [Fact]
    public async Task Away_CommandsSayWhatTheyLack()
    {
        await _root.InitAsync("dark");
        await _cluster.KillAsync();

        var added = await _root.OkAsync("--project", "dark", "task", "add", "--title", "In the dark");
        var list = await _root.OkAsync("--project", "dark", "task", "list");
        var rebuild = await _root.RunAsync("", "--project", "dark", "rebuild");

        Assert.Contains("task-", added.Output, StringComparison.Ordinal);
        Assert.Contains("In the dark", list.Output, StringComparison.Ordinal);
        Assert.Contains("Degraded: PostgreSQL does not answer.", list.Output, StringComparison.Ordinal);
        Assert.Equal(7, rebuild.ExitCode);
        Assert.Contains("PostgreSQL does not answer.", rebuild.Error, StringComparison.Ordinal);
    }

    private async Task WorkAsync(
        string name, ConcurrentBag<(bool Away, string Tool, string? Degraded)> calls, StrongBox<bool> away, CancellationToken stop)
    {
        await using var agent = await _root.ConnectAsync("loaded", name);
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var task = await CallAsync("get_task", new { });
            if (task.GetProperty("task").ValueKind == JsonValueKind.Null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
                continue;
            }

            var claim = task.GetProperty("claim").GetString();
            await CallAsync("post_heartbeat", new { claim, status = "in_progress", progress = new { phase = n } });
            await CallAsync("remember", new { text = $"{name} found tea number {n}", type = "note" });
            if (n % 3 == 0) await CallAsync("query_memory", new { query = "tea" });
            if (n % 4 == 0) await CallAsync("record_decision", new { title = "t", rationale = "r" });
            if (n % 5 == 0) await CallAsync("raise_blocker", new { claim, description = "d", severity = "LOW", needs = "n" });
            await CallAsync("complete_task", new { claim, outcome = n % 7 == 0 ? "failed" : "completed", summary = "s" });
        }

        async Task<JsonElement> CallAsync(string tool, object arguments)
        {
            var wasAway = away.Value;
            var answer = await agent.CallAsync(tool, arguments);
            calls.Add((wasAway && away.Value, tool, answer.TryGetProperty("degraded", out var reason) ? reason.GetString() : null));
            return answer;
        }
    }

    private async Task DirectAsync(
        ConcurrentBag<(bool Away, string Tool, string? Degraded)> calls, StrongBox<bool> away, CancellationToken stop)
    {
        await using var director = await _root.ConnectAsync("loaded", "director", AgentRole.Director);
        var answered = new HashSet<string?>(); // The tables may still list what was answered a moment ago.
        while (!stop.IsCancellationRequested)
        {
            var review = await CallAsync("review_project", new { });
            for (var n = 0; n < 10; n++) await CallAsync("assign_task", new { title = "t", description = "d" });
            if (OpenBlocker(review) is { } blockerId) await CallAsync("resolve_blocker", new { blockerId, answer = "a" });
            await CallAsync("post_summary", new { summary = "s", reviewId = review.GetProperty("reviewId").GetString() });
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }

        // Without the tables the briefing lists the blocker among the messages.
        string? OpenBlocker(JsonElement review)
        {
            var listed = review.GetProperty("blockers") is { ValueKind: JsonValueKind.Array } blockers
                ? blockers.EnumerateArray().Select(blocker => blocker.GetProperty("blockerId").GetString())
                : [];
            var unread = review.GetProperty("messages").EnumerateArray()
                .Where(message => message.GetProperty("messageType").GetString() == MessageTypes.BlockerAlert)
                .Select(message => message.GetProperty("messageId").GetString());
            return listed.Concat(unread).FirstOrDefault(answered.Add);
        }

        async Task<JsonElement> CallAsync(string tool, object arguments)
        {
            var wasAway = away.Value;
            var answer = await director.CallAsync(tool, arguments);
            calls.Add((wasAway && away.Value, tool, answer.TryGetProperty("degraded", out var reason) ? reason.GetString() : null));
            return answer;
        }
    }

    private async Task<JsonElement> StatusAsync(string project) => (await _root.OkAsync("--project", project, "status", "--json")).Json;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, "It did not happen in two minutes.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);
        }
    }

    private static void RequireEqual(IReadOnlyDictionary<string, string[]> live, IReadOnlyDictionary<string, string[]> rebuilt)
    {
        Assert.Equal(live.Keys, rebuilt.Keys);
        foreach (var (table, rows) in live) Assert.True(rows.SequenceEqual(rebuilt[table]), Difference(table, rows, rebuilt[table]));
    }

    private static string Difference(string table, string[] live, string[] rebuilt) =>
        $"{table} differs:\nlive only: {string.Join("\n  ", live.Except(rebuilt).Take(3))}\nrebuilt only: {string.Join("\n  ", rebuilt.Except(live).Take(3))}";

    private sealed class StrongBox<T>
    {
        public T Value { get; set; } = default!;
    }
}
