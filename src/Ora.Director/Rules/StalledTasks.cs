using Ora.Core.Messages;
using Ora.Core.Review;
using Ora.Core.State;

namespace Ora.Director.Rules;

/// <summary>
/// A task whose heartbeats come without progress gets one incident, whatever the number of cycles; the incident is closed when
/// the task moves again or is no longer worked on.
/// </summary>
internal sealed class StalledTasks : IRule
{
    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        var incidents = briefing.Blockers.Where(b => b.Kind == BlockerKind.Incident && b.TaskId is not null).ToList();
        var known = incidents.Select(b => b.TaskId!).ToHashSet(StringComparer.Ordinal);
        var stalled = briefing.Working.Where(task => task.Stalled).ToDictionary(task => task.TaskId, StringComparer.Ordinal);
        foreach (var task in stalled.Values)
        {
            if (task.Claim is not null && known.Add(task.TaskId)) plan.Do(Open(task, now));
        }

        foreach (var incident in incidents)
        {
            if (stalled.TryGetValue(incident.TaskId!, out var task))
                plan.AskHuman(StillStalled(task, incident, now));
            else if (ListsAllStalled(briefing))
                plan.Do(Close(incident, briefing));
        }
    }

    private static PlannedAction Open(TaskBrief task, DateTimeOffset now)
    {
        var since = Elapsed.Text(task.ProgressAt, now);
        return Act.OpenIncident(
            task.Claim!,
            $"{task.TaskId} reports heartbeats, but nothing has moved for {since}.",
            task.Priority == TaskPriority.Critical ? BlockerSeverity.Critical : BlockerSeverity.High,
            $"{task.ClaimedBy} should report progress, raise a blocker or complete the task as failed; otherwise somebody must look at it.",
            $"opened an incident: {Quote.Id(task.TaskId)}, held by {Quote.Id(task.ClaimedBy ?? "")}, has not moved for {since}");
    }

    private static PlannedAction Close(BlockerRow incident, Briefing briefing)
    {
        var working = briefing.Working.Any(task => task.TaskId == incident.TaskId);
        var because = working ? "there is progress again" : "nobody works on this attempt any more";
        return Act.Resolve(
            incident.BlockerId,
            OpenBlockers.ClosedPrefix + because + ".",
            $"closed the incident about {Quote.Id(incident.TaskId!)}: {because}",
            [incident.BlockerId]);
    }

    private static string StillStalled(TaskBrief task, BlockerRow incident, DateTimeOffset now) =>
        $"{Quote.Id(task.TaskId)}, held by {Quote.Id(task.ClaimedBy ?? "")}, has not moved for {Elapsed.Text(task.ProgressAt, now)} "
        + $"(incident {Quote.Id(incident.BlockerId)}).";

    /// <summary>Stalled tasks are listed first, so that only a list that is cut among them leaves some out.</summary>
    private static bool ListsAllStalled(Briefing briefing) =>
        briefing.Working.Count >= briefing.Counts.Working || briefing.Working is [.., { Stalled: false }];
}
