namespace FleetDemo.Agents;

/// <summary>The result of a finished task, as Ora keeps it.</summary>
internal sealed record TaskResult(string TaskId, string Summary, IReadOnlyList<string> Artifacts);

/// <summary>Reads what other agents have produced, from Ora's task resources.</summary>
internal static class ResultReader
{
    /// <summary>The results of some tasks and of all that they depend on.</summary>
    public static async Task<IReadOnlyList<TaskResult>> ReadAsync(
        OraConnection ora, IReadOnlyList<string> taskIds, CancellationToken cancellationToken)
    {
        var results = new List<TaskResult>();
        var pending = new Queue<string>(taskIds);
        while (pending.TryDequeue(out var taskId))
        {
            var task = (await ora.ReadAsync($"ora://task/{taskId}", cancellationToken)).GetProperty("task");
            results.Add(new TaskResult(taskId, task.GetProperty("summary").GetString()!, ClaimedWork.Strings(task, "artifacts")));
            foreach (var earlier in ClaimedWork.Strings(task, "dependsOn")) pending.Enqueue(earlier);
        }

        return results;
    }
}
