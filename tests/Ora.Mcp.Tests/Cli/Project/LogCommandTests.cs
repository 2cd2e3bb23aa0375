using Ora.Core.Heartbeats;

namespace Ora.Mcp.Tests.Cli.Project;

public sealed class LogCommandTests
{
    [Fact]
    public async Task Log_Nothing_SaysSo()
    {
        using var run = await CliRun.WithProjectAsync();

        Assert.Equal("No messages.\n", (await run.OkAsync("log")).Output);
        Assert.Equal("""{"messages":[]}""", (await run.OkAsync("log", "--json")).Json.GetRawText());
    }

    [Fact]
    public async Task Log_Some_AreATableNewestLast()
    {
        using var run = await CliRun.WithProjectAsync();
        await WorkAsync(run);

        Approval.Verify(Scrub.Ids((await run.OkAsync("log")).Output), "log");
    }

    [Fact]
    public async Task Log_Json_HoldsTheMessagesAsWritten()
    {
        using var run = await CliRun.WithProjectAsync();
        await WorkAsync(run);

        var messages = (await run.OkAsync("log", "--type", "heartbeat", "--json")).Json.GetProperty("messages").EnumerateArray().ToList();

        Assert.Equal(["one", "two"], messages.Select(m => m.GetProperty("note").GetString()));
        Assert.All(messages, m => Assert.Equal("HEARTBEAT", m.GetProperty("messageType").GetString()));
    }

    [Fact]
    public async Task Log_Filters_NarrowIt()
    {
        using var run = await CliRun.WithProjectAsync();
        var task = await WorkAsync(run);

        Assert.Equal(1, await CountAsync(run, "--limit", "1"));
        Assert.Equal(2, await CountAsync(run, "--task", task));
        Assert.Equal(0, await CountAsync(run, "--agent", "worker-2"));
        Assert.Equal(3, await CountAsync(run, "--agent", "worker-1"));
    }

    [Fact]
    public async Task Follow_NewMessage_IsShownOnceUntilInterrupted()
    {
        using var run = await CliRun.WithProjectAsync();
        await WorkAsync(run);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var output = new LineWriter();
        run.Host = run.Host with { Output = output };

        var following = run.RunHereAsync(interrupt.Token, "--project", "demo", "log", "--follow", "--type", "HEARTBEAT", "--limit", "1");
        Assert.Contains("two", await output.NextAsync(), StringComparison.Ordinal);
        await BeatAsync(run, null, "three");
        var third = output.NextAsync();
        while (!third.IsCompleted)
        {
            run.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("three", await third, StringComparison.Ordinal);
        await interrupt.CancelAsync();
        Assert.Equal(130, await following);
    }

    private static async Task<string> WorkAsync(CliRun run)
    {
        var task = await run.AddTaskAsync("Task");
        var claim = await run.TakeTaskAsync();
        run.Clock.Advance(TimeSpan.FromMinutes(1));
        await BeatAsync(run, claim, "one");
        run.Clock.Advance(TimeSpan.FromMinutes(1));
        await BeatAsync(run, claim, "two");
        return task;
    }

    private static ValueTask<PostHeartbeatResult> BeatAsync(CliRun run, string? claim, string note) => new(run.ActAsync((project, worker) =>
        project.PostHeartbeat.ExecuteAsync(
            worker, new PostHeartbeatInput { Claim = claim, Status = "in_progress", Note = note }, TestContext.Current.CancellationToken)));

    private static async Task<int> CountAsync(CliRun run, params string[] filter) =>
        (await run.OkAsync(["log", "--json", .. filter])).Json.GetProperty("messages").GetArrayLength();
}
