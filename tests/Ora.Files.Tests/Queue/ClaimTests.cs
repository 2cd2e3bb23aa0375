using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Files.Tests.Queue;

public sealed class ClaimTests : IAsyncDisposable
{
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Claim_EmptyQueue_SaysThatNothingWaits()
    {
        var result = await _world.Open().ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Null(result.Task);
        Assert.Contains("Nothing is waiting", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_TaskWaits_MovesItsFileUnderAttemptAndAgent()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue, _world.NewTask("Paint"));

        var task = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!;

        Assert.Equal("Paint", task.Message.Task.Title);
        Assert.Equal(new Claim(id, 1), task.Entry.Claim);
        Assert.False(task.Resumed);
        Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), task.LeaseExpiresAt);
        Assert.Equal([$"{id}.1.worker-1.json"], _world.Names("working"));
        Assert.Empty(_world.Names("inbox"));
    }

    [Fact]
    public async Task Claim_ManyWait_TakesHighestPriorityThenOldest()
    {
        var queue = _world.Open();
        var low = await _world.PutAsync(queue, _world.NewTask(priority: TaskPriority.Low));
        var old = await _world.PutAsync(queue);
        var young = await _world.PutAsync(queue);
        var critical = await _world.PutAsync(queue, _world.NewTask(priority: TaskPriority.Critical));

        var order = new List<TaskId>();
        for (var n = 1; n <= 4; n++) order.Add((await queue.ClaimAsync(QueueWorld.Agent($"worker-{n}"), Token)).Task!.Entry.Id);

        Assert.Equal([critical, old, young, low], order);
    }

    [Fact]
    public async Task Claim_AgentHoldsOne_GetsItBack()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        await _world.PutAsync(queue);
        var first = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!;
        _world.Clock.Advance(TimeSpan.FromMinutes(10));

        var again = (await _world.Open().ClaimAsync(QueueWorld.Agent(), Token)).Task!;

        Assert.Equal(first.Entry.Claim, again.Entry.Claim);
        Assert.True(again.Resumed);
        Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), again.LeaseExpiresAt);
        Assert.Single(_world.Names("working"));
    }

    [Fact]
    public async Task Claim_ProfileAllowsTwo_GivesASecondAndThenResumes()
    {
        var queue = _world.Open();
        for (var n = 0; n < 3; n++) await _world.PutAsync(queue);
        var agent = QueueWorld.Agent() with { MaxClaims = 2 };

        var first = (await queue.ClaimAsync(agent, Token)).Task!;
        var second = (await queue.ClaimAsync(agent, Token)).Task!;
        var third = (await queue.ClaimAsync(agent, Token)).Task!;

        Assert.NotEqual(first.Entry.Id, second.Entry.Id);
        Assert.False(second.Resumed);
        Assert.True(third.Resumed);
        Assert.Equal(2, _world.Names("working").Length);
    }

    [Fact]
    public async Task Claim_TaskOfAnotherAgent_IsNotOffered()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue, _world.NewTask(agent: "worker-2"));

        var mine = await queue.ClaimAsync(QueueWorld.Agent("worker-1"), Token);
        var theirs = await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token);

        Assert.Contains("1 for other agents", mine.Reason, StringComparison.Ordinal);
        Assert.NotNull(theirs.Task);
    }

    [Fact]
    public async Task Claim_CapabilityMissing_IsNotOffered()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", Requires = ["gpu", "sql"] }));

        var without = await queue.ClaimAsync(QueueWorld.Agent("worker-1", "sql"), Token);
        var with = await queue.ClaimAsync(QueueWorld.Agent("worker-2", "sql", "gpu", "web"), Token);

        Assert.Contains("require a capability", without.Reason, StringComparison.Ordinal);
        Assert.NotNull(with.Task);
    }

    [Fact]
    public async Task Claim_DependencyOpen_WaitsUntilItIsCompleted()
    {
        var queue = _world.Open();
        var first = await _world.PutAsync(queue);
        var second = await _world.PutAsync(queue, _world.NewTask(priority: TaskPriority.Critical, body: new TaskBody { Title = "", DependsOn = [first.Value] }));

        var claimed = (await queue.ClaimAsync(QueueWorld.Agent("worker-1"), Token)).Task!;
        var early = await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token);
        await queue.CompleteAsync(claimed.Entry.Claim, AgentId.Parse("worker-1"), _world.NewResult(), Token);
        var late = await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token);

        Assert.Equal(first, claimed.Entry.Id);
        Assert.Contains("1 wait for other tasks", early.Reason, StringComparison.Ordinal);
        Assert.Equal(second, late.Task!.Entry.Id);
    }

    [Fact]
    public async Task Put_UnknownDependency_IsRefusedAndWritesNothing()
    {
        var queue = _world.Open();
        var task = _world.NewTask(body: new TaskBody { Title = "", DependsOn = ["task-nowhere"] });

        var error = await Assert.ThrowsAsync<OraException>(async () => await queue.PutAsync(task, Token));

        Assert.Equal("dependsOn", error.Argument);
        Assert.Empty(_world.Names("inbox"));
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Put_KnownIdempotencyKey_ReturnsTheFirstTask()
    {
        var queue = _world.Open();
        var first = await queue.PutAsync(_world.NewTask() with { IdempotencyKey = "cycle-1" }, Token);
        var second = await queue.PutAsync(_world.NewTask() with { IdempotencyKey = "cycle-1" }, Token);

        Assert.True(first.Created);
        Assert.False(second.Created);
        Assert.Equal(first.Task, second.Task);
        Assert.Single(_world.Names("inbox"));
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Claim_PathsOverlap_HoldsTheSecondBackUntilTheFirstEnds()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", Paths = ["src/api/**"] }));
        await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", Paths = ["src/*/users.cs"] }));
        var elsewhere = await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", Paths = ["docs/**"] }));

        var first = (await queue.ClaimAsync(QueueWorld.Agent("worker-1"), Token)).Task!;
        var second = (await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token)).Task!;
        var third = await queue.ClaimAsync(QueueWorld.Agent("worker-3"), Token);
        await queue.CompleteAsync(first.Entry.Claim, AgentId.Parse("worker-1"), _world.NewResult(), Token);
        var afterwards = await queue.ClaimAsync(QueueWorld.Agent("worker-3"), Token);

        Assert.Equal(elsewhere, second.Entry.Id);
        Assert.Contains("would edit paths", third.Reason, StringComparison.Ordinal);
        Assert.NotNull(afterwards.Task);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../other/**")]
    [InlineData("src/../../x")]
    [InlineData("C:\\x")]
    [InlineData("a\nb")]
    public async Task Put_PathLeadsOut_IsRefused(string path)
    {
        var error = await Assert.ThrowsAsync<OraException>(
            async () => await _world.Open().PutAsync(_world.NewTask(body: new TaskBody { Title = "", Paths = [path] }), Token));

        Assert.Equal("paths", error.Argument);
        Assert.Empty(_world.Names("inbox"));
    }

    [Fact]
    public async Task Claim_ManyQueuesAtOnce_GiveEachTaskOut()
    {
        const int Tasks = 60;
        var putter = _world.Open();
        for (var n = 0; n < Tasks; n++) await _world.PutAsync(putter);
        var claims = new System.Collections.Concurrent.ConcurrentBag<Claim>();

        await Parallel.ForEachAsync(Enumerable.Range(1, 4).Select(n => (Queue: _world.Open(), Agent: QueueWorld.Agent($"worker-{n}") with { MaxClaims = 20 })), Token, async (worker, token) =>
        {
            for (var n = 0; n < Tasks / 4; n++)
            {
                if ((await worker.Queue.ClaimAsync(worker.Agent, token)).Task is { Resumed: false } task) claims.Add(task.Entry.Claim);
            }
        });

        Assert.Equal(Tasks, claims.Count);
        Assert.Equal(Tasks, claims.Distinct().Count());
        Assert.Equal(Tasks, _world.Names("working").Length);
    }

    [Fact]
    public async Task Claim_FileMovedAwayByHand_TakesTheNext()
    {
        var queue = _world.Open();
        var gone = await _world.PutAsync(queue, _world.NewTask(priority: TaskPriority.High));
        var next = await _world.PutAsync(queue);
        File.Delete(Path.Combine(_world.QueueRoot, "inbox", $"{gone}.json"));

        var claimed = await queue.ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Equal(next, claimed.Task!.Entry.Id);
        Assert.Null(await queue.FindAsync(gone, Token));
    }
}
