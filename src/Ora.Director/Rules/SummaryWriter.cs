using System.Globalization;
using System.Text;
using Ora.Core.Messages;
using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>
/// Writes a cycle's summary in Markdown, for a person in a hurry: what needs them first. Every section is bounded, and says how
/// much it left out.
/// </summary>
internal static class SummaryWriter
{
    private const int LinesPerSection = 12;

    /// <summary>Writes the summary.</summary>
    /// <param name="briefing">What was seen.</param>
    /// <param name="needsHuman">What only a person can do.</param>
    /// <param name="done">What the Director did, in order.</param>
    /// <param name="now">The time of the cycle.</param>
    public static string Write(Briefing briefing, IReadOnlyList<string> needsHuman, IReadOnlyList<string> done, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Project {Quote.Id(briefing.Project)}, {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC. ");
        text.Append(State(briefing)).Append('\n');
        Section(text, "Needs a human", needsHuman, "Nothing.");
        Section(text, "What the Director did", [.. done.Select(line => line + ".")], "Nothing: nothing had to be done.");
        Section(text, "Since the last review", News(briefing), "No results, failures or decisions.");
        Section(text, "Open blockers", [.. briefing.Blockers.Select(blocker => OpenBlockers.Line(blocker, now))], "None.");
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IReadOnlyList<string> lines, string whenEmpty)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {title}\n\n");
        foreach (var line in lines.Take(LinesPerSection)) text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
        if (lines.Count == 0) text.Append(CultureInfo.InvariantCulture, $"{whenEmpty}\n");
        if (lines.Count > LinesPerSection) text.Append(CultureInfo.InvariantCulture, $"- … and {lines.Count - LinesPerSection} more.\n");
    }

    private static List<string> News(Briefing briefing)
    {
        var lines = briefing.Messages.Where(IsNews).OrderBy(Rank).Select(Line).ToList();
        var left = briefing.MessagesCarriedOver;
        if (left > 0) lines.Add(string.Create(CultureInfo.InvariantCulture, $"{left} more messages wait for the next review."));
        return lines;
    }

    private static bool IsNews(MessageBrief message) =>
        message.MessageType is MessageTypes.TaskComplete or MessageTypes.TaskUpdated or MessageTypes.DecisionRecorded;

    private static int Rank(MessageBrief message) => message switch
    {
        { MessageType: MessageTypes.TaskUpdated } => 0,
        { MessageType: MessageTypes.TaskComplete, Detail: not "completed" } => 1,
        { MessageType: MessageTypes.DecisionRecorded } => 2,
        _ => 3,
    };

    private static string Line(MessageBrief message)
    {
        var who = message.AgentId.Length == 0 ? "" : $" by {Quote.Id(message.AgentId)}";
        var task = message.TaskId is { } id ? $" {Quote.Id(id)}" : "";
        var what = message.MessageType switch
        {
            MessageTypes.TaskComplete => $"Result{task}{who}, {Quote.Text(message.Detail)}",
            MessageTypes.TaskUpdated => $"Change{task}{who}, {Quote.Text(message.Detail)}",
            _ => $"Decision{who}",
        };
        return $"{what}: {Quote.Text(message.Text)}.";
    }

    private static string State(Briefing briefing)
    {
        var counts = briefing.Counts;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Tasks: {counts.Waiting} waiting ({counts.Blocked} of them for others), {counts.Working} in work, "
            + $"{counts.Completed} completed, {counts.Failed} failed, {counts.Cancelled} cancelled. "
            + $"Agents: {briefing.AgentCount}. Unread messages: {briefing.Messages.Count + briefing.MessagesCarriedOver}. "
            + $"Rejected files: {counts.Rejected}.");
    }
}
