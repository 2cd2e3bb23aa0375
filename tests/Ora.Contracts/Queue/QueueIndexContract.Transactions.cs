using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// All or nothing.
public abstract partial class QueueIndexContract
{
    [Fact]
    public void Transaction_Committed_KeepsAll()
    {
        var index = Empty();

        using (var transaction = index.Begin())
        {
            index.Upsert(Task("a"));
            index.SetNote("n", "1");
            transaction.Commit();
        }

        Assert.Equal(["task-a"], OfferedTo(index, Ann));
        Assert.Equal("1", index.GetNote("n"));
    }

    [Fact]
    public void Transaction_NotCommitted_UndoesAll()
    {
        var index = Empty();
        index.Upsert(Task("a"));
        index.Upsert(Task("b") with { DependsOn = ["task-a"] });

        using (index.Begin())
        {
            index.Upsert(Task("a") with { State = TaskState.Completed });
            index.Upsert(Task("c") with { AssignedTo = "ann" });
            index.Upsert(Message("msg-1", MessagePlace.Outbox));
            index.Enqueue("task-a");
            index.SetNote("n", "1");
        }

        Assert.Equal(["task-a"], OfferedTo(index, Ann));
        Assert.Equal(1, Find(index, "b").UnmetDependencies);
        Assert.Equal(new QueueCounts(2, 1, 0, 0, 0, 0, 0, 0, 0), index.Counts());
        Assert.Equal(0, index.PendingCount());
        Assert.Null(index.GetNote("n"));
        index.Upsert(Task("d"));
        Assert.Equal(["task-a", "task-d"], OfferedTo(index, Ann));
    }

    [Fact]
    public void Transaction_DisposedAfterTheNextBegan_LeavesThatOneAlone()
    {
        var index = Empty();
        var first = index.Begin();
        first.Commit();
        using (var second = index.Begin())
        {
            index.Upsert(Task("a"));
            first.Dispose();
            second.Commit();
        }

        Assert.Equal(["task-a"], OfferedTo(index, Ann));
    }
}
