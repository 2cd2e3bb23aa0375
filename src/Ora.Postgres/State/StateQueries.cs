using Dapper;
using Npgsql;
using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Postgres.State;

/// <summary>Reads the tables. The parts that a filter puts together are constants; what callers give goes in as parameters.</summary>
internal static class StateQueries
{
    private const string SelectTasks = """
        SELECT
          task_id, title, description, objective, state, priority, assigned_to, claimed_by, attempt, max_attempts,
          depends_on::text AS depends_on, requires::text AS requires, paths::text AS paths, created_at, due_at, claimed_at, finished_at,
          summary, artifacts::text AS artifacts, last_heartbeat_at, progress, progress_at, heartbeat_attempt
        FROM tasks
        """;

    private const string TaskOrder = "ORDER BY created_at DESC NULLS LAST, task_id DESC LIMIT @Limit";

    private const string SelectDecisions =
        "SELECT decision_id, agent_id, decided_at, title, rationale, alternatives::text AS alternatives, evidence::text AS evidence FROM director_decisions";

    private const string SelectBlockers = """
        SELECT blocker_id, kind, agent_id, task_id, attempt, description, severity, needs, raised_at, resolved_at, answer, resolved_by
        FROM blockers
        """;

    public static async Task<IReadOnlyList<TaskRow>> TasksAsync(NpgsqlConnection connection, TaskFilter filter)
    {
        var rows = await connection.QueryAsync<TaskRecord>(
            TasksSql(filter),
            new { State = filter.State is { } state ? WireEnum.Name(state) : null, filter.AgentId, filter.Limit }, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    public static async Task<TaskRow?> TaskAsync(NpgsqlConnection connection, string taskId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<TaskRecord>($"{SelectTasks} WHERE task_id = @TaskId", new { TaskId = taskId }, commandTimeout: connection.CommandTimeout)
            .ConfigureAwait(false);
        return row?.ToRow();
    }

    public static async Task<IReadOnlyList<AgentRow>> AgentsAsync(NpgsqlConnection connection)
    {
        var rows = await connection.QueryAsync<AgentRecord>("""
            SELECT agent_id, role, status, capabilities::text AS capabilities, max_claims, registered_at, last_seen_at, last_status
            FROM agents ORDER BY agent_id
            """, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    public static async Task<IReadOnlyList<DecisionRow>> DecisionsAsync(NpgsqlConnection connection, int limit)
    {
        var rows = await connection.QueryAsync<DecisionRecord>(
            $"{SelectDecisions} ORDER BY decision_id DESC LIMIT @Limit", new { Limit = limit }, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    public static async Task<DecisionRow?> DecisionAsync(NpgsqlConnection connection, string decisionId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<DecisionRecord>($"{SelectDecisions} WHERE decision_id = @Id", new { Id = decisionId }, commandTimeout: connection.CommandTimeout)
            .ConfigureAwait(false);
        return row?.ToRow();
    }

    public static async Task<IReadOnlyList<BlockerRow>> BlockersAsync(NpgsqlConnection connection, bool openOnly, int limit)
    {
        var rows = await connection.QueryAsync<BlockerRecord>(BlockersSql(openOnly), new { Limit = limit }, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    public static async Task<BlockerRow?> BlockerAsync(NpgsqlConnection connection, string blockerId)
    {
        var row = await connection.QueryFirstOrDefaultAsync<BlockerRecord>($"{SelectBlockers} WHERE blocker_id = @Id", new { Id = blockerId }, commandTimeout: connection.CommandTimeout)
            .ConfigureAwait(false);
        return row?.ToRow();
    }

    public static async Task<IReadOnlyList<MessageRow>> MessagesAsync(NpgsqlConnection connection, MessageFilter filter)
    {
        var rows = await connection.QueryAsync<MessageRecord>(
            MessagesSql(filter), new { filter.MessageType, filter.AgentId, filter.TaskId, filter.After, filter.Limit }, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    public static async Task<IReadOnlyList<MetricRow>> MetricsAsync(NpgsqlConnection connection, int limit)
    {
        var rows = await connection.QueryAsync<MetricRecord>(MetricsSql, new { Limit = limit }, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    public static async Task<IReadOnlyList<ProjectionFailure>> FailuresAsync(NpgsqlConnection connection, int limit)
    {
        var rows = await connection.QueryAsync<FailureRecord>(
            "SELECT id, error, failed_at FROM projection_failures ORDER BY id LIMIT @Limit", new { Limit = limit }, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRow())];
    }

    // An agent's tasks are sought twice, each time in order and only as many as are wanted; one condition with OR would read them all.
    internal static string TasksSql(TaskFilter filter)
    {
        var state = filter.State is null ? "" : "AND state = @State";
        return filter.AgentId is not null
            ? $"""
               {SelectTasks} WHERE task_id IN (
                 (SELECT task_id FROM tasks WHERE claimed_by = @AgentId {state} {TaskOrder})
                 UNION
                 (SELECT task_id FROM tasks WHERE assigned_to = @AgentId {state} {TaskOrder}))
               {TaskOrder}
               """
            : $"{SelectTasks} {(filter.State is null ? "" : "WHERE state = @State")} {TaskOrder}";
    }

    internal static string BlockersSql(bool openOnly) =>
        $"{SelectBlockers} {(openOnly ? "WHERE answer IS NULL" : "")} ORDER BY blocker_id DESC LIMIT @Limit";

    internal static string MessagesSql(MessageFilter filter)
    {
        string?[] conditions =
        [
            filter.MessageType is null ? null : "message_type = @MessageType",
            filter.AgentId is null ? null : "agent_id = @AgentId",
            filter.TaskId is null ? null : "task_id = @TaskId",
            filter.After is null ? null : "message_id > @After",
        ];
        var given = string.Join(" AND ", conditions.OfType<string>());
        return $"""
            SELECT message_id, message_type, agent_id, task_id, timestamp, payload::text AS payload FROM messages
            {(given.Length == 0 ? "" : $"WHERE {given}")} ORDER BY message_id DESC LIMIT @Limit
            """;
    }

    internal const string MetricsSql = """
        SELECT
          to_char(m.day, 'YYYY-MM-DD') AS day, agent_id, tasks_completed, tasks_failed, late_results, attempts, leases_expired,
          blockers_raised, heartbeats, heartbeats_missed, decisions, work_milliseconds, claims_timed, claim_milliseconds
        FROM performance_metrics AS m
        ORDER BY m.day DESC, m.agent_id LIMIT @Limit
        """;
}
