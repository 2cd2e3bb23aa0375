using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Agent;

/// <summary><c>query_memory</c></summary>
internal sealed class QueryMemoryTool(ToolConnection connection) : OraTool<QueryMemoryInput, QueryMemoryResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.QueryMemory,
        "Query memory",
        "Search what the project knows: results, decisions, answers, notes, documents. Ask before you start and before you decide.",
        InputSchema: Schema.Arguments(
            ["query"],
            ("query", Schema.Text(1, Limits.QueryLength)),
            ("topK", Schema.Number(1, Limits.TopK, $"Default {Limits.TopKDefault}.")),
            ("types", Schema.List(Schema.OneOf<MemoryType>(), WireEnum.Names<MemoryType>().Count)),
            ("since", Schema.Time()),
            ("maxTokens", Schema.Number(1, Limits.QueryTokens, $"Most text to return. Default {Limits.QueryTokensDefault}."))),
        OutputSchema: Schema.Result(
            ["results", "notice"],
            ("results", Schema.List(Schema.Part(
                ("id", Schema.Text()),
                ("text", Schema.Text()),
                ("type", Schema.Text()),
                ("source", Schema.Text()),
                ("agentId", Schema.Text()),
                ("timestamp", Schema.Text()),
                ("score", Schema.Fraction()),
                ("title", Schema.Text()),
                ("author", Schema.Text())))),
            ("notice", Schema.Text()),
            ("degraded", Schema.Text())),
        ToolEffect.Reads,
        IsIdempotent: true);

    /// <inheritdoc/>
    protected override JsonTypeInfo<QueryMemoryInput> InputType => WireJson.Context.QueryMemoryInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<QueryMemoryResult> ResultType => WireJson.Context.QueryMemoryResult;

    /// <inheritdoc/>
    protected override ValueTask<QueryMemoryResult> ExecuteAsync(OpenProject project, QueryMemoryInput input, CancellationToken cancellationToken) =>
        project.QueryMemory.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
