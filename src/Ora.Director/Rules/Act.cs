using System.Text.Json;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Blockers;
using Ora.Core.Messages;
using Ora.Core.Tasks;
using Ora.Director.Server;

namespace Ora.Director.Rules;

/// <summary>The actions that rules take.</summary>
internal static class Act
{
    public static PlannedAction Retry(string taskId, string reason, string done, IReadOnlyList<string> evidence) =>
        Update(new UpdateTaskInput { TaskId = taskId, Retry = true, Reason = reason }, done, evidence);

    public static PlannedAction OfferToAny(string taskId, string reason, string done) =>
        Update(new UpdateTaskInput { TaskId = taskId, AgentId = "", Reason = reason }, done, [taskId]);

    public static PlannedAction MakeCritical(string taskId, string reason, string done, IReadOnlyList<string> evidence) =>
        Update(new UpdateTaskInput { TaskId = taskId, Priority = TaskPriority.Critical, Reason = reason }, done, evidence);

    public static PlannedAction OpenIncident(string claim, string description, BlockerSeverity severity, string needs, string done)
    {
        var input = new RaiseBlockerInput { Claim = claim, Description = description, Severity = severity, Needs = needs };
        return new(ToolNames.RaiseBlocker, JsonSerializer.SerializeToElement(input, WireJsonContext.Default.RaiseBlockerInput), done, []);
    }

    public static PlannedAction Resolve(string blockerId, string answer, string done, IReadOnlyList<string> evidence)
    {
        var input = new ResolveBlockerInput { BlockerId = blockerId, Answer = answer };
        var arguments = JsonSerializer.SerializeToElement(input, WireJsonContext.Default.ResolveBlockerInput);
        return new(ToolNames.ResolveBlocker, arguments, done, evidence);
    }

    public static PlannedAction Retire(string agentId, string reason, string done)
    {
        var input = new UpdateAgentInput { AgentId = agentId, Status = AgentStatus.Retired, Reason = reason };
        return new(ToolNames.UpdateAgent, JsonSerializer.SerializeToElement(input, WireJsonContext.Default.UpdateAgentInput), done, []);
    }

    private static PlannedAction Update(UpdateTaskInput input, string done, IReadOnlyList<string> evidence) =>
        new(ToolNames.UpdateTask, JsonSerializer.SerializeToElement(input, WireJsonContext.Default.UpdateTaskInput), done, evidence);
}
