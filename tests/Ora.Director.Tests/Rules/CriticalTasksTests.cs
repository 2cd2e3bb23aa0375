using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class CriticalTasksTests
{
    private static readonly CriticalTasks Rule = new();

    [Fact]
    public void WhatACriticalTaskWaitsFor_DirectlyOrNot_BecomesCritical()
    {
        var briefing = Given.Briefing with
        {
            Waiting =
            [
                Waiting("task-top", TaskPriority.Critical, "task-mid", "task-out"),
                Waiting("task-mid", TaskPriority.High, "task-low", "task-crit"),
                Waiting("task-low", TaskPriority.Low),
                Waiting("task-crit", TaskPriority.Critical),
                Waiting("task-other", TaskPriority.Low),
            ],
        };

        Assert.Equal(
            ["update_task taskId=task-mid priority=CRITICAL", "update_task taskId=task-low priority=CRITICAL"],
            Decided.By(Rule, briefing).Calls);
    }

    [Fact]
    public void TasksThatWaitForEachOther_EndTheSearch()
    {
        var briefing = Given.Briefing with
        {
            Waiting = [Waiting("task-a", TaskPriority.Critical, "task-b"), Waiting("task-b", TaskPriority.Low, "task-a")],
        };

        Assert.Equal(["update_task taskId=task-b priority=CRITICAL"], Decided.By(Rule, briefing).Calls);
    }

    [Theory]
    [InlineData("It is wrong.", true)]
    [InlineData("It timed out.", false)]
    public void CriticalTask_ThatWaitsForAFailedOne_IsTheHumansUnlessThatIsRetried(string failure, bool asked)
    {
        var briefing = Given.Briefing with
        {
            Waiting = [Waiting("task-a", TaskPriority.Critical, "task-b")],
            Failed = [Given.Failed("task-b", failure)],
        };

        Assert.Equal(asked ? 1 : 0, Decided.By(Rule, briefing).NeedsHuman.Count);
    }

    private static TaskBrief Waiting(string id, TaskPriority priority, params string[] waitsFor) =>
        Given.Task(id, TaskState.Waiting, priority) with { WaitsFor = waitsFor };
}
