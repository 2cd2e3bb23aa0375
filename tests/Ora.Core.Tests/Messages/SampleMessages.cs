using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Core.Tests.Messages;

/// <summary>A complete message of each type.</summary>
internal static class SampleMessages
{
    public const string Project = "demo";

    public static readonly DateTimeOffset Time = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    public static IEnumerable<Message> All => MessageTypes.All.Select(Of);

    public static Message Of(string messageType) => (messageType switch
    {
        MessageTypes.NewTaskAssignment => (Message)new TaskAssignment
        {
            Priority = TaskPriority.High,
            IdempotencyKey = "cycle-1",
            Task = new TaskBody
            {
                Title = "Write it",
                Description = "All of it",
                Objective = "It exists",
                Context = JsonElement.Parse("""{"a":[1,{"b":null}]}"""),
                Phases = JsonElement.Parse("[1,2]"),
                SuccessCriteria = JsonElement.Parse("\"it works\""),
                DependsOn = ["task-b"],
                Requires = ["rust"],
                Paths = ["src/**"],
                MaxAttempts = 2,
                DueAt = Time,
            },
        },
        MessageTypes.Heartbeat => new Heartbeat { TaskId = "task-a", Attempt = 1, Status = "in_progress", Progress = new Progress(1, 2, 3), Note = "ok" },
        MessageTypes.TaskComplete => new TaskComplete
        {
            TaskId = "task-a",
            Attempt = 1,
            Outcome = TaskOutcome.Completed,
            Summary = "done",
            Artifacts = ["a.md"],
            Late = true,
            ClaimedAt = Time,
        },
        MessageTypes.BlockerAlert => new BlockerAlert
        {
            TaskId = "task-a",
            Attempt = 1,
            Description = "no key",
            Severity = BlockerSeverity.High,
            Needs = "a key",
            Kind = BlockerKind.Incident,
        },
        MessageTypes.BlockerResolved => new BlockerResolved { BlockerId = "msg-b", Answer = "here", ResolvedBy = "director" },
        MessageTypes.DecisionRecorded => new DecisionRecorded { Title = "Use X", Rationale = "cheap", Alternatives = ["Y"], Evidence = ["msg-b.0"] },
        MessageTypes.DirectorSummary => new DirectorSummary { Summary = "all well", ReviewId = "review-1", ReviewedAt = Time },
        MessageTypes.TaskUpdated => new TaskUpdated
        {
            TaskId = "task-a",
            Change = TaskChange.LeaseExpired,
            Priority = TaskPriority.Low,
            AssignedTo = "w1",
            MaxAttempts = 4,
            Attempt = 1,
            ClaimedBy = "w2",
            Reason = "silent",
        },
        MessageTypes.AgentUpdated => new AgentUpdated
        {
            Subject = "w1",
            Role = AgentRole.Agent,
            Status = AgentStatus.Active,
            Capabilities = ["rust"],
            MaxClaims = 2,
            Reason = "new",
        },
        MessageTypes.MemoryAdded => new MemoryAdded { Entries = [new MemoryEntry { Text = "a fact", Type = MemoryType.Note, Source = "readme" }] },
        MessageTypes.MemoryForgotten => new MemoryForgotten { Ids = ["msg-z.0"], Sources = ["docs/old.md"], Reason = "out of date" },
        _ => throw new ArgumentException(messageType),
    }) with
    {
        MessageId = IdOf(messageType),
        ProjectName = Project,
        AgentId = "w1",
        Timestamp = Time,
    };

    public static string IdOf(string messageType) => messageType == MessageTypes.NewTaskAssignment ? "task-a" : "msg-a";
}
