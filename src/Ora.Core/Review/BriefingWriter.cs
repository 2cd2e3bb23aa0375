using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Review;

/// <summary>Makes a briefing of what a review read, within <see cref="Limits.BriefingLength"/>.</summary>
internal sealed class BriefingWriter(ReviewFacts facts, ReviewClock clock)
{
    // Shares of Limits.BriefingLength. What a section leaves goes to the messages, which come last.
    private const int HeaderLength = 1_000;
    private const int BlockersShare = 10_000;
    private const int WorkingShare = 8_000;
    private const int FailedShare = 5_000;
    private const int AgentsShare = 5_000;
    private const int WaitingShare = 4_000;
    private const int AnswersShare = 3_000;
    private const int AwaitedShare = 2_000;
    private const int RejectedShare = 2_000;
    private const int SummaryLength = 300;
    private const int IdsShown = 20;

    /// <summary>Writes the briefing; <paramref name="unread"/> is the sorted outbox.</summary>
    public Briefing Write(string reviewId, ProjectName project, bool changed, UnreadMessages unread)
    {
        var budget = new BriefingBudget(Limits.BriefingLength - HeaderLength);
        var context = WireJson.Context;
        var blockers = budget.Take(
            facts.State.OpenBlockers.OrderByDescending(b => b.Severity).ThenBy(b => b.RaisedAt).Select(Cut), BlockersShare, context.BlockerRow);
        var working = budget.Take(
            facts.Working.Select(Brief).OrderByDescending(t => t.Stalled).ThenByDescending(t => t.Priority), WorkingShare, context.TaskBrief);
        var failed = budget.Take(facts.Failed.Select(Brief), FailedShare, context.TaskBrief);
        var agents = budget.Take(
            facts.Agents.Select(Brief).OrderBy(a => a.Status).ThenByDescending(a => a.Gone).ThenByDescending(a => a.Holding.Count),
            AgentsShare, context.AgentBrief);
        var waiting = budget.Take(facts.Waiting.Select(Brief), WaitingShare, context.TaskBrief);
        var answers = budget.Take(facts.State.Answers.Select(Cut), AnswersShare, context.BlockerRow);
        var awaited = budget.Take(facts.Awaited.Select(Brief), AwaitedShare, context.TaskBrief);
        var rejected = budget.Take(facts.Rejected.Select(Cut), RejectedShare, context.RejectedFile);
        var messages = budget.Take(
            unread.Shown.Take(Limits.BriefingMessages).Select(UnreadMessages.Brief), Limits.BriefingLength, context.MessageBrief);
        return new Briefing
        {
            ReviewId = reviewId,
            Project = project.Value,
            Timestamp = facts.Now,
            Changed = changed,
            Counts = facts.Counts,
            AgentCount = facts.Agents.Count,
            Agents = agents,
            Working = working,
            Waiting = waiting,
            Failed = failed,
            Blockers = blockers,
            Answers = answers,
            Awaited = awaited,
            Rejected = rejected,
            Messages = messages,
            MessagesCarriedOver = Math.Max(0, facts.Counts.Outbox - messages.Count - unread.Superseded.Count),
            Degraded = facts.Degraded,
        };
    }

    private TaskBrief Brief(TaskFacts task)
    {
        var entry = task.Entry;
        var isOut = entry.State == TaskState.Working;
        return new TaskBrief
        {
            TaskId = entry.Id.Value,
            Title = task.Title,
            State = entry.State,
            Priority = entry.Priority,
            AssignedTo = entry.AssignedTo,
            ClaimedBy = entry.ClaimedBy ?? task.Row?.ClaimedBy,
            Claim = isOut ? entry.Claim.ToString() : null,
            Attempt = entry.Attempt,
            MaxAttempts = entry.MaxAttempts,
            LeaseExpiresAt = isOut ? entry.LeaseExpiresAt : null,
            ProgressAt = task.ProgressAt,
            Stalled = isOut && clock.IsStalled(task, facts.Now),
            WaitsFor = [.. task.WaitsFor.Take(IdsShown)],
            Retries = task.Retries,
            LeaseExpired = task.LeaseExpired,
            DueAt = task.Row?.DueAt,
            Summary = task.Row?.Summary is { } summary ? TextCut.At(summary, SummaryLength, $"ora://task/{entry.Id}") : null,
        };
    }

    private AgentBrief Brief(AgentProfile agent)
    {
        var row = facts.State.Agents.FirstOrDefault(a => a.AgentId == agent.Id.Value);
        var holding = facts.Working.Where(task => task.Entry.ClaimedBy == agent.Id.Value).Select(task => task.Entry.Id.Value);
        return new AgentBrief(
            agent.Id.Value, agent.Role, agent.Status, [.. agent.Capabilities.Take(IdsShown)], [.. holding.Take(IdsShown)],
            row?.LastSeenAt ?? row?.RegisteredAt, clock.GoneAt(agent, facts) <= facts.Now);
    }

    private static BlockerRow Cut(BlockerRow row) => row with
    {
        Description = Cut(row.Description, row.BlockerId)!,
        Needs = Cut(row.Needs, row.BlockerId),
        Answer = Cut(row.Answer, row.BlockerId),
    };

    private static string? Cut(string? text, string blockerId) =>
        text is null ? null : TextCut.At(text, Limits.BriefingTextLength, $"ora://blocker/{blockerId}");

    private static RejectedFile Cut(RejectedFile file) => file with
    {
        Name = TextCut.At(file.Name, SummaryLength),
        Rejection = file.Rejection with { Problem = TextCut.At(file.Rejection.Problem, SummaryLength) },
    };
}
