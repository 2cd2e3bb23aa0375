using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Files.Tests.Queue;

public sealed class CompleteTests : IAsyncDisposable
{
    private static readonly AgentId Worker = AgentId.Parse("worker-1");
    private static readonly AgentId Other = AgentId.Parse("worker-2");
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Complete_Held_MovesTheTaskAndPublishesTheResult()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;

        var outcome = await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token);

        Assert.Equal(CompletionResult.Completed, outcome);
        Assert.Equal([$"{id}.json"], _world.Names("processed"));
        var result = Assert.IsType<TaskComplete>(Assert.Single(await queue.OutboxAsync(10, Token)));
        Assert.Equal((id.Value, 1, "worker-1", false), (result.TaskId, result.Attempt, result.AgentId, result.Late));
        Assert.NotNull(result.ClaimedAt);
        Assert.Empty(_world.Names("working"));
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Complete_Repeated_IsAnsweredNotRepeated()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token);

        var again = await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token);

        Assert.Equal(CompletionResult.AlreadyRecorded, again);
        Assert.Single(_world.Names("outbox"));
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Complete_RepeatedWithOtherWords_KeepsThemAsLate()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token);

        var again = await queue.CompleteAsync(claim, Worker, _world.NewResult(summary: "On second thoughts."), Token);

        Assert.Equal(CompletionResult.AlreadyRecorded, again);
        var late = (await queue.OutboxAsync(10, Token)).OfType<TaskComplete>().Single(message => message.Late);
        Assert.Equal("On second thoughts.", late.Summary);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Complete_LateResultRepeated_IsKeptOnce(bool wasApplied)
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        if (wasApplied) await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token);
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        await queue.ExpireLeasesAsync(Token);

        var first = await queue.CompleteAsync(claim, Worker, _world.NewResult(summary: "Late work."), Token);
        var again = await queue.CompleteAsync(claim, Worker, _world.NewResult(summary: "Late work."), Token);
        var withMore = await queue.CompleteAsync(claim, Worker, _world.NewResult(summary: "Late work.") with { Artifacts = ["a.txt"] }, Token);

        Assert.Equal(wasApplied ? CompletionResult.AlreadyRecorded : CompletionResult.Late, first);
        Assert.Equal((first, first), (again, withMore));
        var late = (await queue.OutboxAsync(10, Token)).OfType<TaskComplete>().Where(message => message.Late).ToList();
        Assert.Equal([0, 1], late.Select(message => message.Artifacts?.Count ?? 0));
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Complete_FailedWithAttemptsLeft_OffersTheTaskAgain()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;

        var outcome = await queue.CompleteAsync(claim, Worker, _world.NewResult(TaskOutcome.Failed, "No luck."), Token);

        Assert.Equal(CompletionResult.Requeued, outcome);
        Assert.Equal([$"{id}.1.json"], _world.Names("inbox"));
        Assert.Equal(new Claim(id, 2), (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim);
    }

    [Fact]
    public async Task Complete_FailedLastAttempt_EndsInFailedWithTheReason()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", MaxAttempts = 1 }));
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;

        var outcome = await queue.CompleteAsync(claim, Worker, _world.NewResult(TaskOutcome.Failed, "Broken pipe."), Token);

        Assert.Equal(CompletionResult.Failed, outcome);
        Assert.Equal([$"{id}.1.json", $"{id}.1.json.error.json"], _world.Names("failed"));
        Assert.Contains("Broken pipe.", _world.Read("failed", $"{id}.1.json.error.json"), StringComparison.Ordinal);
        Assert.Equal(0, (await queue.CountsAsync(Token)).Rejected);
    }

    [Fact]
    public async Task Complete_LeaseLostToAnother_KeepsTheResultAsLate()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var stale = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        var fresh = (await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token)).Task!.Entry.Claim;

        var late = await queue.CompleteAsync(stale, Worker, _world.NewResult(summary: "Late work."), Token);
        var applied = await queue.CompleteAsync(fresh, Other, _world.NewResult(), Token);

        Assert.Equal(CompletionResult.Late, late);
        Assert.Equal(CompletionResult.Completed, applied);
        var results = (await queue.OutboxAsync(10, Token)).OfType<TaskComplete>().ToList();
        Assert.Equal("Late work.", Assert.Single(results, message => message.Late).Summary);
        Assert.Single(results, message => !message.Late);
        Assert.Equal("worker-2", (await queue.FindAsync(id, Token))!.ClaimedBy);
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Complete_LeaseLostAndNobodyTookIt_IsLateToo()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        await queue.ExpireLeasesAsync(Token);

        Assert.Equal(CompletionResult.Late, await queue.CompleteAsync(claim, Worker, _world.NewResult(TaskOutcome.Failed), Token));
        Assert.Equal([$"{id}.1.json"], _world.Names("inbox"));
    }

    [Fact]
    public async Task Complete_ClaimHeldByAnother_IsRefused()
    {
        var queue = _world.Open();
        await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;

        var error = await Assert.ThrowsAsync<OraException>(async () => await queue.CompleteAsync(claim, Other, _world.NewResult(), Token));

        Assert.Equal(OraErrorCode.Forbidden, error.Code);
        Assert.Empty(_world.Names("tmp"));
        Assert.Empty(_world.Names("outbox"));
    }

    [Fact]
    public async Task Cancel_WhileOut_StopsTheAgentAndKeepsItsResult()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;

        var entry = await queue.UpdateAsync(_world.NewChange(id, TaskChange.Cancelled) with { Reason = "Not needed." }, Token);

        Assert.Equal(TaskState.Cancelled, entry.State);
        Assert.Contains("cancelled", (await queue.ExtendAsync(claim, Worker, Token)).StaleReason, StringComparison.Ordinal);
        Assert.Equal(CompletionResult.Late, await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token));
        Assert.Equal([$"{id}.1.json", $"{id}.1.json.error.json"], _world.Names("failed"));
        Assert.Equal(TaskState.Cancelled, (await _world.Open().FindAsync(id, Token))!.State);
    }

    [Fact]
    public async Task Retry_AfterFailure_OffersItAgainWithAttemptsAdded()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", MaxAttempts = 1 }));
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        await queue.CompleteAsync(claim, Worker, _world.NewResult(TaskOutcome.Failed), Token);

        await queue.UpdateAsync(_world.NewChange(id, TaskChange.Retried), Token);
        var again = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!;

        Assert.Equal(new Claim(id, 2), again.Entry.Claim);
        Assert.Equal(4, again.Entry.MaxAttempts);
        Assert.Empty(_world.Names("failed"));
    }

    [Fact]
    public async Task Update_PriorityAndAssignee_LatestMessageWins()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var early = _world.NewChange(id) with { Priority = TaskPriority.Low, AssignedTo = "worker-2" };
        var late = _world.NewChange(id) with { Priority = TaskPriority.Critical };

        await queue.UpdateAsync(late, Token);
        var entry = await queue.UpdateAsync(early, Token);

        Assert.Equal((TaskPriority.Critical, "worker-2"), (entry.Priority, entry.AssignedTo));
        var rebuilt = await _world.Open().FindAsync(id, Token);
        Assert.Equal((TaskPriority.Critical, "worker-2"), (rebuilt!.Priority, rebuilt.AssignedTo));
    }

    [Fact]
    public async Task Update_CompletedTask_IsRefused()
    {
        var queue = _world.Open();
        var id = await _world.PutAsync(queue);
        var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
        await queue.CompleteAsync(claim, Worker, _world.NewResult(), Token);

        var cancel = await Assert.ThrowsAsync<OraException>(async () => await queue.UpdateAsync(_world.NewChange(id, TaskChange.Cancelled), Token));
        var retry = await Assert.ThrowsAsync<OraException>(async () => await queue.UpdateAsync(_world.NewChange(id, TaskChange.Retried), Token));

        Assert.Equal((OraErrorCode.Conflict, OraErrorCode.Conflict), (cancel.Code, retry.Code));
        Assert.Empty(_world.Names("tmp"));
    }
}
