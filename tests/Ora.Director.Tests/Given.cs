using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.State;

namespace Ora.Director.Tests;

/// <summary>Parts of briefings, each with the defaults of something that needs nothing.</summary>
internal static class Given
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static Briefing Briefing { get; } = new()
    {
        ReviewId = "msg-review1",
        Project = "demo",
        Timestamp = Now,
        Changed = true,
        Counts = new QueueCounts(0, 0, 0, 0, 0, 0, 0, 0, 0),
        Agents = [],
        AgentCount = 2,
        Working = [],
        Waiting = [],
        Failed = [],
        Blockers = [],
        Answers = [],
        Rejected = [],
        Messages = [],
        MessagesCarriedOver = 0,
    };

    public static TaskBrief Task(string id, TaskState state, TaskPriority priority = TaskPriority.Medium) => new()
    {
        TaskId = id,
        Title = "Title of " + id,
        State = state,
        Priority = priority,
        MaxAttempts = 3,
    };

    public static TaskBrief Working(string id, bool stalled) => Task(id, TaskState.Working) with
    {
        ClaimedBy = "worker-1",
        Claim = id + ".2",
        Attempt = 2,
        ProgressAt = Now.AddMinutes(-25),
        Stalled = stalled,
    };

    public static TaskBrief Failed(string id, string? summary) => Task(id, TaskState.Failed) with { Attempt = 3, Summary = summary };

    public static AgentBrief Agent(string id, params string[] holding) =>
        new(id, AgentRole.Agent, AgentStatus.Active, [], holding, Now.AddMinutes(-5), Gone: false);

    public static BlockerRow Blocker(string id, string description, string? task = "task-own") => new()
    {
        BlockerId = id,
        Kind = BlockerKind.Blocker,
        AgentId = "worker-1",
        TaskId = task,
        Attempt = 1,
        Description = description,
        Severity = BlockerSeverity.High,
        RaisedAt = Now.AddMinutes(-40),
    };

    public static BlockerRow Incident(string id, string task) =>
        Blocker(id, "It stands still.", task) with { Kind = BlockerKind.Incident, AgentId = "director" };

    public static BlockerRow Answered(this BlockerRow blocker, string answer) =>
        blocker with { Answer = answer, ResolvedAt = Now, ResolvedBy = "operator" };
}
