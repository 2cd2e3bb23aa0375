using Dapper;
using Npgsql;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.State;

namespace Ora.Postgres.State;

/// <summary>
/// Brings a batch of changes into the tables. Messages that are new are added to <c>messages</c>; then every row that they or the
/// tasks touch is made anew by <see cref="StateFolds"/> from all messages about it.
/// </summary>
internal static class StateProjection
{
    // Rows are folded from what others wrote, so two processes must not apply at once. Readers are not kept out.
    private const string Lock = "LOCK TABLE messages IN SHARE ROW EXCLUSIVE MODE";

    private const string UpsertTasks = """
        INSERT INTO tasks (
          task_id, title, description, objective, state, priority, assigned_to, claimed_by, attempt, max_attempts, depends_on, requires,
          paths, created_at, due_at)
        SELECT
          task_id, title, description, objective, state, priority, assigned_to, claimed_by, attempt, max_attempts, depends_on, requires,
          paths, created_at, due_at
        FROM json_to_recordset(@Rows::json) AS row (
          task_id text, title text, description text, objective text, state text, priority text, assigned_to text, claimed_by text,
          attempt integer, max_attempts integer, depends_on jsonb, requires jsonb, paths jsonb, created_at timestamptz, due_at timestamptz)
        ON CONFLICT (task_id) DO UPDATE SET
          title = excluded.title, description = excluded.description, objective = excluded.objective, state = excluded.state,
          priority = excluded.priority, assigned_to = excluded.assigned_to, claimed_by = excluded.claimed_by,
          attempt = excluded.attempt, max_attempts = excluded.max_attempts, depends_on = excluded.depends_on,
          requires = excluded.requires, paths = excluded.paths, created_at = excluded.created_at, due_at = excluded.due_at
        """;

    private const string InsertMessages = """
        INSERT INTO messages (
          message_id, message_type, agent_id, author, subject, task_id, attempt, late, claimed_at, progress, timestamp, payload, text)
        SELECT
          message_id, message_type, agent_id, author, subject, task_id, attempt, late, claimed_at, progress, timestamp, payload::jsonb, text
        FROM json_to_recordset(@Rows::json) AS row (
          message_id text, message_type text, agent_id text, author text, subject text, task_id text, attempt integer, late boolean,
          claimed_at timestamptz, progress text, timestamp timestamptz, payload text, text text)
        ON CONFLICT (message_id) DO NOTHING
        RETURNING message_id
        """;

    private const string AddToMetrics = """
        INSERT INTO performance_metrics AS known (
          day, agent_id, tasks_completed, tasks_failed, late_results, attempts, leases_expired, blockers_raised, heartbeats,
          heartbeats_missed, decisions, work_milliseconds)
        SELECT
          day, agent_id, tasks_completed, tasks_failed, late_results, attempts, leases_expired, blockers_raised, heartbeats,
          heartbeats_missed, decisions, work_milliseconds
        FROM json_to_recordset(@Rows::json) AS row (
          day date, agent_id text, tasks_completed bigint, tasks_failed bigint, late_results bigint, attempts bigint,
          leases_expired bigint, blockers_raised bigint, heartbeats bigint, heartbeats_missed bigint, decisions bigint,
          work_milliseconds bigint)
        ON CONFLICT (day, agent_id) DO UPDATE SET
          tasks_completed = known.tasks_completed + excluded.tasks_completed, tasks_failed = known.tasks_failed + excluded.tasks_failed,
          late_results = known.late_results + excluded.late_results, attempts = known.attempts + excluded.attempts,
          leases_expired = known.leases_expired + excluded.leases_expired,
          blockers_raised = known.blockers_raised + excluded.blockers_raised, heartbeats = known.heartbeats + excluded.heartbeats,
          heartbeats_missed = known.heartbeats_missed + excluded.heartbeats_missed, decisions = known.decisions + excluded.decisions,
          work_milliseconds = known.work_milliseconds + excluded.work_milliseconds
        """;

    private const string AddToAttempts = """
        INSERT INTO attempts AS known (task_id, attempt, heartbeats)
        SELECT task_id, attempt, heartbeats FROM json_to_recordset(@Rows::json) AS row (task_id text, attempt integer, heartbeats bigint)
        ON CONFLICT (task_id, attempt) DO UPDATE SET heartbeats = known.heartbeats + excluded.heartbeats
        """;

    private const string ForgetFailures = "DELETE FROM projection_failures WHERE id = ANY (ARRAY(SELECT json_array_elements_text(@Ids::json)))";

    private const string InsertFailure = """
        INSERT INTO projection_failures (id, error) VALUES (@Id, @Error)
        ON CONFLICT (id) DO UPDATE SET error = excluded.error, failed_at = excluded.failed_at
        """;

