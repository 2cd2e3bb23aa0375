using Dapper;
using Microsoft.Data.Sqlite;
using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>Reads the tables. The parts that a filter puts together are constants; what callers give goes in as parameters.</summary>
internal static class StateQueries
{
    public static IReadOnlyList<TaskRow> Tasks(SqliteConnection connection, TaskFilter filter)
    {
        var where = Where(
            filter.State is null ? null : "state = @State",
            filter.AgentId is null ? null : """
                task_id IN (
                  SELECT task_id FROM tasks WHERE claimed_by = @AgentId UNION SELECT task_id FROM tasks WHERE assigned_to = @AgentId)
                """);
        var rows = connection.Query<TaskRecord>(
            $"SELECT * FROM tasks {where} ORDER BY created_at DESC, task_id DESC LIMIT @Limit",
            new { State = filter.State is { } state ? WireEnum.Name(state) : null, filter.AgentId, filter.Limit });
        return [.. rows.Select(row => row.ToRow())];
    }

    public static TaskRow? Task(SqliteConnection connection, string taskId) => connection
        .QueryFirstOrDefault<TaskRecord>("SELECT * FROM tasks WHERE task_id = @TaskId", new { TaskId = taskId })?.ToRow();

    public static IReadOnlyList<AgentRow> Agents(SqliteConnection connection) =>
        [.. connection.Query<AgentRecord>("SELECT * FROM agents ORDER BY agent_id").Select(row => row.ToRow())];

    public static IReadOnlyList<DecisionRow> Decisions(SqliteConnection connection, int limit)
    {
        var rows = connection.Query<DecisionRecord>(
            "SELECT * FROM director_decisions ORDER BY decision_id DESC LIMIT @Limit", new { Limit = limit });
        return [.. rows.Select(row => row.ToRow())];
    }

    public static DecisionRow? Decision(SqliteConnection connection, string decisionId) => connection
        .QueryFirstOrDefault<DecisionRecord>("SELECT * FROM director_decisions WHERE decision_id = @Id", new { Id = decisionId })?.ToRow();

    public static IReadOnlyList<BlockerRow> Blockers(SqliteConnection connection, bool openOnly, int limit)
    {
        var rows = connection.Query<BlockerRecord>(
            $"SELECT * FROM blockers {Where(openOnly ? "answer IS NULL" : null)} ORDER BY blocker_id DESC LIMIT @Limit", new { Limit = limit });
        return [.. rows.Select(row => row.ToRow())];
    }

    public static BlockerRow? Blocker(SqliteConnection connection, string blockerId) => connection
        .QueryFirstOrDefault<BlockerRecord>("SELECT * FROM blockers WHERE blocker_id = @Id", new { Id = blockerId })?.ToRow();

    public static IReadOnlyList<MessageRow> Messages(SqliteConnection connection, MessageFilter filter)
    {
        var where = Where(
            filter.MessageType is null ? null : "message_type = @MessageType",
            filter.AgentId is null ? null : "agent_id = @AgentId",
            filter.TaskId is null ? null : "task_id = @TaskId",
            filter.After is null ? null : "message_id > @After");
        var rows = connection.Query<MessageRecord>(
            $"SELECT * FROM messages {where} ORDER BY message_id DESC LIMIT @Limit",
            new { filter.MessageType, filter.AgentId, filter.TaskId, filter.After, filter.Limit });
        return [.. rows.Select(row => row.ToRow())];
    }

    public static IReadOnlyList<MetricRow> Metrics(SqliteConnection connection, int limit)
    {
        var rows = connection.Query<MetricRecord>(
            "SELECT * FROM performance_metrics ORDER BY day DESC, agent_id LIMIT @Limit", new { Limit = limit });
        return [.. rows.Select(row => row.ToRow())];
    }

    public static IReadOnlyList<ProjectionFailure> Failures(SqliteConnection connection, int limit)
    {
        var rows = connection.Query<FailureRecord>(
            "SELECT id, error, failed_at FROM projection_failures ORDER BY id LIMIT @Limit", new { Limit = limit });
        return [.. rows.Select(row => row.ToRow())];
    }

    private static string Where(params ReadOnlySpan<string?> conditions)
    {
        var given = new List<string>();
        foreach (var condition in conditions)
        {
            if (condition is not null) given.Add(condition);
        }

        return given.Count == 0 ? "" : $"WHERE {string.Join(" AND ", given)}";
    }
}
