using Ora.Core.Messages;
using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>
/// Nothing waits for an agent that will not take it: a task for an agent that is gone or retired becomes anybody's, and so does a
/// critical one for an agent that is busy while another is free.
/// </summary>
internal sealed class WaitingTasks : IRule
{
    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        var agents = briefing.Agents.ToDictionary(agent => agent.AgentId, StringComparer.Ordinal);
        var moves = new List<PlannedAction>();
        foreach (var task in briefing.Waiting)
        {
            if (agents.TryGetValue(task.AssignedTo, out var agent) && WhyNot(task, agent, briefing.Agents) is { } because)
                moves.Add(Reassign(task, because));
        }

        plan.Decide(
            "Offer tasks to any agent whose assignee will not take them",
            "A task waits only for an agent that is there and, when it is critical, free.",
            moves);
    }

    private static string? WhyNot(TaskBrief task, AgentBrief agent, IReadOnlyList<AgentBrief> agents)
    {
        if (agent.Status == AgentStatus.Retired) return "is retired";
        if (agent.Gone) return "is gone";
        var busy = task.Priority == TaskPriority.Critical && agent.Holding.Count > 0;
        return busy && agents.Any(IsFree) ? "is busy and the task is critical" : null;
    }

    private static bool IsFree(AgentBrief agent) =>
        agent is { Role: AgentRole.Agent, Status: AgentStatus.Active, Gone: false, Holding.Count: 0 };

    private static PlannedAction Reassign(TaskBrief task, string because) => Act.OfferToAny(
        task.TaskId,
        $"Offered to any agent: {task.AssignedTo} {because}.",
        $"offered {Quote.Id(task.TaskId)} to any agent: {Quote.Id(task.AssignedTo)} {because}");
}
