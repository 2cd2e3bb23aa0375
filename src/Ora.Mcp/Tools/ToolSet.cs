using ModelContextProtocol.Server;
using Ora.Core.Messages;
using Ora.Mcp.Tools.Agent;
using Ora.Mcp.Tools.Director;

namespace Ora.Mcp.Tools;

/// <summary>
/// Which tools a role has. A connection is given the tools of its role and no others, so that one outside of it is not forbidden but
/// unknown.
/// </summary>
internal static class ToolSet
{
    /// <summary>The tools of the connection's role, in the order in which they are listed.</summary>
    public static IEnumerable<McpServerTool> For(ToolConnection connection) => connection.Caller.Role switch
    {
        AgentRole.Agent => AgentTools(connection),
        AgentRole.Director => AgentTools(connection).Concat(DirectorTools(connection)),
        AgentRole.Observer => [new QueryMemoryTool(connection), new ReviewProjectTool(connection)],
        _ => throw new ArgumentOutOfRangeException(nameof(connection), connection.Caller.Role, "Not a role."),
    };

    private static IEnumerable<McpServerTool> AgentTools(ToolConnection connection) =>
    [
        new GetTaskTool(connection),
        new PostHeartbeatTool(connection),
        new CompleteTaskTool(connection),
        new RaiseBlockerTool(connection),
        new QueryMemoryTool(connection),
        new RecordDecisionTool(connection),
        new RememberTool(connection),
    ];

    private static IEnumerable<McpServerTool> DirectorTools(ToolConnection connection) =>
    [
        new ReviewProjectTool(connection),
        new AssignTaskTool(connection),
        new UpdateTaskTool(connection),
        new ResolveBlockerTool(connection),
        new UpdateAgentTool(connection),
        new PostSummaryTool(connection),
    ];
}
