using Ora.Core.Memory;
using Ora.Core.Messages;

namespace Ora.Sqlite.Memory;

/// <summary>A row of <c>memory_passages</c> with the name of its session.</summary>
/// <param name="Record">The passage.</param>
/// <param name="Vector">Its hashed vector.</param>
internal sealed record PassageRow(MemoryRecord Record, byte[] Vector)
{
    /// <summary>The columns that <see cref="Read"/> reads, for a SELECT from <c>memory_passages AS p</c>.</summary>
    public const string Columns = """
        p.id, p.type, p.source, p.agent_id, p.author, p.task_id, p.title,
        (SELECT s.name FROM memory_sessions AS s WHERE s.session = p.session), p.ordinal, p.language, p.timestamp, p.text, p.vector
        """;

    /// <summary>Reads a row; its columns start at <paramref name="first"/>.</summary>
    public static PassageRow Read(Row row, int first = 0) => new(
        new MemoryRecord
        {
            Id = row.GetString(first),
            Type = row.Enumeration<MemoryType>(first + 1),
            Source = row.TextOrNull(first + 2),
            AgentId = row.GetString(first + 3),
            Author = row.TextOrNull(first + 4),
            TaskId = row.TextOrNull(first + 5),
            Title = row.TextOrNull(first + 6),
            Session = row.TextOrNull(first + 7),
            Ordinal = row.GetInt32(first + 8),
            Language = row.TextOrNull(first + 9),
            Timestamp = row.TimeOrNull(first + 10),
            Text = row.GetString(first + 11),
        },
        row.GetBytes(first + 12));
}
