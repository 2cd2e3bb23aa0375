using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Ora.Core.Memory;
using Ora.Core.Memory.Analysis;
using Ora.Core.Memory.Ranking;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Sqlite.Memory;

/// <summary>The embedded memory, in <c>ora.db</c>: full text and hashed vectors, without a model. Its form is told in <c>MEMORY.md</c>.</summary>
/// <param name="database">The project's database.</param>
/// <param name="writeLock">The project's write lock.</param>
/// <param name="weights">The weights of the ranking; null: <see cref="RankingWeights.Default"/>.</param>
/// <remarks>Every operation throws <see cref="IndexUnavailableException"/> when the file is missing, damaged or of another version.</remarks>
public sealed class SqliteMemoryIndex(OraDatabase database, IWriteLock writeLock, RankingWeights? weights = null) : IMemoryIndex
{
    // Writers take turns; a long import must not keep the others waiting.
    private const int RecordsPerTransaction = 100;

    /// <inheritdoc/>
    public async ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records);
        foreach (var slice in records.Chunk(RecordsPerTransaction))
        {
            var analysed = Array.ConvertAll(slice, AnalysedPassage.Of);
            await WriteAsync(
                writer =>
                {
                    for (var i = 0; i < slice.Length; i++) writer.Add(slice[i], analysed[i]);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask ForgetAsync(IReadOnlyList<MemoryForgotten> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return messages.Count == 0 ? ValueTask.CompletedTask : WriteAsync(
            writer =>
            {
                foreach (var message in messages) writer.Forget(message);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: true); // All reads see the same passages.
            using var search = new MemorySearch(connection, weights ?? RankingWeights.Default);
            return search.Find(query);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string> VersionAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => string.Create(
            CultureInfo.InvariantCulture,
            $"{OraDatabase.GenerationOf(connection)} {connection.QuerySingle<long>("SELECT version FROM memory_totals")}"),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MemoryStats> StatsAsync(CancellationToken cancellationToken) => database.ReadAsync(Stats, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> KnownSourcesAsync(IReadOnlyCollection<string> sources, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => (IReadOnlyList<string>)[.. connection.Query<string>(
                "SELECT DISTINCT source FROM memory_passages WHERE source IN (SELECT value FROM json_each(@Sources)) ORDER BY source",
                new { Sources = Columns.JsonArray([.. sources]) })],
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask ResetAsync(CancellationToken cancellationToken) => database.WriteAsync(
        writeLock,
        connection => connection.Execute("""
            DELETE FROM memory_passages; DELETE FROM memory_sessions; DELETE FROM memory_authors; DELETE FROM memory_terms;
            DELETE FROM memory_postings; DELETE FROM memory_headers; DELETE FROM memory_forgotten;
            DELETE FROM memory_dense_known; DELETE FROM memory_dense_removals; DELETE FROM memory_dense_refused;
            UPDATE memory_totals SET next_passage = 0, passages = 0, context_length = 0, version = version + 1;
            UPDATE memory_dense SET era = era + 1, done = 0, taken = 0, listed = 0, written_to = NULL, written_at = NULL
            """),
        cancellationToken);

    private ValueTask WriteAsync(Action<MemoryWriter> write, CancellationToken cancellationToken) => database.WriteAsync(
        writeLock,
        connection =>
        {
            using var writer = new MemoryWriter(connection);
            write(writer);
            writer.Finish();
        },
        cancellationToken);

    private static MemoryStats Stats(SqliteConnection connection)
    {
        using var statements = new StatementSet(connection);
        var types = statements.Add("SELECT type, count(*) FROM memory_passages GROUP BY type ORDER BY type").List(row => (row.GetString(0), row.GetInt64(1)));
        return new MemoryStats
        {
            Passages = statements.Add("SELECT passages FROM memory_totals").Number() ?? 0,
            Types = types.ToDictionary(type => type.Item1, type => type.Item2, StringComparer.Ordinal),
            Sources = statements.Add("SELECT count(DISTINCT source) FROM memory_passages").Number() ?? 0,
            Terms = statements.Add("SELECT count(*) FROM memory_terms").Number() ?? 0,
            Newest = statements.Add("SELECT max(timestamp) FROM memory_passages").List(row => row.TimeOrNull(0))[0],
        };
    }
}
