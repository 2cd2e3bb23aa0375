using Dapper;
using Microsoft.Data.Sqlite;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Sqlite.Memory;

/// <summary>The embedded exact tier of memory: full text in <c>ora.db</c>, ranked by bm25, words taken by their stems.</summary>
/// <param name="database">The project's database.</param>
/// <param name="writeLock">The project's write lock.</param>
/// <remarks>Every operation throws <see cref="IndexUnavailableException"/> when the file is missing, damaged or of another version.</remarks>
public sealed class SqliteMemoryIndex(OraDatabase database, IWriteLock writeLock) : IMemoryIndex
{
    private const string Insert = """
        INSERT OR IGNORE INTO memory_passages (id, type, source, agent_id, task_id, timestamp, text)
        VALUES (@Id, @Type, @Source, @AgentId, @TaskId, @Timestamp, @Text)
        """;

    private const string Select = """
        SELECT p.id, p.type, p.source, p.agent_id, p.task_id, p.timestamp, p.text, bm25(memory_words) AS rank
        FROM memory_words
        JOIN memory_passages AS p ON p.passage = memory_words.rowid
        WHERE memory_words MATCH @Match
          AND (@Types IS NULL OR p.type IN (SELECT value FROM json_each(@Types)))
          AND (@Since IS NULL OR p.timestamp >= @Since)
        ORDER BY rank, p.id
        LIMIT @TopK
        """;

    /// <inheritdoc/>
    public ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken) => records.Count == 0
        ? ValueTask.CompletedTask
        : database.WriteAsync(
            writeLock, connection => connection.Execute(Insert, records.Select(PassageRecord.From).ToList()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Search(connection, query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask ResetAsync(CancellationToken cancellationToken) => database.WriteAsync(
        writeLock,
        connection => connection.Execute("DELETE FROM memory_passages; INSERT INTO memory_words (memory_words) VALUES ('delete-all')"),
        cancellationToken);

    private static IReadOnlyList<MemoryHit> Search(SqliteConnection connection, MemoryQuery query)
    {
        if (MatchExpression.Of(query.Text) is not { } match) return [];
        PassageRecord[] rows =
        [
            .. connection.Query<PassageRecord>(Select, new
            {
                Match = match,
                Types = Columns.JsonOrNull([.. query.Types.Select(WireEnum.Name)]),
                Since = Columns.Milliseconds(query.Since),
                query.TopK,
            }),
        ];
        if (rows.Length == 0) return [];
        var best = rows[0].Rank;
        return [.. rows.Select(row => new MemoryHit(row.ToPassage(), best < 0 ? row.Rank / best : 1))];
    }
}
