using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Files.Tests.Queue;

public sealed class LeaseTests : IAsyncDisposable
{
    private static readonly AgentId Worker = AgentId.Parse("worker-1");
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Claim_LeaseExpired_GivesTheTaskToTheNextWithTheAttemptSpent()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        await queue.ClaimAsync(QueueWorld.Agent(), Token);
        _world.Clock.Advance(TimeSpan.FromMinutes(15));

        var taken = (await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token)).Task!;

        Assert.Equal(new Claim(id, 2), taken.Entry.Claim);
        Assert.Equal([$"{id}.2.worker-2.json"], _world.Names("working"));
        var news = Assert.IsType<TaskUpdated>(Assert.Single(await queue.OutboxAsync(10, Token)));
        Assert.Equal((TaskChange.LeaseExpired, 1, "worker-1"), (news.Change, news.Attempt, news.ClaimedBy));
    }

    [Fact]
    public async Task Extend_BeforeTheEnd_KeepsTheClaim()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;

        for (var beat = 0; beat < 4; beat++)
        {
            _world.Clock.Advance(TimeSpan.FromMinutes(14));
            var check = await queue.ExtendAsync(claim, Worker, Token);
            Assert.True(check.Held);
            Assert.Equal(_world.Clock.GetUtcNow() + TimeSpan.FromMinutes(15), check.LeaseExpiresAt);
            Assert.Equal(0, await queue.ExpireLeasesAsync(Token));
        }

        Assert.Single(_world.Names("working"));
    }

    [Fact]
    public async Task Extend_AfterTheClaimWasTaken_SaysWhy()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        _world.Clock.Advance(TimeSpan.FromMinutes(16));
        await queue.ExpireLeasesAsync(Token);

        var waiting = await queue.ExtendAsync(claim, Worker, Token);
        await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token);
        var taken = await queue.ExtendAsync(claim, Worker, Token);

        Assert.False(waiting.Held);
        Assert.Contains("waits again", waiting.StaleReason, StringComparison.Ordinal);
        Assert.Contains("given out again", taken.StaleReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expire_LastAttempt_GivesUpWithReason()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", MaxAttempts = 2 }));
        for (var n = 0; n < 2; n++)
        {
            await queue.ClaimAsync(QueueWorld.Agent(), Token);
            _world.Clock.Advance(TimeSpan.FromMinutes(15));
            Assert.Equal(1, await queue.ExpireLeasesAsync(Token));
        }

        Assert.Null((await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task);
        Assert.Equal([$"{id}.2.json", $"{id}.2.json.error.json"], _world.Names("failed"));
        Assert.Contains("lease_expired", _world.Read("failed", $"{id}.2.json.error.json"), StringComparison.Ordinal);
        Assert.Equal(TaskState.Failed, (await queue.FindAsync(id, Token))!.State);
        var alert = (await queue.OutboxAsync(10, Token)).OfType<TaskUpdated>().Last();
        Assert.Equal((TaskChange.GivenUp, "worker-1"), (alert.Change, alert.ClaimedBy));
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Extend_ClaimNeverGivenOut_IsRefused()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);

        var future = await Assert.ThrowsAsync<OraException>(async () => await queue.ExtendAsync(new Claim(id, 1), Worker, Token));
        var unknown = await Assert.ThrowsAsync<OraException>(async () => await queue.ExtendAsync(Claim.Parse("task-nowhere.1"), Worker, Token));

        Assert.Equal(OraErrorCode.NotFound, future.Code);
        Assert.Equal(OraErrorCode.NotFound, unknown.Code);
    }

    [Fact]
    public async Task Release_AgentRetired_PutsItsTasksBack()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        await queue.ClaimAsync(QueueWorld.Agent(), Token);

        Assert.Equal(1, await queue.ReleaseAsync(Worker, "retired", Token));

        Assert.Equal([$"{id}.1.json"], _world.Names("inbox"));
    }

    [Fact]
    public async Task Claim_AfterEveryIndexIsLost_KeepsTheAttemptsOfTheNames()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        await queue.ClaimAsync(QueueWorld.Agent(), Token);
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        await queue.ExpireLeasesAsync(Token);

        var task = (await _world.Open().ClaimAsync(QueueWorld.Agent("worker-2"), Token)).Task!;

        Assert.Equal(new Claim(id, 2), task.Entry.Claim);
    }
}
