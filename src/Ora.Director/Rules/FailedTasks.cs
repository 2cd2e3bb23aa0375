using System.Text.RegularExpressions;
using Ora.Core.Messages;
using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>
/// A task that is out of attempts is put back once, if its last holder died or its failure looks like one that passes. All other
/// failures, and the second one, are for a person.
/// </summary>
internal sealed partial class FailedTasks : IRule
{
    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        var retries = new List<PlannedAction>();
        foreach (var task in briefing.Failed)
        {
            if (WhyRetry(task) is { } because) retries.Add(Retry(task, because, briefing));
            else plan.AskHuman(Explain(task));
        }

        plan.Decide(
            "Retry tasks whose failure looks temporary",
            "They were out of attempts, but their last holder died or met a failure that passes, and none of them was retried before.",
            retries);
    }

    /// <summary>Why the task deserves another try, or null when it does not.</summary>
    internal static string? WhyRetry(TaskBrief task)
    {
        if (task.Retries > 0) return null;
        if (task.LeaseExpired) return "its last holder was gone before it gave a result";
        return Temporary.IsMatch(task.Summary ?? "") ? "its last failure looks temporary" : null;
    }

    private static PlannedAction Retry(TaskBrief task, string because, Briefing briefing)
    {
        var evidence = briefing.Messages
            .Where(m => m.TaskId == task.TaskId && m.MessageType is MessageTypes.TaskComplete or MessageTypes.TaskUpdated)
            .Select(m => m.MessageId)
            .Prepend(task.TaskId);
        var done = $"put {Quote.Id(task.TaskId)} back into the queue: {because}";
        return Act.Retry(task.TaskId, $"Retried once by the Director: {because}.", done, [.. evidence]);
    }

    private static string Explain(TaskBrief task)
    {
        var again = task.Retries > 0 ? ", also after it was retried" : "";
        var why = task.LeaseExpired ? "nobody gave a result" : Quote.Text(task.Summary);
        return $"{Quote.Id(task.TaskId)} {Quote.Text(task.Title, 80)} failed{again} (attempt {task.Attempt} of {task.MaxAttempts}): {why}. "
            + $"Retry it (`ora task retry {task.TaskId}`), change it or cancel it.";
    }

    [GeneratedRegex(
        @"\b(time[ds]?[ -]?out|temporar(y|ily)|try again|rate[ -]limit(ed)?|too many requests|overloaded|unavailable|unreachable"
            + @"|connection (was )?(reset|refused|closed|lost|aborted)|broken pipe|network (error|is down)|deadlock|database is locked"
            + @"|(http|status|error)( code)? (429|50[234]))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Temporary { get; }
}
