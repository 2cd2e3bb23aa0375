using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Sqlite.Queue;

/// <summary>Where the messages are.</summary>
internal sealed class MessageTable(StatementSet statements)
{
    private const string Select = "SELECT id, message_type, place, addressee, task_id, applied_attempt FROM queue_messages";

    private readonly Statement _find = statements.Add($"{Select} WHERE id = $id");

    private readonly Statement _upsert = statements.Add("""
        INSERT INTO queue_messages (id, message_type, place, addressee, task_id, applied_attempt)
        VALUES ($id, $messageType, $place, $addressee, $taskId, $appliedAttempt)
        ON CONFLICT (id) DO UPDATE SET
          message_type = excluded.message_type, place = excluded.place, addressee = excluded.addressee,
          task_id = excluded.task_id, applied_attempt = excluded.applied_attempt
        """);

    private readonly Statement _delete = statements.Add("DELETE FROM queue_messages WHERE id = $id");

    private readonly Statement _inPlace = statements.Add($"{Select} WHERE place = $place AND id > $after ORDER BY id LIMIT $limit");

    private readonly Statement _inInboxOf = statements.Add($"""
        {Select} WHERE place = 'inbox' AND addressee = $addressee AND id > $after ORDER BY id LIMIT $limit
        """);

    private readonly Statement _result = statements.Add($"""
        {Select} WHERE task_id = $taskId AND applied_attempt = $appliedAttempt ORDER BY id LIMIT 1
        """);

    private readonly Statement _late = statements.Add($"""
        {Select} WHERE task_id = $taskId AND applied_attempt IS NULL ORDER BY id DESC LIMIT $limit
        """);

    public MessageEntry? Find(MessageId id) => _find.First(Read, ("$id", id.Value));

    public MessageEntry? FindResult(TaskId task, int attempt) =>
        _result.First(Read, ("$taskId", task.Value), ("$appliedAttempt", attempt));

    public List<MessageEntry> LateResults(TaskId task, int limit) => _late.List(Read, ("$taskId", task.Value), ("$limit", limit));

    public List<MessageEntry> InPlace(MessagePlace place, string after, int limit) =>
        _inPlace.List(Read, ("$place", WireEnum.Name(place)), ("$after", after), ("$limit", limit));

    public List<MessageEntry> InInboxOf(AgentId agent, string after, int limit) =>
        _inInboxOf.List(Read, ("$addressee", agent.Value), ("$after", after), ("$limit", limit));

    public void Upsert(MessageEntry message) => _upsert.Run(
        ("$id", message.Id.Value), ("$messageType", message.MessageType), ("$place", WireEnum.Name(message.Place)),
        ("$addressee", message.To), ("$taskId", message.TaskId), ("$appliedAttempt", message.AppliedAttempt));

    public void Remove(MessageId id) => _delete.Run(("$id", id.Value));

    private static MessageEntry Read(Row row) => new()
    {
        Id = MessageId.Parse(row.GetString(0)),
        MessageType = row.GetString(1),
        Place = row.Enumeration<MessagePlace>(2),
        To = row.TextOrNull(3),
        TaskId = row.TextOrNull(4),
        AppliedAttempt = row.NumberOrNull(5),
    };
}
