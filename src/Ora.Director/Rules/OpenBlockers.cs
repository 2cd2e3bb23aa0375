using System.Text;
using System.Text.RegularExpressions;
using Ora.Core.Messages;
using Ora.Core.Review;
using Ora.Core.State;

namespace Ora.Director.Rules;

/// <summary>
/// A blocker is answered when the answer is known: the same question was answered before, or it waits for a task that is done.
/// Every other one is for a person, and is listed as long as it is open.
/// </summary>
internal sealed partial class OpenBlockers : IRule
{
    /// <summary>How an answer starts that says why a blocker was closed, not what to do: it answers no other blocker.</summary>
    public const string ClosedPrefix = "Closed: ";

    /// <summary>A shorter question ("help", "what now?") means something else each time.</summary>
    private const int ShortestQuestion = 12;

    /// <inheritdoc/>
    public void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan)
    {
        var known = KnownAnswers(briefing.Answers);
        var completed = briefing.Awaited.ToDictionary(task => task.TaskId, StringComparer.Ordinal);
        var answers = new List<PlannedAction>();
        foreach (var blocker in briefing.Blockers.Where(b => b.Kind == BlockerKind.Blocker))
        {
            if (known.TryGetValue(Normalise(blocker.Description), out var earlier)) answers.Add(Repeat(blocker, earlier));
            else if (AwaitedBy(blocker, completed) is { } task) answers.Add(GoOn(blocker, task));
            else plan.AskHuman(Ask(blocker, now));
        }

        plan.Decide("Answer blockers whose answer is known", "The answer follows from what the project already knows.", answers);
    }

    /// <summary>The words of a question alone: case, spacing and punctuation do not make it another one.</summary>
    internal static string Normalise(string question)
    {
        var words = new StringBuilder(question.Length);
        var gap = false;
        foreach (var rune in question.EnumerateRunes())
        {
            if (!Rune.IsLetterOrDigit(rune))
            {
                gap = words.Length > 0;
                continue;
            }

            if (gap) words.Append(' ');
            gap = false;
            words.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return words.ToString();
    }

    private static Dictionary<string, BlockerRow> KnownAnswers(IReadOnlyList<BlockerRow> answered)
    {
        var known = new Dictionary<string, BlockerRow>(StringComparer.Ordinal);
        foreach (var row in answered) // Most recent first: the first one in wins.
        {
            var usable = row.Kind == BlockerKind.Blocker
                && !string.IsNullOrWhiteSpace(row.Answer)
                && !row.Answer.StartsWith(ClosedPrefix, StringComparison.Ordinal);
            var question = Normalise(row.Description);
            if (usable && question.Length >= ShortestQuestion) known.TryAdd(question, row);
        }

        return known;
    }

    /// <summary>The completed task that a blocker waits for: the only other task that it names.</summary>
    private static TaskBrief? AwaitedBy(BlockerRow blocker, Dictionary<string, TaskBrief> completed)
    {
        var named = TaskIds.Matches($"{blocker.Description} {blocker.Needs}")
            .Select(match => match.Value)
            .Where(id => id != blocker.TaskId)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return named is [var only] ? completed.GetValueOrDefault(only) : null;
    }

    private static PlannedAction Repeat(BlockerRow blocker, BlockerRow earlier) => Act.Resolve(
        blocker.BlockerId,
        earlier.Answer!,
        $"answered {Quote.Id(blocker.BlockerId)} from {Quote.Id(blocker.AgentId)} as {Quote.Id(earlier.BlockerId)} was: "
            + Quote.Text(earlier.Answer),
        [blocker.BlockerId, earlier.BlockerId]);

    private static PlannedAction GoOn(BlockerRow blocker, TaskBrief task) => Act.Resolve(
        blocker.BlockerId,
        $"{task.TaskId} is completed: go on. Its result: {Quote.Text(task.Summary)}",
        $"told {Quote.Id(blocker.AgentId)} that {Quote.Id(task.TaskId)} is completed ({Quote.Id(blocker.BlockerId)})",
        [blocker.BlockerId, task.TaskId]);

    /// <summary>An open blocker or incident in one line of Markdown.</summary>
    public static string Line(BlockerRow blocker, DateTimeOffset now)
    {
        var kind = WireEnum.Name(blocker.Kind);
        var about = blocker.TaskId is { } task ? $" about {Quote.Id(task)}" : "";
        return $"{WireEnum.Name(blocker.Severity)} {kind} {Quote.Id(blocker.BlockerId)} from {Quote.Id(blocker.AgentId)}{about}, "
            + $"open for {Elapsed.Text(blocker.RaisedAt, now)}: {Quote.Text(blocker.Description)}.";
    }

    private static string Ask(BlockerRow blocker, DateTimeOffset now) => string.IsNullOrWhiteSpace(blocker.Needs)
        ? Line(blocker, now)
        : $"{Line(blocker, now)} Needs: {Quote.Text(blocker.Needs)}.";

    [GeneratedRegex("task-[a-z0-9_-]{0,57}[a-z0-9]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TaskIds { get; }
}
