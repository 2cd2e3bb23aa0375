using Ora.Core.Agents;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Review;

/// <summary>Everything that a review looks at, read once, so that the briefing and the question whether anything changed agree.</summary>
internal sealed record ReviewFacts
{
    public required DateTimeOffset Now { get; init; }

    public required QueueCounts Counts { get; init; }

    public required IReadOnlyList<AgentProfile> Agents { get; init; }

    /// <summary>The outbox, oldest first, at most <see cref="ReviewReader.UnreadScanned"/>.</summary>
    public required IReadOnlyList<Message> Unread { get; init; }

    /// <summary>All that are out, not only those that will be shown: who holds none must be known, and which stall.</summary>
    public required IReadOnlyList<TaskFacts> Working { get; init; }

    public required IReadOnlyList<TaskFacts> Waiting { get; init; }

    public required IReadOnlyList<TaskFacts> Failed { get; init; }

    /// <summary>Completed tasks that open blockers name.</summary>
    public required IReadOnlyList<TaskFacts> Awaited { get; init; }

    public required IReadOnlyList<RejectedFile> Rejected { get; init; }

    /// <summary>How many leases this review took back.</summary>
    public required int LeasesExpired { get; init; }

    public required StateFacts State { get; init; }

    public string? Degraded { get; init; }
}

/// <summary>A task in a review.</summary>
/// <param name="Entry">What the queue knows; it decides.</param>
/// <param name="Title">Its title.</param>
/// <param name="Row">What the tables add: progress and the last result; null when they do not answer.</param>
/// <param name="WaitsFor">The tasks it waits for.</param>
/// <param name="Retries">How often it was put back.</param>
/// <param name="LeaseExpired">Whether its last attempt ended without a result.</param>
internal sealed record TaskFacts(
    TaskEntry Entry, string Title, TaskRow? Row, IReadOnlyList<string> WaitsFor, int Retries, bool LeaseExpired)
{
    /// <summary>When it last got anywhere: a progress of an earlier attempt is not this one's.</summary>
    public DateTimeOffset? ProgressAt => Entry.State != TaskState.Working ? null
        : Row is { ProgressAt: { } moved } && Row.HeartbeatAttempt == Entry.Attempt ? moved
        : Entry.ClaimedAt;
}

/// <summary>What the tables say.</summary>
internal sealed record StateFacts
{
    /// <summary>What is known when the tables do not answer.</summary>
    public static StateFacts None { get; } = new();

    public IReadOnlyList<AgentRow> Agents { get; init; } = [];

    public IReadOnlyList<BlockerRow> OpenBlockers { get; init; } = [];

    public IReadOnlyList<BlockerRow> Answers { get; init; } = [];

    /// <summary>The tasks that are out.</summary>
    public IReadOnlyList<TaskRow> Working { get; init; } = [];

    /// <summary>The tasks that failed last.</summary>
    public IReadOnlyList<TaskRow> Failed { get; init; } = [];

    /// <summary>The tasks that were written last.</summary>
    public IReadOnlyList<TaskRow> NewestWaiting { get; init; } = [];

    /// <summary>The last summary of a Director.</summary>
    public DirectorSummary? LastSummary { get; init; }
}
