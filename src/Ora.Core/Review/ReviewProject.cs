using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Review;

/// <summary>
/// Makes the briefing. For the Director it also keeps house: it takes expired leases back, and files heartbeats away that a later
/// one replaces, so that the outbox of an idle project does not grow. An observer's review changes nothing.
/// </summary>
public sealed class ReviewProject(
    AgentSession session, ITaskQueue queue, IAgentRegistry agents, Projector projector, ProjectSettings settings, ReviewLedger ledger,
    IdSource ids, TimeProvider timeProvider)
{
    private readonly ReviewClock _clock = new(settings);

    /// <summary>Answers <c>review_project</c>, which has no arguments.</summary>
    /// <exception cref="OraException">The caller's role may not review, or it is retired.</exception>
    public async ValueTask<Briefing> ExecuteAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.Require("review the project", AgentRole.Director, AgentRole.Observer);
        await session.EnterAsync(caller, cancellationToken);
        var steers = caller.Role == AgentRole.Director;
        var expired = steers ? await queue.ExpireLeasesAsync(cancellationToken) : 0;
        var reader = new ReviewReader(queue, agents, projector, timeProvider, caller.Project);
        var facts = await reader.ReadAsync(expired, cancellationToken);
        var unread = UnreadMessages.Of(facts.Unread);
        var reviewId = $"review-{ids.NewMessage().Value[MessageId.Prefix.Length..]}";
        var briefing = new BriefingWriter(facts, _clock).Write(reviewId, caller.Project, ChangeRule.HasChanged(facts, _clock), unread);
        if (!steers) return briefing;

        ledger.Add(reviewId, new OpenReview(facts.Now, [.. briefing.Messages.Select(message => MessageId.Parse(message.MessageId))]));
        if (unread.Superseded.Count > 0)
            await queue.MarkReadAsync([.. unread.Superseded.Select(beat => MessageId.Parse(beat.MessageId))], cancellationToken);
        return briefing;
    }
}
