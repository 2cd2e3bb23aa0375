using Ora.Core.Messages;
using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>An agent that holds nothing and has been silent for longer than the project allows is retired.</summary>
internal sealed class GoneAgents : IRule
{
    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        var retirements = briefing.Agents
            .Where(agent => agent is { Gone: true, Role: AgentRole.Agent, Status: AgentStatus.Active })
            .Select(agent => Retire(agent, now))
            .ToList();
        plan.Decide(
            "Retire agents that are gone", "They hold nothing and have been silent for longer than the project allows.", retirements);
    }

    private static PlannedAction Retire(AgentBrief agent, DateTimeOffset now)
    {
        var silent = Elapsed.Text(agent.LastSeenAt, now);
        return Act.Retire(
            agent.AgentId, $"Holds nothing and has been silent for {silent}.", $"retired {Quote.Id(agent.AgentId)}: silent for {silent}");
    }
}
