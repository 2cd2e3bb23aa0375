using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.State;
using Ora.Core.Tests.Messages;

namespace Ora.Core.Tests.Review;

/// <summary>What a review may find, to be varied. The last review was closed at <see cref="Reviewed"/>; now is 15 minutes later.</summary>
internal static class SampleFacts
{
    public static readonly DateTimeOffset Reviewed = SampleMessages.Time;

    public static readonly DateTimeOffset Now = Reviewed.AddMinutes(15);

    /// <summary>Stalled after 20 minutes, gone after a day.</summary>
    public static readonly ReviewClock Clock = new(new ProjectSettings());

    /// <summary>A project in which a worker works and nothing has happened since the last review.</summary>
    public static ReviewFacts Quiet() => new()
    {
        Now = Now,
        Counts = new QueueCounts(0, 0, 1, 0, 0, 0, 0, 0, 0),
        Agents = [new AgentProfile { Id = AgentId.Parse("w1") }, new AgentProfile { Id = AgentId.Parse("director"), Role = AgentRole.Director }],
        Unread = [],
        Working = [Working()],
        Waiting = [],
        Failed = [],
        Awaited = [],
        Rejected = [],
        LeasesExpired = 0,
        State = new StateFacts
        {
            LastSummary = (DirectorSummary)SampleMessages.Of(MessageTypes.DirectorSummary) with
            {
                ReviewedAt = Reviewed,
                Timestamp = Reviewed.AddMinutes(1),
            },
        },
    };

    public static TaskFacts Working(string id = "task-a", DateTimeOffset? progressAt = null, DateTimeOffset? dueAt = null) => new(
        new TaskEntry
        {
            Id = TaskId.Parse(id),
            State = TaskState.Working,
            Attempt = 1,
            ClaimedBy = "w1",
            ClaimedAt = Reviewed,
        },
        "Title",
        new TaskRow
        {
            TaskId = id,
            Title = "Title",
            State = TaskState.Working,
            Priority = TaskPriority.Medium,
            ProgressAt = progressAt ?? Reviewed,
            HeartbeatAttempt = 1,
            DueAt = dueAt,
        },
        WaitsFor: [],
        Retries: 0,
        LeaseExpired: false);

    public static Heartbeat Beat(string id, DateTimeOffset time, Progress? progress) => (Heartbeat)SampleMessages.Of(MessageTypes.Heartbeat) with
    {
        MessageId = id,
        Timestamp = time,
        Progress = progress,
    };

    public static BlockerRow Blocker(DateTimeOffset raisedAt, string description = "no key", BlockerSeverity severity = BlockerSeverity.High) => new()
    {
        BlockerId = "msg-b",
        Kind = BlockerKind.Blocker,
        AgentId = "w1",
        Description = description,
        Severity = severity,
        RaisedAt = raisedAt,
    };
}
