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
public sealed record Caller(ProjectName Project, AgentId Agent, AgentRole Role, IReadOnlyList<string> Capabilities);
