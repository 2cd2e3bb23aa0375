using Ora.Core.Agents;
using Ora.Core.Errors;

namespace Ora.Core.Review;

/// <summary>The arguments of <c>post_summary</c>.</summary>
public sealed record PostSummaryInput
{
    /// <summary>Markdown, 1 to <see cref="Limits.SummaryLength"/> characters.</summary>
    public required string Summary { get; init; }

    /// <summary>The review it closes: that review's messages count as read then.</summary>
    public string? ReviewId { get; init; }
}

/// <summary>The answer of <c>post_summary</c>.</summary>
public sealed record PostSummaryResult
{
    /// <summary>The summary's message.</summary>
    public required string MessageId { get; init; }

    /// <summary>Where people can read it.</summary>
    public required string PostedTo { get; init; }

    /// <summary>How many messages were marked as read.</summary>
    public required int MessagesRead { get; init; }
}

/// <summary>Publishes the Director's summary and closes its review.</summary>
public sealed class PostSummary
{
    /// <summary>Answers <c>post_summary</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the review is not known to this connection.</exception>
    public ValueTask<PostSummaryResult> ExecuteAsync(Caller caller, PostSummaryInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
