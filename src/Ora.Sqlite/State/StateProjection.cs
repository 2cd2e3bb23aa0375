using Dapper;
using Microsoft.Data.Sqlite;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>
/// Brings a batch of changes into the tables. Messages that are new are added to <c>messages</c>; then every row that they or the
/// tasks touch is made anew by <see cref="StateFolds"/> from all messages about it.
/// </summary>
internal static class StateProjection
{
    private const string UpsertTask = """
        INSERT INTO tasks (
          task_id, title, description, objective, state, priority, assigned_to, claimed_by, attempt, max_attempts, depends_on, requires,
          paths, created_at, due_at)
        VALUES (
          @TaskId, @Title, @Description, @Objective, @State, @Priority, @AssignedTo, @ClaimedBy, @Attempt, @MaxAttempts, @DependsOn,
          @Requires, @Paths, @CreatedAt, @DueAt)
        ON CONFLICT (task_id) DO UPDATE SET
          title = excluded.title, description = excluded.description, objective = excluded.objective, state = excluded.state,
          priority = excluded.priority, assigned_to = excluded.assigned_to, claimed_by = excluded.claimed_by,
          attempt = excluded.attempt, max_attempts = excluded.max_attempts, depends_on = excluded.depends_on,
          requires = excluded.requires, paths = excluded.paths, created_at = excluded.created_at, due_at = excluded.due_at
        """;

    private const string InsertMessage = """
        INSERT INTO messages (
          message_id, message_type, agent_id, author, subject, task_id, attempt, late, claimed_at, progress, timestamp, payload)
        VALUES (
          @MessageId, @MessageType, @AgentId, @Author, @Subject, @TaskId, @Attempt, @Late, @ClaimedAt, @Progress, @Timestamp, @Payload)
        """;

    private const string AddToMetrics = """
        INSERT INTO performance_metrics (
          day, agent_id, tasks_completed, tasks_failed, late_results, attempts, leases_expired, blockers_raised, heartbeats,
          heartbeats_missed, decisions, work_milliseconds)
        VALUES (
          @Day, @AgentId, @TasksCompleted, @TasksFailed, @LateResults, @Attempts, @LeasesExpired, @BlockersRaised, @Heartbeats,
          @HeartbeatsMissed, @Decisions, @WorkMilliseconds)
        ON CONFLICT (day, agent_id) DO UPDATE SET
          tasks_completed = tasks_completed + excluded.tasks_completed, tasks_failed = tasks_failed + excluded.tasks_failed,
          late_results = late_results + excluded.late_results, attempts = attempts + excluded.attempts,
          leases_expired = leases_expired + excluded.leases_expired, blockers_raised = blockers_raised + excluded.blockers_raised,
          heartbeats = heartbeats + excluded.heartbeats, heartbeats_missed = heartbeats_missed + excluded.heartbeats_missed,
          decisions = decisions + excluded.decisions, work_milliseconds = work_milliseconds + excluded.work_milliseconds
        """;

    private const string AddToAttempts = """
        INSERT INTO attempts (task_id, attempt, heartbeats) VALUES (@TaskId, @Attempt, @Heartbeats)
        ON CONFLICT (task_id, attempt) DO UPDATE SET heartbeats = heartbeats + excluded.heartbeats
        """;

    private const string ForgetFailures = "DELETE FROM projection_failures WHERE id IN (SELECT value FROM json_each(@Ids))";

    private const string SetAside = """
        INSERT OR REPLACE INTO projection_failures (id, error, failed_at)
        VALUES (@Id, @Error, CAST(unixepoch('subsec') * 1000 AS INTEGER))
        """;

    /// <summary>
    /// Applies a batch, inside the caller's transaction. What is refused for what it says shows when each change goes alone; it is set
    /// aside, and the rest goes on.
    /// </summary>
    public static void Apply(SqliteConnection connection, ProjectionBatch batch, ProjectSettings settings)
    {
        if (TryApply(connection, batch, settings) is null) return;
        foreach (var task in batch.Tasks) ApplyOrSetAside(connection, new ProjectionBatch([], [task], []), task.Entry.Id.Value, settings);
        foreach (var message in batch.Messages) ApplyOrSetAside(connection, new ProjectionBatch([], [], [message]), message.MessageId, settings);
    }

    private static void ApplyOrSetAside(SqliteConnection connection, ProjectionBatch one, string id, ProjectSettings settings)
    {
        if (TryApply(connection, one, settings) is { } error) connection.Execute(SetAside, new { Id = id, Error = error });
    }

