using Ora.Core.Errors;

namespace Ora.Core.Ids;

/// <summary>The id of a task, <c>task-…</c>; it names the task's file.</summary>
public readonly record struct TaskId
{
    /// <summary>What every task id starts with.</summary>
    public const string Prefix = "task-";

    private TaskId(string value) => Value = value;

    /// <summary>The id.</summary>
    public string Value { get; }

    /// <summary>Reads a task id.</summary>
    /// <exception cref="OraException">It is not one; <paramref name="argument"/> is named.</exception>
    public static TaskId Parse(string? value, string argument = "taskId") =>
        new(IdRules.Require(value, argument, "the task id", Prefix));

    /// <summary>Reads a task id without throwing.</summary>
    public static bool TryParse(string? value, out TaskId id)
    {
        var valid = IdRules.Problem(value, Prefix) is null;
        id = valid ? new TaskId(value!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