    /// <summary>Applies a batch.</summary>
    public static async Task ApplyAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ProjectionBatch batch, ProjectSettings settings, CancellationToken cancellationToken)
    {
        var session = new Session(connection, transaction, cancellationToken);
        await session.RunAsync(Lock).ConfigureAwait(false);
        var messages = await AddMessagesAsync(session, batch.Messages, settings).ConfigureAwait(false);
        string[] tasks = [.. batch.Tasks.Select(task => task.Entry.Id.Value)];
        if (tasks.Length > 0)
            await session.RunAsync(UpsertTasks, JsonRows.Of([.. batch.Tasks.Select(TaskInput.From)], StateJsonContext.Default.ListTaskInput)).ConfigureAwait(false);
        await FoldAttemptsAsync(session, settings, [.. tasks.Union(TasksOf(messages, MessageTypes.Heartbeat)).Union(TasksOf(messages, MessageTypes.TaskComplete))]).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.Results, tasks.Concat(TasksOf(messages, MessageTypes.TaskComplete))).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.Heartbeats, tasks.Concat(TasksOf(messages, MessageTypes.Heartbeat))).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.Agents, messages.Select(m => m.Author).Concat(SubjectsOf(messages, MessageTypes.AgentUpdated))).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.Blockers, IdsOf(messages, MessageTypes.BlockerAlert).Concat(SubjectsOf(messages, MessageTypes.BlockerResolved))).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.Decisions, IdsOf(messages, MessageTypes.DecisionRecorded)).ConfigureAwait(false);
        await session.FoldAsync(ForgetFailures, tasks.Concat(batch.Messages.Select(m => m.MessageId))).ConfigureAwait(false);
    }

    /// <summary>Notes what could not be applied.</summary>
    public static Task SetAsideAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string id, string error) =>
        connection.ExecuteAsync(InsertFailure, new { Id = id, Error = error }, transaction, commandTimeout: connection.CommandTimeout);

    /// <summary>Drops all rows.</summary>
    public static Task ClearAsync(NpgsqlConnection connection, NpgsqlTransaction transaction) => connection.ExecuteAsync(
        "TRUNCATE messages, tasks, agents, director_decisions, blockers, attempts, performance_metrics, projection_failures", param: null, transaction, commandTimeout: connection.CommandTimeout);

    private static async Task<List<MessageInput>> AddMessagesAsync(Session session, IReadOnlyList<Message> messages, ProjectSettings settings)
    {
        if (messages.Count == 0) return [];
        List<Message> once = [.. messages.DistinctBy(m => m.MessageId)];
        var rows = once.ConvertAll(MessageInput.From);
        var added = await session.ReturningAsync(InsertMessages, JsonRows.Of(rows, StateJsonContext.Default.ListMessageInput)).ConfigureAwait(false);
        once.RemoveAll(m => !added.Contains(m.MessageId));
        var metrics = MetricChange.Of(once, settings);
        if (metrics.Count > 0) await session.RunAsync(AddToMetrics, JsonRows.Of(metrics, StateJsonContext.Default.IReadOnlyListMetricChange)).ConfigureAwait(false);
        var attempts = AttemptChange.Of(once);
        if (attempts.Count > 0) await session.RunAsync(AddToAttempts, JsonRows.Of(attempts, StateJsonContext.Default.IReadOnlyListAttemptChange)).ConfigureAwait(false);
        return rows.FindAll(row => added.Contains(row.MessageId));
    }

    // What the attempts have added so far is taken out of the metrics, made anew, and added again.
    private static async Task FoldAttemptsAsync(Session session, ProjectSettings settings, string[] tasks)
    {
        await session.FoldAsync(StateFolds.AttemptsOutOfMetrics, tasks).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.Attempts, tasks, settings.HeartbeatSeconds).ConfigureAwait(false);
        await session.FoldAsync(StateFolds.AttemptsIntoMetrics, tasks).ConfigureAwait(false);
    }

    private static IEnumerable<string> IdsOf(List<MessageInput> rows, string type) =>
        rows.Where(r => r.MessageType == type).Select(r => r.MessageId);

    private static IEnumerable<string> TasksOf(List<MessageInput> rows, string type) =>
        rows.Where(r => r.MessageType == type).Select(r => r.TaskId).OfType<string>();

    private static IEnumerable<string> SubjectsOf(List<MessageInput> rows, string type) =>
        rows.Where(r => r.MessageType == type).Select(r => r.Subject).OfType<string>();

    /// <summary>One transaction. It can be given up between two statements: a statement itself takes no token, only a time-out.</summary>
    private sealed class Session(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        public Task<int> RunAsync(string sql)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return connection.ExecuteAsync(sql, param: null, transaction, commandTimeout: connection.CommandTimeout);
        }

        public Task<int> RunAsync(string sql, string rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return connection.ExecuteAsync(sql, new { Rows = rows }, transaction, commandTimeout: connection.CommandTimeout);
        }

        public async Task<HashSet<string>> ReturningAsync(string sql, string rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (await connection.QueryAsync<string>(sql, new { Rows = rows }, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        }

        public async Task FoldAsync(string sql, IEnumerable<string> touched, int heartbeatSeconds = 0)
        {
            string[] ids = [.. touched.Distinct(StringComparer.Ordinal)];
            if (ids.Length == 0) return;
            cancellationToken.ThrowIfCancellationRequested();
            var json = JsonRows.Of(ids, MessageJsonContext.Default.IReadOnlyListString);
            await connection.ExecuteAsync(sql, new { Ids = json, HeartbeatSeconds = heartbeatSeconds }, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        }
    }
}
