using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// Which task next, and why none.
public abstract partial class QueueIndexContract
{
    [Fact]
    public void Offers_SeveralPriorities_HighestFirstThenById()
    {
        var index = Empty();
        index.Upsert(Task("c") with { Priority = TaskPriority.Low });
        index.Upsert(Task("e") with { Priority = TaskPriority.High, AssignedTo = "ann" });
        index.Upsert(Task("d") with { Priority = TaskPriority.High });
        index.Upsert(Task("b") with { Priority = TaskPriority.Medium, Requires = ["rust"] });
        index.Upsert(Task("a") with { Priority = TaskPriority.Medium });
        index.Upsert(Task("z") with { Priority = TaskPriority.Critical });

        Assert.Equal(["task-z", "task-d", "task-e", "task-a", "task-b", "task-c"], OfferedTo(index, Ann, "rust"));
    }

    [Fact]
    public void Offers_PriorityChanged_MovesTheTask()
    {
        var index = Empty();
        index.Upsert(Task("a"));
        index.Upsert(Task("b"));

        index.Upsert(Task("b") with { Priority = TaskPriority.High });

        Assert.Equal(["task-b", "task-a"], OfferedTo(index, Ann));
    }

    [Fact]
    public void Offers_OnlyWaitingTasks()
    {
        var index = Empty();
        foreach (var state in Enum.GetValues<TaskState>()) index.Upsert(Task(state.ToString().ToLowerInvariant()) with { State = state });

        Assert.Equal(["task-waiting"], OfferedTo(index, Ann));
    }

    [Fact]
    public void Offers_TaskOfAnother_IsNotOffered()
    {
        var index = Empty();
        index.Upsert(Task("a") with { AssignedTo = "bob" });

        Assert.Empty(OfferedTo(index, Ann));
        Assert.Equal(["task-a"], OfferedTo(index, Bob));
    }

    [Fact]
    public void Offers_Reassigned_GoesToTheNewAssignee()
    {
        var index = Empty();
        index.Upsert(Task("a") with { AssignedTo = "bob" });

        index.Upsert(Task("a") with { AssignedTo = "ann" });

        Assert.Equal(["task-a"], OfferedTo(index, Ann));
        Assert.Empty(OfferedTo(index, Bob));
    }

    [Fact]
    public void Offers_RequiresSeveral_AgentMustHaveAll()
    {
        var index = Empty();
        index.Upsert(Task("a") with { Requires = ["rust", "docs"] });
        index.Upsert(Task("b") with { Requires = ["docs", "rust"] });
        index.Upsert(Task("c") with { Requires = ["docs", "docs"] });

        Assert.Empty(OfferedTo(index, Ann));
        Assert.Empty(OfferedTo(index, Ann, "rust"));
        Assert.Equal(["task-c"], OfferedTo(index, Ann, "docs"));
        Assert.Equal(["task-a", "task-b", "task-c"], OfferedTo(index, Ann, "sql", "docs", "rust", "rust"));
        Assert.Empty(OfferedTo(index, Ann, "DOCS"));
    }

    [Fact]
    public void Offers_TakenOneByOne_AreReadWhenAsked()
    {
        var index = Empty();
        for (var i = 0; i < 50; i++) index.Upsert(Task($"{i:00}"));

        Assert.Equal("task-00", index.Offers(Ann, []).First().Id.Value);
        Assert.Equal(50, index.Offers(Ann, []).Count());
        index.Remove(TaskId.Parse("task-00"));
        Assert.Equal("task-01", index.Offers(Ann, []).First().Id.Value);
    }

    [Fact]
    public void Explain_SeveralReasons_CountsATaskUnderTheFirst()
    {
        var index = Empty();
        index.Upsert(Task("a"));
        index.Upsert(Task("b") with { AssignedTo = "bob" });
        index.Upsert(Task("c") with { AssignedTo = "bob", DependsOn = ["task-a"], Requires = ["rust"] });
        index.Upsert(Task("d") with { Requires = ["rust", "docs"] });
        index.Upsert(Task("e") with { AssignedTo = "ann", DependsOn = ["task-a"] });
        index.Upsert(Task("f") with { State = TaskState.Working, AssignedTo = "bob", DependsOn = ["task-a"] });

        Assert.Equal(new WaitingSummary(5, AssignedToOthers: 2, Blocked: 1, MissingCapability: 1), index.Explain(Ann, ["docs"]));
        Assert.Equal(new WaitingSummary(5, AssignedToOthers: 1, Blocked: 1, MissingCapability: 0), index.Explain(Bob, ["docs", "rust"]));
    }
}
