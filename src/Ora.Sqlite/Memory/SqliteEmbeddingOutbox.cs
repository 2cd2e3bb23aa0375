using System.Globalization;
using Microsoft.Data.Sqlite;
using Ora.Core.Memory.Dense;
using Ora.Core.Queue;

namespace Ora.Sqlite.Memory;

/// <summary>
/// The embedding outbox, beside the passages in <c>ora.db</c>. Passages are numbered in the order of their arrival, so what waits is what
/// comes after a number; only removals need rows.
/// </summary>
/// <param name="database">The project's database.</param>
/// <param name="writeLock">The project's write lock.</param>
public sealed class SqliteEmbeddingOutbox(OraDatabase database, IWriteLock writeLock) : IEmbeddingOutbox
{
    private const int RemovalsPerBatch = 1_000;

    private const string Waiting = """
        p.passage >= (SELECT done FROM memory_dense)
        AND NOT EXISTS (SELECT 1 FROM memory_dense_known AS k WHERE k.id = p.id)
        """;

    /// <inheritdoc/>
    public async ValueTask<EmbeddingBatch> TakeAsync(int limit, bool isComplete, CancellationToken cancellationToken)
    {
        var batch = new EmbeddingBatch([], [], "");
        await WriteAsync(
            (connection, statements) =>
            {
                if (isComplete) RemoveWhatBelongsToNothing(statements);
                var rows = statements.Add($"SELECT p.passage, {PassageRow.Columns} FROM memory_passages AS p WHERE {Waiting} ORDER BY p.passage LIMIT $limit")
                    .List(row => (Passage: row.GetInt64(0), PassageRow.Read(row, first: 1).Record), ("$limit", limit));
                var removals = statements.Add("SELECT id FROM memory_dense_removals ORDER BY id LIMIT $limit").List(row => row.GetString(0), ("$limit", RemovalsPerBatch));
                var end = rows.Count == limit ? rows[^1].Passage + 1 : statements.Add("SELECT next_passage FROM memory_totals").Number()!.Value;
                var done = rows.Count == 0 ? end : 0; // All that comes before is known to be there.
                statements.Add("UPDATE memory_dense SET taken = max(taken, $end), done = max(done, $done)").Run(("$end", end), ("$done", done));
                batch = new EmbeddingBatch(rows.ConvertAll(row => row.Record), removals, string.Create(CultureInfo.InvariantCulture, $"{EraOf(connection, statements)} {end}"));
            },
            cancellationToken).ConfigureAwait(false);
        return batch;
    }

    /// <inheritdoc/>
    public ValueTask DoneAsync(EmbeddingBatch batch, long? writtenTo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return WriteAsync(
            (connection, statements) =>
            {
                // The passages may have been made anew meanwhile, with other numbers: then the batch is simply taken again.
                var (era, end) = batch.Mark.LastIndexOf(' ') is var at && at > 0 ? (batch.Mark[..at], batch.Mark[(at + 1)..]) : ("", "0");
                if (era != EraOf(connection, statements)) return;
                statements.Add("UPDATE memory_dense SET done = max(done, $end), written_to = coalesce($written, written_to), written_at = $now").Run(
                    ("$end", long.Parse(end, CultureInfo.InvariantCulture)), ("$written", writtenTo), ("$now", now.ToUnixTimeMilliseconds()));
                var remove = statements.Add("DELETE FROM memory_dense_removals WHERE id = $id");
                foreach (var id in batch.Removals) remove.Run(("$id", id));
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RefuseAsync(string id, string problem, CancellationToken cancellationToken) => WriteAsync(
        (_, statements) => statements.Add("INSERT OR REPLACE INTO memory_dense_refused (id, problem) VALUES ($id, $problem)").Run(("$id", id), ("$problem", problem)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask NoteKnownAsync(IReadOnlyList<string> ids, bool isLast, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync(
            (_, statements) =>
            {
                var note = statements.Add("INSERT OR IGNORE INTO memory_dense_known (id) VALUES ($id)");
                foreach (var id in ids) note.Run(("$id", id));
                if (isLast) statements.Add("UPDATE memory_dense SET listed = 1").Run();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RestartAsync(CancellationToken cancellationToken) => WriteAsync(
        (_, statements) =>
        {
            statements.Add("DELETE FROM memory_dense_removals").Run();
            statements.Add("DELETE FROM memory_dense_known").Run();
            statements.Add("DELETE FROM memory_dense_refused").Run();
            statements.Add("UPDATE memory_dense SET era = era + 1, done = 0, taken = 0, listed = 1, written_to = NULL, written_at = NULL").Run();
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<EmbeddingBacklog> BacklogAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            using var statements = new StatementSet(connection);
            return statements.Add($"""
                SELECT (SELECT count(*) FROM memory_passages AS p WHERE {Waiting}), (SELECT count(*) FROM memory_dense_removals),
                  (SELECT count(*) FROM memory_dense_refused AS r WHERE EXISTS (SELECT 1 FROM memory_passages AS p WHERE p.id = r.id)), listed, written_to, written_at
                FROM memory_dense
                """).List(row => new EmbeddingBacklog(
                    row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3) == 1, row.IsNull(4) ? null : row.GetInt64(4), row.TimeOrNull(5)))[0];
        },
        cancellationToken);

    // Vectors that were there before the passages were made anew, of what was forgotten in between. They are known by their ids alone.
    private static void RemoveWhatBelongsToNothing(StatementSet statements)
    {
        const string Caught = "(SELECT listed FROM memory_dense) = 1";
        statements.Add($"""
            INSERT OR IGNORE INTO memory_dense_removals (id)
            SELECT k.id FROM memory_dense_known AS k
            WHERE {Caught} AND NOT EXISTS (SELECT 1 FROM memory_passages AS p WHERE p.id = k.id)
            """).Run();
        statements.Add($"""
            DELETE FROM memory_dense_known
            WHERE {Caught} AND NOT EXISTS (SELECT 1 FROM memory_passages AS p WHERE p.id = memory_dense_known.id AND p.passage >= (SELECT done FROM memory_dense))
            """).Run();
    }

    private static string EraOf(SqliteConnection connection, StatementSet statements) => string.Create(
        CultureInfo.InvariantCulture, $"{OraDatabase.GenerationOf(connection)} {statements.Add("SELECT era FROM memory_dense").Number()}");

    private ValueTask WriteAsync(Action<SqliteConnection, StatementSet> write, CancellationToken cancellationToken) => database.WriteAsync(
        writeLock,
        connection =>
        {
            using var statements = new StatementSet(connection);
            write(connection, statements);
        },
        cancellationToken);
}
