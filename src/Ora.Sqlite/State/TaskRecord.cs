using System.Text.Json;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>tasks</c> with the types of its columns.</summary>
internal sealed record TaskRecord
{
    public required string TaskId { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public string? Objective { get; init; }

    public required string State { get; init; }

    public required string Priority { get; init; }

    public required string AssignedTo { get; init; }

    public string? ClaimedBy { get; init; }

    public int Attempt { get; init; }

    public int MaxAttempts { get; init; }

    public required string DependsOn { get; init; }

    public required string Requires { get; init; }

    public required string Paths { get; init; }

    public long? CreatedAt { get; init; }

    public long? DueAt { get; init; }

    public long? ClaimedAt { get; init; }

    public long? FinishedAt { get; init; }

    public string? Summary { get; init; }

    public string Artifacts { get; init; } = "[]";

    public long? LastHeartbeatAt { get; init; }

    public string? Progress { get; init; }

    public long? ProgressAt { get; init; }

    public int? HeartbeatAttempt { get; init; }

    /// <summary>
    /// What the queue says of a task. Its <see cref="TaskEntry.ClaimedAt"/> and <see cref="TaskEntry.LeaseExpiresAt"/> are hints that
    /// no file holds, so a rebuild could not bring them back: they are left out.
    /// </summary>
    public static TaskRecord From(ProjectedTask task) => new()
    {
        TaskId = task.Entry.Id.Value,
        Title = task.Message.Task.Title,
        Description = task.Message.Task.Description,
        Objective = task.Message.Task.Objective,
        State = WireEnum.Name(task.Entry.State),
        Priority = WireEnum.Name(task.Entry.Priority),
        AssignedTo = task.Entry.AssignedTo,
        ClaimedBy = task.Entry.ClaimedBy,
        Attempt = task.Entry.Attempt,
        MaxAttempts = task.Entry.MaxAttempts,
        DependsOn = Columns.JsonArray(task.Entry.DependsOn),
        Requires = Columns.JsonArray(task.Entry.Requires),
        Paths = Columns.JsonArray(task.Entry.Paths),
        CreatedAt = Columns.Milliseconds(task.Message.Timestamp),
        DueAt = Columns.Milliseconds(task.Message.Task.DueAt),
    };

    /// <summary>The row as callers see it.</summary>
    public TaskRow ToRow() => new()
    {
        TaskId = TaskId,
        Title = Title,
        Description = Description,
        Objective = Objective,
        State = WireEnum.Parse<TaskState>(State),
        Priority = WireEnum.Parse<TaskPriority>(Priority),
        AssignedTo = AssignedTo,
        ClaimedBy = ClaimedBy,
        Attempt = Attempt,
        MaxAttempts = MaxAttempts,
        DependsOn = Columns.Strings(DependsOn),
        Requires = Columns.Strings(Requires),
        Paths = Columns.Strings(Paths),
        CreatedAt = Columns.Time(CreatedAt),
        DueAt = Columns.Time(DueAt),
        ClaimedAt = Columns.Time(ClaimedAt),
        FinishedAt = Columns.Time(FinishedAt),
        Summary = Summary,
        Artifacts = Columns.Strings(Artifacts),
        LastHeartbeatAt = Columns.Time(LastHeartbeatAt),
        Progress = Progress is null ? null : JsonSerializer.Deserialize(Progress, StateJsonContext.Default.Progress),
        ProgressAt = Columns.Time(ProgressAt),
        HeartbeatAttempt = HeartbeatAttempt,
    };
}
