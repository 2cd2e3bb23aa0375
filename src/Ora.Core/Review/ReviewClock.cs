using Ora.Core.Agents;
using Ora.Core.Messages;
using Ora.Core.Projects;

namespace Ora.Core.Review;

/// <summary>After which times things count as stalled or gone.</summary>
internal sealed class ReviewClock(ProjectSettings settings)
{
    /// <summary>How long a task may go without progress, and a blocker without an answer.</summary>
    public TimeSpan Stall { get; } = TimeSpan.FromSeconds(settings.StallSeconds);

    /// <summary>Whether heartbeats come but nothing has moved for too long.</summary>
    public bool IsStalled(TaskFacts task, DateTimeOffset now) => task.ProgressAt + Stall <= now;

    /// <summary>When an agent that holds nothing counts as gone, or null for one that cannot: retired, no worker, busy, never seen.</summary>
    public DateTimeOffset? GoneAt(AgentProfile agent, ReviewFacts facts)
    {
        if (agent is not { Role: AgentRole.Agent, Status: AgentStatus.Active }) return null;
        if (facts.Working.Any(task => task.Entry.ClaimedBy == agent.Id.Value)) return null;
        var row = facts.State.Agents.FirstOrDefault(a => a.AgentId == agent.Id.Value);
        return (row?.LastSeenAt ?? row?.RegisteredAt) + TimeSpan.FromSeconds(settings.AgentGoneSeconds);
    }
}
