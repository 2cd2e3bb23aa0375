using Npgsql;
using Ora.Core.Projects;
using Ora.Core.State;

namespace Ora.Postgres.State;

/// <summary>The state store in PostgreSQL: the tables of the project's schema.</summary>
/// <param name="database">The project's schema. The store closes it.</param>
/// <param name="settings">The project's settings, for the heartbeats that are due; null: the defaults.</param>
/// <remarks>Every operation throws <see cref="StateUnavailableException"/> when the server does not answer or refuses.</remarks>
public sealed class PostgresStateStore(PostgresDatabase database, ProjectSettings? settings = null) : IStateStore
{
    private readonly ProjectSettings _settings = settings ?? new ProjectSettings();

    /// <inheritdoc/>
    public StateUnavailableException? Unavailable => database.Unavailable;

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(ProjectionBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Tasks.Count + batch.Messages.Count == 0) return;
        try
        {
            await ApplyOnceAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (PostgresFailure.IsOfData(e))
        {
            await ApplyOneByOneAsync(batch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await database.WriteAsync(StateProjection.ClearAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StateUnavailableException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            await database.MakeAnewAsync(cancellationToken).ConfigureAwait(false); // Somebody dropped some of them.
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TaskRow>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.TasksAsync(connection, filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TaskRow?> TaskAsync(string taskId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.TaskAsync(connection, taskId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AgentRow>> AgentsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(StateQueries.AgentsAsync, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.DecisionsAsync(connection, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DecisionRow?> DecisionAsync(string decisionId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.DecisionAsync(connection, decisionId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<BlockerRow>> BlockersAsync(bool openOnly, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.BlockersAsync(connection, openOnly, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BlockerRow?> BlockerAsync(string blockerId, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.BlockerAsync(connection, blockerId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.MessagesAsync(connection, filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MetricRow>> MetricsAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.MetricsAsync(connection, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ProjectionFailure>> FailuresAsync(int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => StateQueries.FailuresAsync(connection, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private ValueTask ApplyOnceAsync(ProjectionBatch batch, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) => StateProjection.ApplyAsync(connection, transaction, batch, _settings, cancellationToken), cancellationToken);

    // Something in the batch is refused for ever. What it is shows when each goes alone, and the rest must not wait for it.
    private async ValueTask ApplyOneByOneAsync(ProjectionBatch batch, CancellationToken cancellationToken)
    {
        foreach (var task in batch.Tasks)
            await ApplyOrSetAsideAsync(new ProjectionBatch([], [task], []), task.Entry.Id.Value, cancellationToken).ConfigureAwait(false);
        foreach (var message in batch.Messages)
            await ApplyOrSetAsideAsync(new ProjectionBatch([], [], [message]), message.MessageId, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ApplyOrSetAsideAsync(ProjectionBatch one, string id, CancellationToken cancellationToken)
    {
        try
        {
            await ApplyOnceAsync(one, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (PostgresFailure.IsOfData(e))
        {
            var error = PostgresFailure.DataProblem(e);
            await database.WriteAsync(
                (connection, transaction) => StateProjection.SetAsideAsync(connection, transaction, id, error), cancellationToken).ConfigureAwait(false);
        }
    }
}
