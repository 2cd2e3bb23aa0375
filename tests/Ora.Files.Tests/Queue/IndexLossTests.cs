using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Queue;

namespace Ora.Files.Tests.Queue;

public sealed class IndexLossTests : IAsyncDisposable
{
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Claim_DatabaseDeletedUnderTwoQueues_BothGoOnWithANewOne()
    {
        var (first, second) = (_world.Open(), _world.Open());
        for (var n = 0; n < 4; n++) await _world.PutAsync(first);
        await second.ClaimAsync(QueueWorld.Agent("worker-0"), Token);
        foreach (var file in Directory.EnumerateFiles(_world.Folder.Path, "ora.db*")) File.Delete(file);

        var third = (await _world.Open().ClaimAsync(QueueWorld.Agent("worker-3"), Token)).Task;
        var one = (await first.ClaimAsync(QueueWorld.Agent("worker-1"), Token)).Task;
        var two = (await second.ClaimAsync(QueueWorld.Agent("worker-2"), Token)).Task;

        Assert.Equal(3, new[] { one, two, third }.Select(task => task!.Entry.Id).Distinct().Count());
        Assert.Equal(4, _world.Names("working").Length);
        Assert.Null(first.Degraded);
    }

    [Fact]
    public async Task Acknowledge_FeedMadeAnewMeanwhile_ForgetsNothing()
    {
        var queue = _world.Open();
        for (var n = 0; n < 3; n++) await _world.PutAsync(queue);
        var seen = await queue.ReadAsync(10, Token);
        foreach (var file in Directory.EnumerateFiles(_world.Folder.Path, "ora.db*")) File.Delete(file);
        var offeredAgain = await queue.ReadAsync(10, Token);

        Assert.False(await queue.AcknowledgeAsync(seen, Token));

        Assert.Equal(seen.Pending.Select(p => p.Sequence), offeredAgain.Pending.Select(p => p.Sequence));
        Assert.Equal(3, await queue.BacklogAsync(Token));
        Assert.True(await queue.AcknowledgeAsync(offeredAgain, Token));
        Assert.Equal(0, await queue.BacklogAsync(Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DatabaseDeletedUnderTheOnlyQueue_TheNextOperationMakesItAnew(bool onlyLooks)
    {
        var queue = _world.Open();
        var first = await _world.PutAsync(queue);
        foreach (var file in Directory.EnumerateFiles(_world.Folder.Path, "ora.db*")) File.Delete(file);

        if (onlyLooks) await queue.BacklogAsync(Token);
        else await _world.PutAsync(queue);

        Assert.True(File.Exists(_world.Folder.DatabasePath));
        Assert.NotNull(await queue.FindAsync(first, Token));
        Assert.Equal(onlyLooks ? 1 : 2, (await queue.CountsAsync(Token)).Waiting);
        Assert.Null(queue.Degraded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public async Task Claim_DatabaseDamaged_IsMadeAnew(int offset)
    {
        var id = await PutAndCloseAsync();
        using (var file = new FileStream(_world.Folder.DatabasePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = offset;
            var garbage = new byte[8192];
            new Random(7).NextBytes(garbage);
            file.Write(garbage);
        }

        var task = (await _world.Open().ClaimAsync(QueueWorld.Agent(), Token)).Task;

        Assert.Equal(id, task!.Entry.Id);
    }

    [Fact]
    public async Task Claim_DatabaseIsAFolder_GoesOnFromTheFolders()
    {
        var id = await PutAndCloseAsync();
        foreach (var file in Directory.EnumerateFiles(_world.Folder.Path, "ora.db*")) File.Delete(file);
        Directory.CreateDirectory(Path.Combine(_world.Folder.DatabasePath, "in-the-way"));
        var queue = _world.Open();

        var task = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!;
        var done = await queue.CompleteAsync(task.Entry.Claim, AgentId.Parse("worker-1"), _world.NewResult(), Token);

        Assert.Equal(id, task.Entry.Id);
        Assert.Equal(CompletionResult.Completed, done);
        Assert.Contains("index cannot be used", queue.Degraded, StringComparison.Ordinal);
        Assert.Equal([$"{id}.json"], _world.Names("processed"));
    }

    [Fact]
    public async Task Rebuild_AfterAHistory_KnowsTheSameTasksAndMessages()
    {
        var queue = _world.Open();
        await LiveThroughAsync(queue);
        var before = await DescribeAsync(queue);

        await queue.RebuildAsync(Token);

        Assert.Equal(before, await DescribeAsync(queue));
    }

    private async Task<TaskId> PutAndCloseAsync()
    {
        var queue = _world.Open();
        for (var n = 0; n < 50; n++) await queue.PublishAsync(NewDecision(), MessagePlace.Outbox, Token);
        var id = await _world.PutAsync(queue);
        await queue.DisposeAsync();
        return id;
    }

    private DecisionRecorded NewDecision() => new()
    {
        MessageId = _world.Ids.NewMessage().Value,
        ProjectName = "demo",
        AgentId = "worker-1",
        Title = "A decision",
        Rationale = "Because.",
    };

    private async Task LiveThroughAsync(FileTaskQueue queue)
    {
        var worker = AgentId.Parse("worker-1");
        var first = await _world.PutAsync(queue);
        var second = await _world.PutAsync(queue, _world.NewTask(body: new TaskBody { Title = "", DependsOn = [first.Value], MaxAttempts = 1 }));
        var third = await _world.PutAsync(queue, _world.NewTask(agent: "worker-2"));
        await _world.PutAsync(queue);
        await queue.UpdateAsync(_world.NewChange(third) with { Priority = TaskPriority.High, AssignedTo = "" }, Token);
        await queue.UpdateAsync(_world.NewChange(third, TaskChange.Cancelled), Token);
        foreach (var outcome in (TaskOutcome[])[TaskOutcome.Failed, TaskOutcome.Completed, TaskOutcome.Failed])
        {
            var claim = (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
            await queue.CompleteAsync(claim, worker, _world.NewResult(outcome), Token);
        }

        Assert.Equal(TaskState.Failed, (await queue.FindAsync(second, Token))!.State);
        await queue.ClaimAsync(QueueWorld.Agent("worker-2"), Token);
        await queue.MarkReadAsync([.. (await queue.OutboxAsync(2, Token)).Select(message => MessageId.Parse(message.MessageId))], Token);
    }

    private static async Task<string> DescribeAsync(FileTaskQueue queue)
    {
        var lines = new List<string> { (await queue.CountsAsync(Token)).ToString() };
        foreach (var state in Enum.GetValues<TaskState>())
        {
            // When a claim began is a hint that is in no file.
            lines.AddRange((await queue.ListAsync(state, 100, Token)).Select(entry => string.Join(' ', entry.Id, entry.State, entry.Attempt, entry.MaxAttempts, entry.Priority,
                $"'{entry.AssignedTo}'", entry.ClaimedBy, entry.UnmetDependencies, string.Join(',', entry.DependsOn), entry.PrioritySetBy, entry.AssignedToSetBy, entry.MaxAttemptsSetBy)));
        }

        lines.AddRange((await queue.OutboxAsync(100, Token)).Select(message => message.MessageId));
        return string.Join('\n', lines);
    }
}
