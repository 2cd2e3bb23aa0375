using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Queue;
using Ora.Files.Tests.Disk;

namespace Ora.Files.Tests.Queue;

/// <summary>
/// Each operation is cut at each of its changes to the disk, and then repaired by another process. What was acknowledged must be
/// there; every task must be in exactly one folder; nothing may be left in tmp/.
/// </summary>
public sealed class CrashTests
{
    private static readonly AgentId Worker = AgentId.Parse("worker-1");

    private static CancellationToken Token => QueueWorld.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Put_KilledAnywhere_IsThereIfAcknowledged(bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: (_, _) => Task.FromResult<Claim?>(null),
        act: async (world, queue, _) => await queue.PutAsync(world.NewTask("Cut"), Token),
        check: async (world, queue, acknowledged) =>
        {
            var waiting = await queue.ListAsync(TaskState.Waiting, 10, Token);
            Assert.InRange(waiting.Count, acknowledged ? 1 : 0, 1);
            Assert.Equal(waiting.Count, world.Names("inbox").Length);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Claim_KilledAnywhere_LeavesTheTaskWaitingOrHeld(bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: async (world, queue) =>
        {
            await world.PutAsync(queue);
            return null;
        },
        act: async (_, queue, _) => await queue.ClaimAsync(QueueWorld.Agent(), Token),
        check: async (world, queue, acknowledged) =>
        {
            if (acknowledged) Assert.Single(world.Names("working"));
            var again = await queue.ClaimAsync(QueueWorld.Agent(), Token);
            Assert.Equal(1, again.Task!.Entry.Attempt);
            Assert.Single(world.Names("working"));
        });

    [Theory]
    [InlineData(TaskOutcome.Completed, 3, false)]
    [InlineData(TaskOutcome.Completed, 3, true)]
    [InlineData(TaskOutcome.Failed, 3, false)]
    [InlineData(TaskOutcome.Failed, 3, true)]
    [InlineData(TaskOutcome.Failed, 1, false)]
    [InlineData(TaskOutcome.Failed, 1, true)]
    public Task Complete_KilledAnywhere_IsAppliedOnceWithItsResult(TaskOutcome outcome, int maxAttempts, bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: (world, queue) => ClaimOne(world, queue, maxAttempts),
        act: async (world, queue, claim) => await queue.CompleteAsync(claim!.Value, Worker, world.NewResult(outcome), Token),
        check: async (_, queue, acknowledged) =>
        {
            var results = (await queue.OutboxAsync(10, Token)).OfType<TaskComplete>().ToList();
            var ended = (await queue.ListAsync(TaskState.Working, 10, Token)).Count == 0;
            Assert.True(ended || !acknowledged);
            Assert.Equal(ended ? 1 : 0, results.Count);
            Assert.DoesNotContain(results, result => result.Late);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Cancel_KilledAnywhere_IsAppliedOnceWithItsMessage(bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: (world, queue) => ClaimOne(world, queue, 3),
        act: async (world, queue, claim) => await queue.UpdateAsync(world.NewChange(claim!.Value.Task, TaskChange.Cancelled), Token),
        check: async (world, queue, acknowledged) =>
        {
            var cancelled = await queue.ListAsync(TaskState.Cancelled, 10, Token);
            Assert.InRange(cancelled.Count, acknowledged ? 1 : 0, 1);
            Assert.Equal(cancelled.Count, (await queue.OutboxAsync(10, Token)).OfType<TaskUpdated>().Count());
            Assert.Equal(cancelled.Count, world.Names("failed").Count(name => name.EndsWith(QueueLayout.ErrorExtension, StringComparison.Ordinal)));
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Retry_KilledAnywhere_IsAppliedOnceWithItsMessage(bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: async (world, queue) =>
        {
            var claim = await ClaimOne(world, queue, 1);
            await queue.CompleteAsync(claim!.Value, Worker, world.NewResult(TaskOutcome.Failed), Token);
            return claim;
        },
        act: async (world, queue, claim) => await queue.UpdateAsync(world.NewChange(claim!.Value.Task, TaskChange.Retried), Token),
        check: async (_, queue, acknowledged) =>
        {
            var waiting = await queue.ListAsync(TaskState.Waiting, 10, Token);
            Assert.InRange(waiting.Count, acknowledged ? 1 : 0, 1);
            Assert.Equal(waiting.Count, (await queue.OutboxAsync(10, Token)).OfType<TaskUpdated>().Count());
        });

    [Theory]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public Task Expire_KilledAnywhere_SpendsTheAttemptOnce(int maxAttempts, bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: async (world, queue) =>
        {
            var claim = await ClaimOne(world, queue, maxAttempts);
            world.Clock.Advance(TimeSpan.FromMinutes(15));
            return claim;
        },
        act: async (_, queue, _) => await queue.ExpireLeasesAsync(Token),
        check: async (_, queue, _) =>
        {
            await queue.ExpireLeasesAsync(Token);
            var entries = await queue.ListAsync(maxAttempts == 1 ? TaskState.Failed : TaskState.Waiting, 10, Token);
            Assert.Equal(1, Assert.Single(entries).Attempt);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Publish_KilledAnywhere_IsThereIfAcknowledged(bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: (_, _) => Task.FromResult<Claim?>(null),
        act: async (world, queue, _) => await queue.PublishAsync(NewDecision(world), MessagePlace.Outbox, Token),
        check: async (_, queue, acknowledged) => Assert.InRange((await queue.OutboxAsync(10, Token)).Count, acknowledged ? 1 : 0, 1));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Reject_KilledAnywhere_LeavesTheFileWithItsReason(bool indexIsLost) => CutEverywhere(
        indexIsLost,
        prepare: (world, _) =>
        {
            world.Drop("inbox", "task-bad.json", """{"messageType":"NEW_TASK_ASSIGNMENT"}""");
            return Task.FromResult<Claim?>(null);
        },
        act: async (_, queue, _) => await queue.RecoverAsync(Token),
        check: (world, queue, _) =>
        {
            Assert.Equal(["task-bad.json", "task-bad.json.error.json"], world.Names("failed"));
            return Task.CompletedTask;
        });

    private static DecisionRecorded NewDecision(QueueWorld world) => new()
    {
        MessageId = world.Ids.NewMessage().Value,
        ProjectName = "demo",
        AgentId = "worker-1",
        Timestamp = world.Clock.GetUtcNow(),
        Title = "Use files",
        Rationale = "They can be read.",
    };

    private static async Task<Claim?> ClaimOne(QueueWorld world, FileTaskQueue queue, int maxAttempts)
    {
        await world.PutAsync(queue, world.NewTask(body: new TaskBody { Title = "", MaxAttempts = maxAttempts }));
        return (await queue.ClaimAsync(QueueWorld.Agent(), Token)).Task!.Entry.Claim;
    }

    private static async Task CutEverywhere(
        bool indexIsLost,
        Func<QueueWorld, FileTaskQueue, Task<Claim?>> prepare,
        Func<QueueWorld, FileTaskQueue, Claim?, Task> act,
        Func<QueueWorld, FileTaskQueue, bool, Task> check)
    {
        var cut = 1;
        for (var acknowledged = false; !acknowledged; cut++)
        {
            await using var world = new QueueWorld(indexIsLost: indexIsLost);
            var claim = await prepare(world, world.Open());
            var disk = new CutDisk(cut);
            acknowledged = await SurvivesAsync(world.Open(disk), queue => act(world, queue, claim));

            // Ten minutes later even a write whose process number lives on in this test counts as abandoned.
            foreach (var path in Directory.EnumerateFiles(Path.Combine(world.QueueRoot, "tmp"), "*.part")) File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            var survivor = world.Open();
            await survivor.RecoverAsync(Token);
            await check(world, survivor, acknowledged);
            Assert.Empty(world.Names("tmp"));
            AssertEachTaskOnce(world);
            AssertReasonsBesideTheirFiles(world);
            Assert.True(cut < 100, "The operation never ends.");
        }

        Assert.True(cut > 3, "The operation was not cut.");
    }

    private static async Task<bool> SurvivesAsync(FileTaskQueue queue, Func<FileTaskQueue, Task> act)
    {
        try
        {
            await act(queue);
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }

    private static void AssertReasonsBesideTheirFiles(QueueWorld world)
    {
        var names = world.Names("failed");
        var reasons = names.Where(name => name.EndsWith(QueueLayout.ErrorExtension, StringComparison.Ordinal)).Select(name => name[..^QueueLayout.ErrorExtension.Length]);
        Assert.Equal(names.Where(name => !name.EndsWith(QueueLayout.ErrorExtension, StringComparison.Ordinal)), reasons);
    }

    private static void AssertEachTaskOnce(QueueWorld world)
    {
        var tasks = new[] { "inbox", "working", "processed", "failed" }
            .SelectMany(world.Names)
            .Where(name => name.StartsWith(TaskId.Prefix, StringComparison.Ordinal) && !name.EndsWith(QueueLayout.ErrorExtension, StringComparison.Ordinal))
            .Select(name => name.Split('.')[0]);
        Assert.Equal(tasks.Distinct(), tasks);
    }
}
