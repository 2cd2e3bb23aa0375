using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Messages;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Director;

/// <summary><c>update_agent</c></summary>
internal sealed class UpdateAgentTool(ToolConnection connection) : OraTool<UpdateAgentInput, UpdateAgentResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.UpdateAgent,
        "Update an agent",
        "Register an agent, change what it can do or may hold, or retire it. Retiring takes back the tasks that it holds.",
        InputSchema: Schema.Arguments(
            ["agentId"],
            ("agentId", Schema.Text(1, Limits.IdLength)),
            ("role", Schema.OneOf<AgentRole>()),
            ("capabilities", Schema.List(Schema.Text(1, Limits.IdLength), Limits.ListItems, "All of them.")),
            ("maxClaims", Schema.Number(1, Limits.MaxClaimsPerAgent, "How many tasks it may hold at a time.")),
            ("status", Schema.OneOf<AgentStatus>()),
            ("reason", Schema.Text(0, Limits.NoteLength))),
        OutputSchema: Schema.Result(
            ["agentId", "role", "status", "capabilities", "maxClaims", "tasksReleased"],
            ("agentId", Schema.Text()),
            ("role", Schema.OneOf<AgentRole>()),
            ("status", Schema.OneOf<AgentStatus>()),
            ("capabilities", Schema.List(Schema.Text())),
            ("maxClaims", Schema.Number()),
            ("tasksReleased", Schema.Number())),
        ToolEffect.Takes,
        IsIdempotent: true);

    /// <inheritdoc/>
    protected override JsonTypeInfo<UpdateAgentInput> InputType => WireJson.Context.UpdateAgentInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<UpdateAgentResult> ResultType => WireJson.Context.UpdateAgentResult;

    /// <inheritdoc/>
    protected override ValueTask<UpdateAgentResult> ExecuteAsync(OpenProject project, UpdateAgentInput input, CancellationToken cancellationToken) =>
        project.UpdateAgent.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