    private static string? TryApply(SqliteConnection connection, ProjectionBatch batch, ProjectSettings settings)
    {
        connection.Execute("SAVEPOINT batch");
        try
        {
            ApplyAll(connection, batch, settings);
            connection.Execute("RELEASE batch");
            return null;
        }
        catch (SqliteException e) when (SqliteFailure.IsOfData(e))
        {
            connection.Execute("ROLLBACK TO batch; RELEASE batch");
            return e.Message;
        }
    }

    private static void ApplyAll(SqliteConnection connection, ProjectionBatch batch, ProjectSettings settings)
    {
        var messages = NewMessages(connection, batch.Messages);
        var records = messages.ConvertAll(MessageRecord.From);
        connection.Execute(UpsertTask, batch.Tasks.Select(TaskRecord.From).ToList());
        connection.Execute(InsertMessage, records);
        connection.Execute(AddToMetrics, MetricChange.Of(messages, settings));
        connection.Execute(AddToAttempts, AttemptChange.Of(messages));
        FoldAttempts(
            connection,
            settings,
            [.. batch.Tasks.Select(t => t.Entry.Id.Value).Union(TasksOf(records, MessageTypes.Heartbeat)).Union(TasksOf(records, MessageTypes.TaskComplete))]);

        Fold(connection, StateFolds.Results, batch.Tasks.Select(t => t.Entry.Id.Value).Concat(TasksOf(records, MessageTypes.TaskComplete)));
        Fold(connection, StateFolds.Heartbeats, batch.Tasks.Select(t => t.Entry.Id.Value).Concat(TasksOf(records, MessageTypes.Heartbeat)));
        Fold(connection, StateFolds.Agents, records.Select(r => r.Author).Concat(SubjectsOf(records, MessageTypes.AgentUpdated)));
        Fold(connection, StateFolds.Blockers, IdsOf(records, MessageTypes.BlockerAlert).Concat(SubjectsOf(records, MessageTypes.BlockerResolved)));
        Fold(connection, StateFolds.Decisions, IdsOf(records, MessageTypes.DecisionRecorded));
        Fold(connection, ForgetFailures, batch.Tasks.Select(t => t.Entry.Id.Value).Concat(batch.Messages.Select(m => m.MessageId)));
    }

    /// <summary>Drops all rows, inside the caller's transaction.</summary>
    public static void Clear(SqliteConnection connection) => connection.Execute("""
        DELETE FROM messages; DELETE FROM tasks; DELETE FROM agents; DELETE FROM director_decisions; DELETE FROM blockers;
        DELETE FROM attempts; DELETE FROM performance_metrics; DELETE FROM projection_failures
        """);

    private static List<Message> NewMessages(SqliteConnection connection, IReadOnlyList<Message> messages)
    {
        var ids = Columns.JsonArray([.. messages.Select(m => m.MessageId)]);
        var known = connection
            .Query<string>("SELECT message_id FROM messages WHERE message_id IN (SELECT value FROM json_each(@Ids))", new { Ids = ids })
            .ToHashSet(StringComparer.Ordinal);
        return [.. messages.Where(m => known.Add(m.MessageId))];
    }

    // What the attempts have added so far is taken out of the metrics, made anew, and added again.
    private static void FoldAttempts(SqliteConnection connection, ProjectSettings settings, List<string> tasks)
    {
        if (tasks.Count == 0) return;
        var ids = Columns.JsonArray(tasks);
        connection.Execute(StateFolds.AttemptsOutOfMetrics, new { Ids = ids });
        connection.Execute(StateFolds.Attempts, new { Ids = ids, HeartbeatMilliseconds = settings.HeartbeatSeconds * 1000L });
        connection.Execute(StateFolds.AttemptsIntoMetrics, new { Ids = ids });
    }

    private static void Fold(SqliteConnection connection, string sql, IEnumerable<string> touched)
    {
        string[] ids = [.. touched.Distinct(StringComparer.Ordinal)];
        if (ids.Length > 0) connection.Execute(sql, new { Ids = Columns.JsonArray(ids) });
    }

    private static IEnumerable<string> IdsOf(List<MessageRecord> records, string type) =>
        records.Where(r => r.MessageType == type).Select(r => r.MessageId);

    private static IEnumerable<string> TasksOf(List<MessageRecord> records, string type) =>
        records.Where(r => r.MessageType == type).Select(r => r.TaskId).OfType<string>();

    private static IEnumerable<string> SubjectsOf(List<MessageRecord> records, string type) =>
        records.Where(r => r.MessageType == type).Select(r => r.Subject).OfType<string>();
}
