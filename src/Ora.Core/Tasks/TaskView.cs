using System.Text.Json;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Tasks;

/// <summary>A task as the agent that holds it sees it.</summary>
public sealed record TaskView
{
    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>What the agent needs to know.</summary>
    public string? Description { get; init; }

    /// <summary>What is to be achieved.</summary>
    public string? Objective { get; init; }

    /// <summary>Free-form context.</summary>
    public JsonElement? Context { get; init; }

    /// <summary>Free-form phases.</summary>
    public JsonElement? Phases { get; init; }

    /// <summary>Free-form success criteria.</summary>
    public JsonElement? SuccessCriteria { get; init; }

    /// <summary>How urgent it is now.</summary>
    public required TaskPriority Priority { get; init; }

    /// <summary>Globs of the files it may edit; nobody else is given a task that overlaps them meanwhile.</summary>
    public IReadOnlyList<string>? Paths { get; init; }

    /// <summary>Tasks that were completed before it.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>This attempt, counted from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>How many attempts it gets.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>When it should be done, UTC.</summary>
    public DateTimeOffset? DueAt { get; init; }

    internal static TaskView Of(TaskEntry entry, TaskAssignment message) => new()
    {
        TaskId = entry.Id.Value,
        Title = message.Task.Title,
        Description = message.Task.Description,
        Objective = message.Task.Objective,
        Context = message.Task.Context,
        Phases = message.Task.Phases,
        SuccessCriteria = message.Task.SuccessCriteria,
        Priority = entry.Priority,
        Paths = message.Task.Paths,
        DependsOn = message.Task.DependsOn,
        Attempt = entry.Attempt,
        MaxAttempts = entry.MaxAttempts,
        DueAt = message.Task.DueAt,
    };
}
