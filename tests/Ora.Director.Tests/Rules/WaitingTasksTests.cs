using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class WaitingTasksTests
{
    private static readonly WaitingTasks Rule = new();
    private static readonly AgentBrief Free = Given.Agent("free");
    private static readonly AgentBrief Busy = Given.Agent("busy", "task-x");

    public static TheoryData<string, string, TaskPriority, bool> Cases => new()
    {
        { "busy", "free", TaskPriority.Critical, true },
        { "busy", "free", TaskPriority.High, false },
        { "busy", "observer", TaskPriority.Critical, false },
        { "free", "free", TaskPriority.Critical, false },
        { "gone", "busy", TaskPriority.Low, true },
        { "retired", "busy", TaskPriority.Low, true },
        { "unknown", "free", TaskPriority.Critical, false },
        { "", "free", TaskPriority.Critical, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void WaitingTask_IsOfferedToAll_WhenItsAssigneeWillNotTakeIt(string assignee, string other, TaskPriority priority, bool offered)
    {
        AgentBrief[] all =
        [
            Free, Busy, Given.Agent("gone") with { Gone = true }, Given.Agent("retired") with { Status = AgentStatus.Retired },
            Given.Agent("observer") with { Role = AgentRole.Observer },
        ];
        var briefing = Given.Briefing with
        {
            Agents = [.. all.Where(agent => agent.AgentId == assignee || agent.AgentId == other)],
            Waiting = [Given.Task("task-a", TaskState.Waiting, priority) with { AssignedTo = assignee }],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Equal(offered ? ["update_task taskId=task-a agentId="] : [], decided.Calls);
        Assert.Equal(offered ? 1 : 0, decided.Steps.Count(step => step.Decision is not null));
    }
}
