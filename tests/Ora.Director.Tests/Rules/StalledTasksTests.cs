using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class StalledTasksTests
{
    private static readonly StalledTasks Rule = new();

    [Fact]
    public void StalledTask_WithoutIncident_GetsOneUnderItsClaim()
    {
        var briefing = Given.Briefing with { Working = [Given.Working("task-a", stalled: true), Given.Working("task-b", stalled: false)] };

        Assert.Equal(["raise_blocker claim=task-a.2 severity=HIGH"], Decided.By(Rule, briefing).Calls);
    }

    [Fact]
    public void StalledTask_ThatIsCritical_GetsACriticalIncident()
    {
        var task = Given.Working("task-a", stalled: true) with { Priority = TaskPriority.Critical };

        Assert.Equal(["raise_blocker claim=task-a.2 severity=CRITICAL"], Decided.By(Rule, Given.Briefing with { Working = [task] }).Calls);
    }

    [Fact]
    public void StalledTask_WithIncident_IsTheHumansAndGetsNoOther()
    {
        var briefing = Given.Briefing with
        {
            Working = [Given.Working("task-a", stalled: true)],
            Blockers = [Given.Incident("msg-1", "task-a")],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Empty(decided.Calls);
        Assert.Contains("has not moved for 25 min", Assert.Single(decided.NeedsHuman), StringComparison.Ordinal);
    }

    [Fact]
    public void StalledTask_WithAnAgentsBlocker_GetsAnIncidentToo()
    {
        var briefing = Given.Briefing with
        {
            Working = [Given.Working("task-a", stalled: true)],
            Blockers = [Given.Blocker("msg-1", "Which database is it?", "task-a")],
        };

        Assert.Single(Decided.By(Rule, briefing).Calls);
    }

    [Theory]
    [InlineData(true, "there is progress again")]
    [InlineData(false, "nobody works on this attempt any more")]
    public void Incident_OfATaskThatDoesNotStall_IsClosed(bool working, string because)
    {
        var briefing = Given.Briefing with
        {
            Working = working ? [Given.Working("task-a", stalled: false)] : [],
            Blockers = [Given.Incident("msg-1", "task-a")],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Equal(["resolve_blocker blockerId=msg-1"], decided.Calls);
        Assert.Contains(because, decided.Steps[0].Actions[0].Done, StringComparison.Ordinal);
    }

    [Fact]
    public void Incident_WhoseTaskMayBeAmongTheStalledThatDidNotFit_StaysOpen()
    {
        var briefing = Given.Briefing with
        {
            Counts = new QueueCounts(0, 0, Working: 2, 0, 0, 0, 0, 0, 0),
            Working = [Given.Working("task-a", stalled: true)],
            Blockers = [Given.Incident("msg-1", "task-a"), Given.Incident("msg-2", "task-z")],
        };

        Assert.Empty(Decided.By(Rule, briefing).Calls);
    }

    [Fact]
    public void Incident_WhenTheListIsCutAfterTheStalled_IsClosed()
    {
        var briefing = Given.Briefing with
        {
            Counts = new QueueCounts(0, 0, Working: 9, 0, 0, 0, 0, 0, 0),
            Working = [Given.Working("task-a", stalled: true), Given.Working("task-b", stalled: false)],
            Blockers = [Given.Incident("msg-1", "task-a"), Given.Incident("msg-2", "task-z")],
        };

        Assert.Equal(["resolve_blocker blockerId=msg-2"], Decided.By(Rule, briefing).Calls);
    }
}
