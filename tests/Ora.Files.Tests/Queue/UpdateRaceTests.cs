using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Queue;
using Ora.Files.Tests.Disk;

namespace Ora.Files.Tests.Queue;

/// <summary>A task that is claimed, given back or ended while a change of it is prepared, and what a rebuild makes of its end.</summary>
public sealed class UpdateRaceTests
{
    private static readonly AgentId Worker = AgentId.Parse("worker-1");

    private static CancellationToken Token => QueueWorld.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_TaskIsClaimedMeanwhile_TellsOfTheClaimItEnds(bool isDroppedByARecovery)
    {
        await using var world = new QueueWorld();
        var other = world.Open();
        var task = await world.PutAsync(other);
        var queue = world.Open(new MeanwhileDisk(async () =>
        {
            await other.ClaimAsync(QueueWorld.Agent(), Token);
            if (isDroppedByARecovery) await other.RecoverAsync(Token);
        }));
        var cancelled = await queue.UpdateAsync(world.NewChange(task, TaskChange.Cancelled), Token);
        var message = Assert.Single((await queue.OutboxAsync(10, Token)).OfType<TaskUpdated>());
        Assert.Equal((TaskState.Cancelled, 1, "worker-1"), (cancelled.State, cancelled.Attempt, cancelled.ClaimedBy));
        Assert.Equal((1, "worker-1"), (message.Attempt, message.ClaimedBy));
        Assert.Empty(world.Names("tmp"));
        await AssertSameAfterRebuildAsync(queue, task);
    }

    [Fact]
    public async Task Cancel_RecoveryAppliesItMeanwhile_IsAnsweredAndToldOnce()
    {
        await using var world = new QueueWorld();
        var other = world.Open();
        var task = await world.PutAsync(other);
        var queue = world.Open(new MeanwhileDisk(async () => await other.RecoverAsync(Token)));
        Assert.Equal(TaskState.Cancelled, (await queue.UpdateAsync(world.NewChange(task, TaskChange.Cancelled), Token)).State);
        Assert.Single((await queue.OutboxAsync(10, Token)).OfType<TaskUpdated>());
    }

    [Fact]
    public async Task Change_TaskIsClaimedMeanwhile_IsAddressedToTheHolder()
    {
        await using var world = new QueueWorld();
        var other = world.Open();
        var task = await world.PutAsync(other);
        var queue = world.Open(new MeanwhileDisk(async () => await other.ClaimAsync(QueueWorld.Agent(), Token)));
        await queue.UpdateAsync(world.NewChange(task) with { Priority = TaskPriority.Critical }, Token);
        Assert.Single(await queue.InboxAsync(Worker, 10, Token));
    }

    [Fact]
    public async Task Cancel_TaskIsCompletedMeanwhile_IsRefusedAndTellsNothing()
    {
        await using var world = new QueueWorld();
        var other = world.Open();
        var task = await world.PutAsync(other);
        var claim = (await other.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        var queue = world.Open(new MeanwhileDisk(async () => await other.CompleteAsync(claim, Worker, world.NewResult(), Token)));
        await Assert.ThrowsAsync<Core.Errors.OraException>(async () => await queue.UpdateAsync(world.NewChange(task, TaskChange.Cancelled), Token));
        Assert.Empty((await queue.OutboxAsync(10, Token)).OfType<TaskUpdated>());
        Assert.Empty(world.Names("tmp"));
    }

    [Fact]
    public async Task Recover_CancelOfAnEarlierAttempt_IsDroppedAndTellsNothing()
    {
        await using var world = new QueueWorld();
        var queue = world.Open();
        var task = await world.PutAsync(queue);
        var disk = new MeanwhileDisk(() => throw new KilledException());
        await Assert.ThrowsAsync<KilledException>(async () => await world.Open(disk).UpdateAsync(world.NewChange(task, TaskChange.Cancelled), Token));
        Assert.Single(world.Names("tmp"));
        await queue.ClaimAsync(QueueWorld.Agent(), Token);
        await queue.RecoverAsync(Token);
        Assert.Equal(TaskState.Working, (await queue.FindAsync(task, Token))!.State);
        Assert.Empty(await queue.OutboxAsync(10, Token));
        Assert.Empty(world.Names("tmp"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rebuild_TaskCancelledAfterAnAttempt_KeepsWhoHeldIt(bool isHeld)
    {
        await using var world = new QueueWorld();
        var queue = world.Open();
        var task = await world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        if (!isHeld) await queue.CompleteAsync(claim, Worker, world.NewResult(TaskOutcome.Failed), Token);
        await queue.UpdateAsync(world.NewChange(task, TaskChange.Cancelled), Token);
        Assert.Equal(isHeld ? "worker-1" : null, (await queue.FindAsync(task, Token))!.ClaimedBy);
        await AssertSameAfterRebuildAsync(queue, task);
    }

    private static async Task AssertSameAfterRebuildAsync(FileTaskQueue queue, TaskId task)
    {
        var before = await queue.FindAsync(task, Token);
        await queue.RebuildAsync(Token);
        Assert.Equivalent(before, await queue.FindAsync(task, Token), strict: true);
    }
}
