using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>remember</c></summary>
internal sealed class RememberTool(ToolConnection connection) : OraTool<RememberInput, RememberResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.Remember,
        "Remember",
        "Keep a fact that will save another agent time. No secrets: everybody on the project can read it.",
        InputSchema: Schema.Arguments(
            ["text", "type"],
            ("text", Schema.Text(1, Limits.MemoryTextLength)),
            ("type", Schema.OneOf(null, MemoryType.Decision)),
            ("source", Schema.Text(0, Limits.ListItemLength, "Where it is from: a file, a link, a person."))),
        OutputSchema: Schema.Result(["memoryId"], ("memoryId", Schema.Text())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<RememberInput> InputType => WireJson.Context.RememberInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<RememberResult> ResultType => WireJson.Context.RememberResult;

    /// <inheritdoc/>
    protected override ValueTask<RememberResult> ExecuteAsync(OpenProject project, RememberInput input, CancellationToken cancellationToken) =>
        project.Remember.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
