using System.Text.Json.Serialization.Metadata;
using Ora.Core;
using Ora.Core.Review;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools.Director;

/// <summary><c>post_summary</c></summary>
internal sealed class PostSummaryTool(ToolConnection connection) : OraTool<PostSummaryInput, PostSummaryResult>(connection, Definition)
{
    private static readonly ToolDefinition Definition = new(
        ToolNames.PostSummary,
        "Post the summary",
        "Publish your summary for people and close the review: its messages count as read.",
        InputSchema: Schema.Arguments(
            ["summary"],
            ("summary", Schema.Text(1, Limits.SummaryLength, "Markdown.")),
            ("reviewId", Schema.Text(1, Limits.IdLength, "From review_project. Leave out to mark nothing as read."))),
        OutputSchema: Schema.Result(
            ["messageId", "postedTo", "messagesRead"],
            ("messageId", Schema.Text()),
            ("postedTo", Schema.Text()),
            ("messagesRead", Schema.Number())),
        ToolEffect.Adds,
        IsIdempotent: false);

    /// <inheritdoc/>
    protected override JsonTypeInfo<PostSummaryInput> InputType => WireJson.Context.PostSummaryInput;

    /// <inheritdoc/>
    protected override JsonTypeInfo<PostSummaryResult> ResultType => WireJson.Context.PostSummaryResult;

    /// <inheritdoc/>
    protected override ValueTask<PostSummaryResult> ExecuteAsync(OpenProject project, PostSummaryInput input, CancellationToken cancellationToken) =>
        project.PostSummary.ExecuteAsync(Connection.Caller, input, cancellationToken);
}
