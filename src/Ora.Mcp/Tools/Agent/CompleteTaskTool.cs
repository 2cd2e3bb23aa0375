using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Tasks;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>complete_task</c></summary>
internal sealed class CompleteTaskTool(ToolConnection connection) : OraTool<CompleteTaskInput, CompleteTaskResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.CompleteTask,
        "Complete a task",
        "Report the result of your attempt. Safe to repeat. late means that the claim was lost: the result is kept, not applied.",
        InputSchema: Schema.Arguments(
            ["claim", "outcome", "summary"],
            ("claim", Schema.Text(1, ToolLimits.ClaimLength, "From get_task.")),
            ("outcome", Schema.OneOf<TaskOutcome>()),
            ("summary", Schema.Text(1, Limits.SummaryLength, "What was done and checked, or why it failed.")),
            ("artifacts", Schema.List(Schema.Text(1, Limits.ListItemLength), Limits.ListItems, "Files, commits, links."))),
        OutputSchema: Schema.Result(["result", "next"], ("result", Schema.OneOf<CompletionResult>()), ("next", Schema.Text())),
        ToolEffect.Adds,
        IsIdempotent: true);

    /// <inheritdoc/>
    protected override JsonTypeInfo<CompleteTaskInput> InputType => WireJson.Context.CompleteTaskInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<CompleteTaskResult> ResultType => WireJson.Context.CompleteTaskResult;

    /// <inheritdoc/>
    protected override ValueTask<CompleteTaskResult> ExecuteAsync(OpenProject project, CompleteTaskInput input, CancellationToken cancellationToken) =>
        project.CompleteTask.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
