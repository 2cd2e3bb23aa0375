using Ora.Core.Queue;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class RuleBookTests
{
    [Fact]
    public void Decide_OnACalmProject_WantsNothing()
    {
        var briefing = Given.Briefing with { Working = [Given.Working("task-a", stalled: false)], Agents = [Given.Agent("worker-1", "task-a")] };

        var plan = RuleBook.Decide(briefing, Given.Now);

        Assert.Empty(plan.Steps);
        Assert.Empty(plan.NeedsHuman);
    }

    [Fact]
    public void Decide_AppliesAllRules()
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", "Which port does the gateway use?")],
            Answers = [Given.Blocker("msg-1", "Which port does the gateway use?").Answered("8443")],
            Working = [Given.Working("task-a", stalled: true)],
            Failed = [Given.Failed("task-b", "timed out")],
            Agents = [Given.Agent("worker-9") with { Gone = true }],
            Waiting = [Given.Task("task-c", TaskState.Waiting) with { AssignedTo = "worker-9" }],
        };

        var plan = RuleBook.Decide(briefing, Given.Now);

        Assert.Equal(
            ["resolve_blocker", "raise_blocker", "update_task", "update_agent", "update_task"],
            plan.Actions.Select(action => action.Tool));
    }
}
