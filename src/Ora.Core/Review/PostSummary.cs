using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Core.Queue;

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
public sealed class PostSummary(
    AgentSession session, ITaskQueue queue, ISummaryBoard board, ReviewLedger ledger, MessageFactory messages)
{
    /// <summary>Answers <c>post_summary</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the review is not known to this connection.</exception>
    public async ValueTask<PostSummaryResult> ExecuteAsync(Caller caller, PostSummaryInput input, CancellationToken cancellationToken)
    {
        caller.Require("post summaries", AgentRole.Director);
        var review = input.ReviewId is { } id ? Require(id) : null;
        var summary = messages.From(caller, new DirectorSummary
        {
            Summary = input.Summary,
            ReviewId = input.ReviewId,
            ReviewedAt = review?.MadeAt,
        });
        await session.EnterAsync(caller, cancellationToken);
        summary = await queue.PublishNewAsync(messages, summary, MessagePlace.Processed, cancellationToken);
        var postedTo = await board.PostAsync(summary, cancellationToken);
        if (review is not null)
        {
            await queue.MarkReadAsync(review.Messages, cancellationToken);
            ledger.Close(input.ReviewId!);
        }

        return new PostSummaryResult { MessageId = summary.MessageId, PostedTo = postedTo, MessagesRead = review?.Messages.Count ?? 0 };
    }

    private OpenReview Require(string reviewId) => ledger.TryGet(reviewId, out var review)
        ? review
        : throw new OraException(
            OraErrorCode.NotFound,
            $"Review \"{TextCut.At(reviewId, Limits.IdLength)}\" is not open on this connection.",
            "Call review_project again and give the reviewId that it returns, or leave reviewId out to mark nothing as read.",
            "reviewId");
}
