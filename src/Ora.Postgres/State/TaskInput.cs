using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Postgres.State;

/// <summary>
/// What the queue says of a task, as columns of <c>tasks</c>. When it was claimed and until when is not among them: those are hints that
/// no file holds, so a rebuild could not bring them back.
/// </summary>
internal sealed record TaskInput
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

    public required IReadOnlyList<string> DependsOn { get; init; }

    public required IReadOnlyList<string> Requires { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The row of a task.</summary>
    public static TaskInput From(ProjectedTask task) => new()
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
        DependsOn = task.Entry.DependsOn,
        Requires = task.Entry.Requires,
        Paths = task.Entry.Paths,
        CreatedAt = Columns.Milliseconds(task.Message.Timestamp),
        DueAt = Columns.Milliseconds(task.Message.Task.DueAt),
    };
}
