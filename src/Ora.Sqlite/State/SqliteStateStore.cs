using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>
/// The embedded state store: the tables of <c>ora.db</c>. Every operation runs on the caller's thread: SQLite has no asynchronous reads.
/// </summary>
/// <param name="database">The project's database.</param>
/// <param name="writeLock">The project's write lock.</param>
/// <param name="settings">The project's settings, for the heartbeats that are due; null: the defaults.</param>
/// <remarks>
/// Every operation throws <see cref="IndexUnavailableException"/> when the file is missing, damaged or of another version; the queue
/// makes it anew and offers everything again.
/// </remarks>
public sealed class SqliteStateStore(OraDatabase database, IWriteLock writeLock, ProjectSettings? settings = null) : IStateStore
{
    private readonly ProjectSettings _settings = settings ?? new ProjectSettings();

    /// <inheritdoc/>
    public ValueTask ApplyAsync(ProjectionBatch batch, CancellationToken cancellationToken) => batch.Tasks.Count + batch.Messages.Count == 0
        ? ValueTask.CompletedTask
        : database.WriteAsync(writeLock, connection => StateProjection.Apply(connection, batch, _settings), cancellationToken);

    /// <inheritdoc/>
    public ValueTask ResetAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(writeLock, StateProjection.Clear, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskRow>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Tasks(connection, filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TaskRow?> TaskAsync(string taskId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Task(connection, taskId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AgentRow>> AgentsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(StateQueries.Agents, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Decisions(connection, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DecisionRow?> DecisionAsync(string decisionId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Decision(connection, decisionId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BlockerRow>> BlockersAsync(bool openOnly, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Blockers(connection, openOnly, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlockerRow?> BlockerAsync(string blockerId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Blocker(connection, blockerId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Messages(connection, filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MetricRow>> MetricsAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Metrics(connection, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ProjectionFailure>> FailuresAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.Failures(connection, limit), cancellationToken);

    /// <summary>Does nothing: the connection is the database's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
