using Ora.Core.Messages;

namespace Ora.Core.Review;

/// <summary>The outbox as a review shows it.</summary>
/// <param name="Shown">Most urgent first, oldest first among equals.</param>
/// <param name="Superseded">Heartbeats that a later one of the same agent and task replaces: the tables know all that they said.</param>
internal sealed record UnreadMessages(IReadOnlyList<Message> Shown, IReadOnlyList<Heartbeat> Superseded)
{
    /// <summary>Sorts an outbox that is in the order of its ids.</summary>
    public static UnreadMessages Of(IReadOnlyList<Message> outbox)
    {
        var latest = new Dictionary<(string Agent, string? Task), string>();
        foreach (var beat in outbox.OfType<Heartbeat>()) latest[(beat.AgentId, beat.TaskId)] = beat.MessageId;
        bool IsSuperseded(Message message) => message is Heartbeat beat && latest[(beat.AgentId, beat.TaskId)] != beat.MessageId;
        return new UnreadMessages(
            [.. outbox.Where(message => !IsSuperseded(message)).OrderBy(Rank)], // OrderBy is stable.
            [.. outbox.Where(IsSuperseded).Cast<Heartbeat>()]);
    }

    /// <summary>How a review shows a message.</summary>
    public static MessageBrief Brief(Message message) => new(
        message.MessageId,
        message.MessageType,
        message.AgentId,
        TaskOf(message),
        message.Timestamp,
        IsUrgent(message),
        TextCut.At(MessageText.Of(message), Limits.BriefingTextLength, $"ora://message/{message.MessageId}"),
        DetailOf(message));

    private static bool IsUrgent(Message message) =>
        message is BlockerAlert { Severity: BlockerSeverity.Critical } or TaskUpdated { Change: TaskChange.GivenUp };

    private static int Rank(Message message) => message switch
    {
        _ when IsUrgent(message) => 0,
        BlockerAlert => 1,
        TaskComplete { Outcome: TaskOutcome.Failed } or TaskComplete { Late: true } => 2,
        Heartbeat => 4,
        _ => 3,
    };

    private static string? TaskOf(Message message) => message switch
    {
        TaskComplete m => m.TaskId,
        BlockerAlert m => m.TaskId,
        Heartbeat m => m.TaskId,
        TaskUpdated m => m.TaskId,
        _ => null,
    };

    private static string? DetailOf(Message message) => message switch
    {
        TaskComplete { Late: true } => "late",
        TaskComplete m => WireEnum.Name(m.Outcome),
        TaskUpdated m => WireEnum.Name(m.Change),
        BlockerAlert m => WireEnum.Name(m.Severity),
        _ => null,
    };
}
