using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// What it knows about tasks.
public abstract partial class QueueIndexContract
{
    [Fact]
    public void Upsert_TaskWithEverything_IsFoundAsItWas()
    {
        var index = Empty();
        var task = new TaskEntry
        {
            Id = TaskId.Parse("task-a"),
            State = TaskState.Working,
            Attempt = 2,
            MaxAttempts = 5,
            Priority = TaskPriority.Critical,
            AssignedTo = "ann",
            ClaimedBy = "ann",
            ClaimedAt = Noon,
            LeaseExpiresAt = Noon.AddMinutes(15),
            DependsOn = ["task-z", "task-y"],
            UnmetDependencies = 2,
            Requires = ["rust", "c-\"#\"", "é"],
            Paths = ["src/**", "docs/a b.md"],
            IdempotencyKey = "key'; --",
            PrioritySetBy = "msg-1",
            AssignedToSetBy = "msg-2",
            MaxAttemptsSetBy = "msg-3",
        };

        index.Upsert(task with { UnmetDependencies = 77 });

        Assert.Equivalent(task, index.Find(task.Id), strict: true);
    }

    [Fact]
    public void Upsert_Again_ReplacesEveryField()
    {
        var index = Empty();
        index.Upsert(Task("a") with
        {
            State = TaskState.Working,
            Attempt = 1,
            ClaimedBy = "ann",
            ClaimedAt = Noon,
            LeaseExpiresAt = Noon,
            DependsOn = ["task-z"],
            Requires = ["rust"],
            Paths = ["a"],
            IdempotencyKey = "k",
            PrioritySetBy = "msg-1",
            AssignedToSetBy = "msg-2",
            MaxAttemptsSetBy = "msg-3",
        });

        index.Upsert(Task("a"));

        Assert.Equivalent(Task("a"), index.Find(Task("a").Id), strict: true);
        Assert.Null(index.FindByKey("k"));
        Assert.Empty(index.HeldBy(Ann));
    }

    [Fact]
    public void Remove_Task_ForgetsIt()
    {
        var index = Empty();
        index.Upsert(Task("a"));

        index.Remove(Task("a").Id);
        index.Remove(Task("a").Id);

        Assert.Null(index.Find(Task("a").Id));
        Assert.Empty(index.Offers(Ann, []));
        Assert.Equal(0, index.Counts().Waiting);
    }

    [Fact]
    public void HeldBy_SeveralClaims_OldestFirst()
    {
        var index = Empty();
        index.Upsert(Task("a") with { State = TaskState.Working, ClaimedBy = "ann", ClaimedAt = Noon.AddSeconds(1) });
        index.Upsert(Task("b") with { State = TaskState.Working, ClaimedBy = "ann", ClaimedAt = Noon });
        index.Upsert(Task("c") with { State = TaskState.Working, ClaimedBy = "bob", ClaimedAt = Noon });
        index.Upsert(Task("d") with { State = TaskState.Completed, ClaimedBy = "ann", ClaimedAt = Noon });

        Assert.Equal(["task-b", "task-a"], index.HeldBy(Ann).Select(t => t.Id.Value));
    }

    [Fact]
    public void WorkingWithPaths_OnlyClaimedTasksThatNamePaths()
    {
        var index = Empty();
        index.Upsert(Task("a") with { State = TaskState.Working, Paths = ["src/**"] });
        index.Upsert(Task("b") with { State = TaskState.Working });
        index.Upsert(Task("c") with { Paths = ["src/**"] });
        index.Upsert(Task("d") with { State = TaskState.Completed, Paths = ["src/**"] });

        Assert.Equal(["task-a"], index.WorkingWithPaths().Select(t => t.Id.Value));
    }

    [Fact]
    public void LeasesExpiredBefore_EarliestFirst_UpToTheLimit()
    {
        var index = Empty();
        index.Upsert(Task("a") with { State = TaskState.Working, LeaseExpiresAt = Noon.AddSeconds(-1) });
        index.Upsert(Task("b") with { State = TaskState.Working, LeaseExpiresAt = Noon.AddSeconds(-2) });
        index.Upsert(Task("c") with { State = TaskState.Working, LeaseExpiresAt = Noon.AddSeconds(1) });
        index.Upsert(Task("d") with { State = TaskState.Working });
        index.Upsert(Task("f") with { State = TaskState.Working, LeaseExpiresAt = Noon });
        index.Upsert(Task("e") with { State = TaskState.Completed, LeaseExpiresAt = Noon.AddSeconds(-3) });

        Assert.Equal(["task-b", "task-a", "task-f"], index.LeasesExpiredBefore(Noon, 10).Select(t => t.Id.Value));
        Assert.Equal(["task-b"], index.LeasesExpiredBefore(Noon, 1).Select(t => t.Id.Value));
    }

    [Fact]
    public void List_Tasks_PagesById()
    {
        var index = Empty();
        foreach (var name in (string[])["c", "a", "b", "d"]) index.Upsert(Task(name));
        index.Upsert(Task("e") with { State = TaskState.Failed });

        Assert.Equal(["task-a", "task-b"], index.List(TaskState.Waiting, 2).Select(t => t.Id.Value));
        Assert.Equal(["task-c", "task-d"], index.List(TaskState.Waiting, 10, TaskId.Parse("task-b")).Select(t => t.Id.Value));
        Assert.Equal(["task-e"], index.List(TaskState.Failed, 10).Select(t => t.Id.Value));
    }

    [Fact]
    public void FindByKey_KnownKey_FindsTheTask()
    {
        var index = Empty();
        index.Upsert(Task("b") with { IdempotencyKey = "deploy-1" });
        index.Upsert(Task("a") with { IdempotencyKey = "deploy-2" });

        Assert.Equal("task-b", index.FindByKey("deploy-1")?.Id.Value);
        Assert.Null(index.FindByKey("Deploy-1"));
    }

    [Fact]
    public void Counts_EveryPlace_IsCounted()
    {
        var index = Empty();
        index.Upsert(Task("a"));
        index.Upsert(Task("b") with { DependsOn = ["task-a"] });
        index.Upsert(Task("c") with { State = TaskState.Working });
        index.Upsert(Task("d") with { State = TaskState.Completed });
        index.Upsert(Task("e") with { State = TaskState.Failed });
        index.Upsert(Task("f") with { State = TaskState.Cancelled });
        index.Upsert(Message("msg-1", MessagePlace.Inbox, to: "ann"));
        index.Upsert(Message("msg-2", MessagePlace.Outbox));
        index.Upsert(Message("msg-3", MessagePlace.Outbox));
        index.Upsert(Message("msg-4", MessagePlace.Processed));

        Assert.Equal(
            new QueueCounts(Waiting: 2, Blocked: 1, Working: 1, Completed: 1, Failed: 1, Cancelled: 1, Inbox: 1, Outbox: 2, Rejected: 0),
            index.Counts());

        index.Upsert(Message("msg-2", MessagePlace.Processed));
        index.Remove(MessageId.Parse("msg-1"));

        Assert.Equal((0, 1), (index.Counts().Inbox, index.Counts().Outbox));
    }
}
