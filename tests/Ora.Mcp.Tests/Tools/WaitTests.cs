using System.Text.Json;

namespace Ora.Mcp.Tests.Tools;

/// <summary>
/// <c>get_task</c> that waits. What wakes it comes from outside of its server (another server's process would look the same), so it
/// can only be the folder that told it.
/// </summary>
public sealed class WaitTests
{
    private const string Wait = """{"waitSeconds":55}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetTask_AnotherServerPutsATask_EndsTheWait()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        var director = await world.DirectorAsync();
        await agent.CallAsync("get_task");
        var waiting = agent.CallAsync("get_task", Wait);
        var id = await director.AssignAsync();
        Assert.Equal(id, (await waiting).GetProperty("task").Text("taskId"));
    }

    [Fact]
    public async Task GetTask_FileDroppedIn_EndsTheWait()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("get_task");
        var waiting = agent.CallAsync("get_task", Wait);
        var file = Path.Combine(world.Root, "task-dropped.json");
        await File.WriteAllTextAsync(file, """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"t"}}""", Cancellation);
        File.Move(file, Path.Combine(world.Queue("inbox"), "task-dropped.json"));
        Assert.Equal("task-dropped", (await waiting).GetProperty("task").Text("taskId"));
    }

    [Fact]
    public async Task GetTask_DependencyIsCompleted_EndsTheWait()
    {
        await using var world = new McpWorld();
        var director = await world.DirectorAsync();
        var first = await director.AssignAsync("First");
        await director.AssignAsync("Second", $$""","dependsOn":["{{first}}"]""");
        var worker = await world.ConnectAsync("w1");
        var claim = await worker.ClaimAsync();
        var waiter = await world.ConnectAsync("w2");
        await waiter.CallAsync("get_task");
        var waiting = waiter.CallAsync("get_task", Wait);
        await worker.CompleteAsync(claim);
        Assert.Equal("Second", (await waiting).GetProperty("task").Text("title"));
    }

    [Fact]
    public async Task GetTask_MessageArrives_EndsTheWaitWithoutATask()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        var director = await world.DirectorAsync();
        var blocker = await agent.BlockAsync();
        await agent.CallAsync("get_task");
        var waiting = agent.CallAsync("get_task", Wait);
        await director.ResolveAsync(blocker);
        var result = await waiting;
        Assert.Equal(JsonValueKind.Null, result.GetProperty("task").ValueKind);
        Assert.Equal(blocker, Assert.Single(result.List("messages")).Text("blockerId"));
    }

    [Fact]
    public async Task GetTask_NothingArrives_AnswersWhenTheTimeIsOver()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        var start = world.Clock.GetUtcNow();
        var waiting = agent.CallAsync("get_task", """{"waitSeconds":5}""");
        while (!waiting.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }

        Assert.Contains("Nothing is waiting", (await waiting).Text("reason"), StringComparison.Ordinal);
        Assert.True(world.Clock.GetUtcNow() - start >= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task GetTask_LeaseExpiresWhileItWaits_GetsTheTask()
    {
        await using var world = new McpWorld(new Core.Projects.ProjectSettings { LeaseSeconds = 10 });
        await (await world.DirectorAsync()).AssignAsync();
        await (await world.ConnectAsync("w1")).ClaimAsync();
        var waiting = (await world.ConnectAsync("w2")).CallAsync("get_task", Wait);
        while (!waiting.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }

        Assert.EndsWith(".2", (await waiting).Text("claim"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetTask_ClientIsGone_ServerEndsWithoutTakingATask()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("get_task");
        var waiting = agent.CallAsync("get_task", Wait);
        await agent.DisposeAsync(); // The clock stands still, so a server that went on waiting would never end.
        Assert.Equal(JsonValueKind.Null, (await waiting).GetProperty("task").ValueKind);
        await (await world.DirectorAsync()).AssignAsync();
        Assert.Empty(world.Files("working"));
    }

    [Fact]
    public async Task GetTask_ClientGivesUp_TheNextCallIsServed()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        using var givesUp = new CancellationTokenSource();
        var waiting = agent.SendAsync("get_task", Wait, cancellationToken: givesUp.Token);
        await givesUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var id = await (await world.DirectorAsync()).AssignAsync();
        Assert.Equal(id, (await agent.CallAsync("get_task")).GetProperty("task").Text("taskId"));
    }
}
