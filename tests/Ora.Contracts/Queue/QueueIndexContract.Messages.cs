using Ora.Core.Ids;
using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// Messages, and what the projections have yet to see.
public abstract partial class QueueIndexContract
{
    [Fact]
    public void Message_Upserted_IsFoundAsItWas()
    {
        var index = Empty();
        var message = Result("msg-1", "task-a", 3) with { To = "ann" };

        index.Upsert(message with { Place = MessagePlace.Outbox, AppliedAttempt = null });
        index.Upsert(message);

        Assert.Equal(message, index.Find(message.Id));
        Assert.Null(index.Find(MessageId.Parse("msg-2")));
    }

    [Fact]
    public void List_Messages_ByPlaceAndAddressee()
    {
        var index = Empty();
        index.Upsert(Message("msg-1", MessagePlace.Inbox, to: "ann"));
        index.Upsert(Message("msg-2", MessagePlace.Inbox, to: "bob"));
        index.Upsert(Message("msg-3", MessagePlace.Inbox, to: "ann"));
        index.Upsert(Message("msg-4", MessagePlace.Outbox));
        index.Upsert(Message("msg-5", MessagePlace.Processed, to: "ann"));

        Assert.Equal(["msg-1", "msg-2"], Ids(index.List(MessagePlace.Inbox, 2)));
        Assert.Equal(["msg-1", "msg-3"], Ids(index.List(MessagePlace.Inbox, 10, Ann)));
        Assert.Equal(["msg-3"], Ids(index.List(MessagePlace.Inbox, 10, Ann, MessageId.Parse("msg-1"))));
        Assert.Equal(["msg-4"], Ids(index.List(MessagePlace.Outbox, 10)));
        Assert.Equal(["msg-5"], Ids(index.List(MessagePlace.Processed, 10)));
    }

    [Fact]
    public void FindResult_OnlyTheAppliedResultOfTheAttempt()
    {
        var index = Empty();
        index.Upsert(Result("msg-1", "task-a", appliedAttempt: null));
        index.Upsert(Result("msg-2", "task-a", 1));
        index.Upsert(Result("msg-3", "task-a", 2));
        index.Upsert(Result("msg-4", "task-b", 3));

        Assert.Equal("msg-3", index.FindResult(TaskId.Parse("task-a"), 2)?.Id.Value);
        Assert.Null(index.FindResult(TaskId.Parse("task-a"), 3));
    }

    [Fact]
    public void LateResults_OnlyThoseOfTheTaskThatWereNotApplied_NewestFirst()
    {
        var index = Empty();
        foreach (var id in (string[])["msg-1", "msg-2", "msg-3"]) index.Upsert(Result(id, "task-a", appliedAttempt: null));
        index.Upsert(Result("msg-4", "task-a", 1));
        index.Upsert(Result("msg-5", "task-b", appliedAttempt: null));
        index.Upsert(Message("msg-6", MessagePlace.Outbox));

        Assert.Equal(["msg-3", "msg-2"], Ids(index.LateResults(TaskId.Parse("task-a"), 2)));
        Assert.Equal(["msg-3", "msg-2", "msg-1"], Ids(index.LateResults(TaskId.Parse("task-a"), 10)));
        Assert.Empty(index.LateResults(TaskId.Parse("task-c"), 10));
    }

    [Fact]
    public void Pending_OldestFirst_UntilSeen()
    {
        var index = Empty();
        foreach (var id in (string[])["task-a", "msg-1", "task-b"]) index.Enqueue(id);

        var first = index.Pending(2);
        Assert.Equal(["task-a", "msg-1"], first.Select(p => p.Id));
        Assert.Equal(3, index.PendingCount());

        index.RemovePending([.. first]);

        Assert.Equal(["task-b"], index.Pending(10).Select(p => p.Id));
        Assert.Equal(1, index.PendingCount());
    }

    [Fact]
    public void Pending_ChangedAgainWhileItIsSeen_StaysPending()
    {
        var index = Empty();
        index.Enqueue("task-a");
        var seen = index.Pending(10);

        index.Enqueue("task-a");
        Assert.Equal(1, index.PendingCount());
        index.RemovePending([.. seen]);

        var left = Assert.Single(index.Pending(10));
        Assert.Equal("task-a", left.Id);
        index.RemovePending([left]);
        index.Enqueue("task-b");
        Assert.True(Assert.Single(index.Pending(10)).Sequence > left.Sequence, "a sequence must not be used twice");
    }
}
