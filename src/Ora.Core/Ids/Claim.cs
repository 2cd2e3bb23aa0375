using System.Globalization;
using Ora.Core.Errors;

namespace Ora.Core.Ids;

/// <summary>
/// The fencing token of a task: the task and the number of the attempt, <c>task-k3f9x2.1</c>. A claim of an earlier attempt is
/// stale for ever, whoever presents it.
/// </summary>
/// <param name="Task">The claimed task.</param>
/// <param name="Attempt">The attempt, counted from 1.</param>
public readonly record struct Claim(TaskId Task, int Attempt)
{
    /// <summary>Reads a claim.</summary>
    /// <exception cref="OraException">It is not one; <paramref name="argument"/> is named.</exception>
    public static Claim Parse(string? value, string argument = "claim")
    {
        var dot = value?.LastIndexOf('.') ?? -1;
        if (dot > 0
            && TaskId.TryParse(value![..dot], out var task)
            && int.TryParse(value.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && attempt >= 1)
        {
            return new Claim(task, attempt);
        }

        throw new OraException(
            OraErrorCode.InvalidArgument,
            $"{argument} is not a claim.",
            "Give the claim exactly as get_task returned it, for example \"task-k3f9x2.1\"; call get_task to get it again.",
            argument);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Task.Value}.{Attempt}");
}
