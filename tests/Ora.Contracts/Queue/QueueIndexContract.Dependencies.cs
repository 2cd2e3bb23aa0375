using Ora.Core.Queue;
using Xunit;

namespace Ora.Contracts.Queue;

// Tasks that wait for others.
public abstract partial class QueueIndexContract
{
    [Fact]
    public void Dependencies_Unmet_TaskIsOfferedWhenTheLastIsCompleted()
    {
        var index = Empty();
        index.Upsert(Task("a"));
        index.Upsert(Task("b"));
        index.Upsert(Task("c") with { DependsOn = ["task-a", "task-b", "task-a"] });

        Assert.Equal(2, Find(index, "c").UnmetDependencies);
        index.Upsert(Task("a") with { State = TaskState.Completed });
        Assert.Equal(1, Find(index, "c").UnmetDependencies);
        Assert.Equal(["task-b"], OfferedTo(index, Ann));
        index.Upsert(Task("b") with { State = TaskState.Completed });

        Assert.Equal(0, Find(index, "c").UnmetDependencies);
        Assert.Equal(["task-c"], OfferedTo(index, Ann));
    }

    [Theory]
    [InlineData(TaskState.Waiting)]
    [InlineData(TaskState.Working)]
    [InlineData(TaskState.Failed)]
    [InlineData(TaskState.Cancelled)]
    public void Dependencies_OfTaskNotCompleted_AreUnmet(TaskState state)
    {
        var index = Empty();
        index.Upsert(Task("a") with { State = state });
        index.Upsert(Task("b") with { DependsOn = ["task-a"] });
        Assert.Equal(1, Find(index, "b").UnmetDependencies);

        index.Upsert(Task("a") with { State = TaskState.Completed });
        index.Upsert(Task("a") with { State = state });

        Assert.Equal(1, Find(index, "b").UnmetDependencies);
        Assert.DoesNotContain("task-b", OfferedTo(index, Ann));
    }

    [Fact]
    public void Dependencies_SeenAfterTheirDependents_AreCounted()
    {
        var index = Empty();
        index.Upsert(Task("b") with { DependsOn = ["task-a"] });
        Assert.Equal(1, Find(index, "b").UnmetDependencies);

        index.Upsert(Task("a") with { State = TaskState.Completed });

        Assert.Equal(["task-b"], OfferedTo(index, Ann));
    }

    [Fact]
    public void Dependencies_CompletedTaskRemoved_AreUnmetAgain()
    {
        var index = Empty();
        index.Upsert(Task("a") with { State = TaskState.Completed });
        index.Upsert(Task("b") with { DependsOn = ["task-a"] });
        Assert.Equal(["task-b"], OfferedTo(index, Ann));

        index.Remove(Task("a").Id);

        Assert.Equal(1, Find(index, "b").UnmetDependencies);
        Assert.Empty(OfferedTo(index, Ann));
    }

    [Fact]
    public void Dependencies_ListChanged_AreCountedAnew()
    {
        var index = Empty();
        index.Upsert(Task("b") with { DependsOn = ["task-a"] });

        index.Upsert(Task("b") with { DependsOn = [] });
        Assert.Equal(["task-b"], OfferedTo(index, Ann));
        index.Upsert(Task("b") with { DependsOn = ["task-c"] });
        index.Upsert(Task("a") with { State = TaskState.Completed });

        Assert.Equal(1, Find(index, "b").UnmetDependencies);
    }
}
