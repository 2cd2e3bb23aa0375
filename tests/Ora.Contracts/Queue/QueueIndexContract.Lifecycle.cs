using Ora.Core.Ids;
using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// Its life: new, opened, emptied.
public abstract partial class QueueIndexContract
{
    [Fact]
    public void Open_NewStore_ReturnsNull()
    {
        var index = CreateIndex();
        _indexes.Add(index);

        Assert.Null(index.Open());
    }

    [Fact]
    public void Reset_AfterUse_EmptiesEverything()
    {
        var index = Empty();
        index.Upsert(Task("a"));
        index.Upsert(Task("b") with { State = TaskState.Working, ClaimedBy = "ann", Paths = ["src/**"], IdempotencyKey = "k" });
        index.Upsert(Result("msg-1", "task-a", 1));
        index.SetNote("looked", "yes");
        index.Enqueue("task-a");

        index.Reset("second");

        Assert.Equal(new QueueCounts(0, 0, 0, 0, 0, 0, 0, 0, 0), index.Counts());
        Assert.Empty(index.Offers(Ann, []));
        Assert.Empty(index.HeldBy(Ann));
        Assert.Empty(index.WorkingWithPaths());
        Assert.Null(index.FindByKey("k"));
        Assert.Null(index.Find(MessageId.Parse("msg-1")));
        Assert.Null(index.GetNote("looked"));
        Assert.Equal(0, index.PendingCount());
    }

    [Fact]
    public void Note_SetTwice_KeepsTheLast()
    {
        var index = Empty();

        Assert.Null(index.GetNote("inbox"));
        index.SetNote("inbox", "1");
        index.SetNote("inbox", "2");

        Assert.Equal("2", index.GetNote("inbox"));
    }
}
