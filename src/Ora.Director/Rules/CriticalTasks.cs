using Ora.Core.Messages;
using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>What a critical task waits for is critical too; when that has failed, a person must look.</summary>
internal sealed class CriticalTasks : IRule
{
    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        var waiting = briefing.Waiting.ToDictionary(task => task.TaskId, StringComparer.Ordinal);
        var failed = briefing.Failed.ToDictionary(task => task.TaskId, StringComparer.Ordinal);
        var raises = new List<PlannedAction>();
        foreach (var (neededId, criticalId) in NeededByCritical(waiting))
        {
            if (waiting.TryGetValue(neededId, out var needed) && needed.Priority != TaskPriority.Critical)
                raises.Add(Raise(neededId, criticalId));
            else if (failed.TryGetValue(neededId, out var stuck) && FailedTasks.WhyRetry(stuck) is null)
                plan.AskHuman($"The critical task {Quote.Id(criticalId)} cannot start: it waits for {Quote.Id(neededId)}, which failed.");
        }

        plan.Decide("Make critical what critical tasks wait for", "A critical task starts no earlier than what it depends on.", raises);
    }

    /// <summary>Each task that a critical one waits for, directly or through others, with one that does.</summary>
    private static Dictionary<string, string> NeededByCritical(Dictionary<string, TaskBrief> waiting)
    {
        var neededBy = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Stack<(TaskBrief Task, string CriticalId)>(
            waiting.Values.Where(task => task.Priority == TaskPriority.Critical).Reverse().Select(task => (task, task.TaskId)));
        while (open.TryPop(out var next))
        {
            foreach (var neededId in next.Task.WaitsFor)
            {
                if (neededBy.TryAdd(neededId, next.CriticalId) && waiting.TryGetValue(neededId, out var needed))
                    open.Push((needed, next.CriticalId));
            }
        }

        return neededBy;
    }

    private static PlannedAction Raise(string neededId, string criticalId) => Act.MakeCritical(
        neededId,
        $"The critical task {criticalId} waits for it.",
        $"made {Quote.Id(neededId)} critical: {Quote.Id(criticalId)} waits for it",
        [neededId, criticalId]);
}
