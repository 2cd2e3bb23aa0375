using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Agents;

/// <summary>
/// Who calls. It is made from the connection alone (launch flags on stdio), so no tool argument can reach another project or
/// speak for another agent.
/// </summary>
/// <param name="Project">The project.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Capabilities">What the connection says the agent can do; it is taken when the agent registers itself.</param>
public sealed record Caller(ProjectName Project, AgentId Agent, AgentRole Role, IReadOnlyList<string> Capabilities)
{
    /// <summary>
    /// The name that the command line acts under: the person at the keyboard. It is no agent: it is never registered, holds no
    /// task and has no inbox, and no connection may take it.
    /// </summary>
    public static AgentId OperatorId { get; } = AgentId.Parse("operator");

    /// <summary>The caller behind the command line. It may do all that the Director may.</summary>
    public static Caller Operator(ProjectName project) => new(project, OperatorId, AgentRole.Director, []);

    /// <summary>Refuses callers whose role does not allow <paramref name="action"/>.</summary>
    /// <exception cref="OraException">The role is not one of <paramref name="roles"/>.</exception>
    internal void Require(string action, params ReadOnlySpan<AgentRole> roles)
    {
        if (roles.Contains(Role)) return;
        throw new OraException(
            OraErrorCode.Forbidden,
            $"The role \"{WireEnum.Name(Role)}\" may not {action}.",
            "Leave it to the Director or a person.");
    }
}
