using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>What only a person can judge: work that is late, files that were rejected, parts of Ora that do not work.</summary>
internal sealed class ForHumans : IRule
{
    private const int MaxRejected = 5;

    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        if (briefing.Degraded is { } degraded) plan.AskHuman($"Ora is degraded: {Quote.Text(degraded)}.");
        foreach (var task in briefing.Working.Concat(briefing.Waiting).Where(task => task.DueAt < now))
            plan.AskHuman($"{Quote.Id(task.TaskId)} {Quote.Text(task.Title, 80)} was due {Elapsed.Text(task.DueAt, now)} ago.");

        foreach (var file in briefing.Rejected.Take(MaxRejected))
        {
            plan.AskHuman(
                $"The file {Quote.Text(file.Name, 100)} was rejected: {Quote.Text(file.Rejection.Problem)}. "
                + "Correct it and put it into `inbox/` again.");
        }
    }
}
