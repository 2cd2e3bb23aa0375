using Ora.Core.Queue;

namespace Ora.Files.Tests.Model;

/// <summary>What can be seen of a queue after a command, as text: the answer, every task and the counts.</summary>
internal static class Observation
{
    public static string Of(string answer, IEnumerable<TaskEntry> tasks, QueueCounts counts) =>
        string.Join('\n', tasks.OrderBy(task => task.Id.Value, StringComparer.Ordinal).Select(Line).Prepend(answer).Append(counts.ToString()));

    private static string Line(TaskEntry task)
    {
        var by = task.State == TaskState.Working ? task.ClaimedBy : null;
        return $"{task.Id} {task.State} {task.Attempt}/{task.MaxAttempts} {task.Priority} for \"{task.AssignedTo}\" by \"{by}\", {task.UnmetDependencies} unmet";
    }
}
