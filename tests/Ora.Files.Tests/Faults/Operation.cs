using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Files.Tests.Faults;

/// <summary>An operation of the queue that is cut at every place, and what happened before it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Prepare">What happened before, uncut.</param>
/// <param name="Act">The operation.</param>
internal sealed record Operation(string Name, Func<Driver, ITaskQueue, Task> Prepare, Func<Driver, ITaskQueue, Task> Act)
{
    private static CancellationToken Token => QueueWorld.Token;

    /// <summary>Every operation that changes the disk, from every state in which it goes another way.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("put", Nothing, (d, q) => d.PutAsync(q)),
        new("put again under its key", (d, q) => d.PutAsync(q, key: "once"), (d, q) => d.PutAsync(q, key: "once")),
        new("claim", Put, (d, q) => d.ClaimAsync(q)),
        new("claim again what is held", Held, (d, q) => d.ClaimAsync(q)),
        new("claim a second attempt", Failed(3), (d, q) => d.ClaimAsync(q)),
        new("heartbeat", Held, (d, q) => d.BeatAsync(q)),
        new("complete", Held, (d, q) => d.CompleteAsync(q)),
        new("complete a second attempt", HeldAgain, (d, q) => d.CompleteAsync(q)),
        new("complete a retried task", HeldAfterRetry, (d, q) => d.CompleteAsync(q)),
        new("fail", Held, (d, q) => d.CompleteAsync(q, TaskOutcome.Failed)),
        new("fail a second attempt", HeldAgain, (d, q) => d.CompleteAsync(q, TaskOutcome.Failed)),
        new("fail the last attempt", HeldLast, (d, q) => d.CompleteAsync(q, TaskOutcome.Failed)),
        new("complete late, held by another", HeldByAnother, (d, q) => d.CompleteAsync(q, FirstClaim(d), TaskOutcome.Completed, Driver.Ann, Driver.Text("late"))),
        new("fail late, waiting again", Expired, (d, q) => d.CompleteAsync(q, TaskOutcome.Failed)),
        new("complete late, given up", GivenUp, (d, q) => d.CompleteAsync(q)),
        new("complete twice", Completed, (d, q) => d.CompleteAsync(q)),
        new("fail twice", Failed(3), (d, q) => d.CompleteAsync(q, TaskOutcome.Failed)),
        new("change the priority", Put, (d, q) => d.UpdateAsync(q, TaskChange.Changed, TaskPriority.Critical)),
        new("change the priority of a held task", Held, (d, q) => d.UpdateAsync(q, TaskChange.Changed, TaskPriority.Critical)),
        new("reassign", Put, (d, q) => d.UpdateAsync(q, TaskChange.Changed, assignee: Driver.Bob)),
        new("cancel", Put, (d, q) => d.UpdateAsync(q, TaskChange.Cancelled)),
        new("cancel a held task", Held, (d, q) => d.UpdateAsync(q, TaskChange.Cancelled)),
        new("cancel after an attempt", Failed(3), (d, q) => d.UpdateAsync(q, TaskChange.Cancelled)),
        new("retry a failed task", Failed(1), (d, q) => d.UpdateAsync(q, TaskChange.Retried)),
        new("retry a given up task", GivenUp, (d, q) => d.UpdateAsync(q, TaskChange.Retried)),
        new("retry a cancelled task", Cancelled, (d, q) => d.UpdateAsync(q, TaskChange.Retried)),
        new("decide", Nothing, (d, q) => d.PublishAsync(q, Decision(), MessagePlace.Outbox)),
        new("raise a blocker", Held, (d, q) => d.PublishAsync(q, new BlockerAlert { AgentId = Driver.Ann, Description = Driver.Text("blocker"), Severity = BlockerSeverity.High }, MessagePlace.Outbox)),
        new("answer a blocker", Nothing, (d, q) => d.PublishAsync(q, Answer(d), MessagePlace.Inbox)),
        new("remember", Nothing, (d, q) => d.PublishAsync(q, new MemoryAdded { AgentId = Driver.Ann, Entries = [new MemoryEntry { Text = Driver.Text("passage"), Type = MemoryType.Note }] }, MessagePlace.Processed)),
        new("register an agent", Nothing, (d, q) => d.PublishAsync(q, new AgentUpdated { AgentId = "director", Subject = Driver.Ann, Role = AgentRole.Agent, Status = AgentStatus.Active }, MessagePlace.Processed)),
        new("post a summary", Nothing, (d, q) => d.PublishAsync(q, new DirectorSummary { AgentId = "director", Summary = Driver.Text("summary") }, MessagePlace.Processed)),
        new("mark a decision read", (d, q) => d.PublishAsync(q, Decision(), MessagePlace.Outbox), (d, q) => d.MarkReadAsync(q)),
        new("mark an answer read", (d, q) => d.PublishAsync(q, Answer(d), MessagePlace.Inbox), (d, q) => d.MarkReadAsync(q)),
        new("expire a lease", Silent(3), async (_, q) => await q.ExpireLeasesAsync(Token)),
        new("give up", Silent(1), async (_, q) => await q.ExpireLeasesAsync(Token)),
        new("release a retired agent", Held, async (_, q) => await q.ReleaseAsync(AgentId.Parse(Driver.Ann), "retired", Token)),
        new("release a retired agent's last attempt", HeldLast, async (_, q) => await q.ReleaseAsync(AgentId.Parse(Driver.Ann), "retired", Token)),
        new("take in a file made by hand", DropTask("task-by-hand.json"), async (_, q) => await q.RecoverAsync(Token)),
        new("reject a file that is no JSON", Drop("task-broken.json", "{"), async (_, q) => await q.RecoverAsync(Token)),
        new("reject a file with a bad name", Drop("Task 1.json", "{}"), async (_, q) => await q.RecoverAsync(Token)),
        new("reject a task that depends on itself", Drop("task-self.1.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"Self","dependsOn":["task-self"]}}"""), async (_, q) => await q.RecoverAsync(Token)),
        new("reject a second file of a task", TakenInAndDropped, async (_, q) => await q.RecoverAsync(Token)),
        new("claim a file made by hand", DropTask("task-by-hand.2.json"), (d, q) => d.ClaimAsync(q)),
        new("rebuild", Everything, async (_, q) => await q.RebuildAsync(Token)),
        new("rebuild a task whose change waits beside it", ChangedAndExpired, async (_, q) => await q.RebuildAsync(Token)),
    ];

    public override string ToString() => Name;

    private static Task Nothing(Driver driver, ITaskQueue queue) => Task.CompletedTask;

    private static Task Put(Driver driver, ITaskQueue queue) => driver.PutAsync(queue);

    private static Task Held(Driver driver, ITaskQueue queue) => Hold(driver, queue, 3);

    private static Task HeldLast(Driver driver, ITaskQueue queue) => Hold(driver, queue, 1);

    private static async Task Hold(Driver driver, ITaskQueue queue, int maxAttempts)
    {
        await driver.PutAsync(queue, maxAttempts);
        driver.World.Clock.Advance(TimeSpan.FromMinutes(5));
        await driver.ClaimAsync(queue);
    }

    private static Func<Driver, ITaskQueue, Task> Failed(int maxAttempts) => async (driver, queue) =>
    {
        await Hold(driver, queue, maxAttempts);
        await driver.CompleteAsync(queue, TaskOutcome.Failed);
    };

    private static async Task HeldAgain(Driver driver, ITaskQueue queue)
    {
        await Failed(3)(driver, queue);
        await driver.ClaimAsync(queue);
    }

    private static async Task HeldAfterRetry(Driver driver, ITaskQueue queue)
    {
        await Failed(1)(driver, queue);
        await driver.UpdateAsync(queue, TaskChange.Retried);
        await driver.ClaimAsync(queue);
    }

    private static async Task Completed(Driver driver, ITaskQueue queue)
    {
        await Held(driver, queue);
        await driver.CompleteAsync(queue);
    }

    private static async Task Cancelled(Driver driver, ITaskQueue queue)
    {
        await Held(driver, queue);
        await driver.UpdateAsync(queue, TaskChange.Cancelled);
    }

    private static Func<Driver, ITaskQueue, Task> Silent(int maxAttempts) => async (driver, queue) =>
    {
        await Hold(driver, queue, maxAttempts);
        driver.World.Clock.Advance(TimeSpan.FromMinutes(15));
    };

    private static async Task Expired(Driver driver, ITaskQueue queue)
    {
        await Silent(3)(driver, queue);
        await queue.ExpireLeasesAsync(Token);
    }

    private static async Task GivenUp(Driver driver, ITaskQueue queue)
    {
        await Silent(1)(driver, queue);
        await queue.ExpireLeasesAsync(Token);
    }

    private static async Task HeldByAnother(Driver driver, ITaskQueue queue)
    {
        await Expired(driver, queue);
        await driver.ClaimAsync(queue, Driver.Bob);
    }

    private static Claim FirstClaim(Driver driver) => driver.Claim with { Attempt = 1 };

    private static async Task Everything(Driver driver, ITaskQueue queue)
    {
        await HeldAfterRetry(driver, queue);
        await Completed(driver, queue);
        await driver.PutAsync(queue);
        await driver.UpdateAsync(queue, TaskChange.Changed, TaskPriority.High);
        await driver.PublishAsync(queue, Decision(), MessagePlace.Outbox);
        await driver.PublishAsync(queue, Answer(driver), MessagePlace.Inbox);
    }

    // The news for the holder lies in inbox/, and then the task does too, after it.
    private static async Task ChangedAndExpired(Driver driver, ITaskQueue queue)
    {
        await Held(driver, queue);
        await driver.UpdateAsync(queue, TaskChange.Changed, TaskPriority.Critical);
        driver.World.Clock.Advance(TimeSpan.FromMinutes(15));
        await queue.ExpireLeasesAsync(Token);
    }

    private static async Task TakenInAndDropped(Driver driver, ITaskQueue queue)
    {
        await DropTask("task-by-hand.json")(driver, queue);
        await driver.ClaimAsync(queue);
        await DropTask("task-by-hand.json")(driver, queue);
    }

    private static Func<Driver, ITaskQueue, Task> DropTask(string name) =>
        Drop(name, """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"By hand"}}""");

    private static Func<Driver, ITaskQueue, Task> Drop(string name, string content) => (driver, _) =>
    {
        driver.Drop(name, content);
        driver.World.Clock.Advance(TimeSpan.FromMinutes(1));
        return Task.CompletedTask;
    };

    private static DecisionRecorded Decision() => new() { AgentId = Driver.Ann, Title = Driver.Text("decision"), Rationale = "They can be read." };

    private static BlockerResolved Answer(Driver driver) => new()
    {
        AgentId = Driver.Ann,
        BlockerId = driver.World.Ids.NewMessage().Value,
        Answer = Driver.Text("answer"),
        ResolvedBy = "director",
    };
}
