using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Tasks;

/// <summary>Whether a task may be given to an agent.</summary>
internal static class Assignee
{
    /// <summary>A warning when nobody has seen the agent yet, or null. It may connect later, so that is no error.</summary>
    /// <exception cref="OraException">The agent is retired: it would never be offered the task.</exception>
    public static async ValueTask<string?> CheckAsync(IAgentRegistry agents, AgentId agent, CancellationToken cancellationToken)
    {
        var profile = await agents.FindAsync(agent, cancellationToken);
        if (profile is null) return $"No agent \"{agent}\" is registered: the task waits until one connects under that id.";
        if (profile.Status == AgentStatus.Active) return null;
        throw new OraException(
            OraErrorCode.Conflict,
            $"Agent {agent} is retired and takes no tasks.",
            "Name another agent, or none to let any agent take it.",
            "agentId");
    }
}
