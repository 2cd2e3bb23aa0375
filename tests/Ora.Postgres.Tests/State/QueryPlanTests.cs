using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Postgres.State;
using Ora.Postgres.Tests.Cluster;
using Xunit;

namespace Ora.Postgres.Tests.State;

/// <summary>With 100,000 rows in each table, no statement that the program makes reads a table, or a large part of an index, whole.</summary>
public sealed partial class QueryPlanTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const int Rows = 100_000;

    // What a statement may look at to give 100 rows or to fold three ids.
    private const double RowsReadMax = 2_000;

    private NpgsqlConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = cluster.Builder(await cluster.CreateDatabaseAsync());
        builder.CommandTimeout = 300;
        await using var database = new PostgresDatabase(builder, TimeProvider.System);
        await database.MigrateAsync(CancellationToken.None);
        _connection = new NpgsqlConnection(builder.ConnectionString);
        await _connection.OpenAsync();
        await FillAsync();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task EveryStatement_OnLargeTables_SeeksAndNeverScans()
    {
        var wrong = new List<string>();
        foreach (var (name, sql) in Statements())
        {
            using var plan = JsonDocument.Parse(await ExplainAsync(sql));
            var nodes = Nodes(plan.RootElement[0].GetProperty("Plan")).ToList();
            foreach (var node in nodes.Where(node => Text(node, "Node Type") == "Seq Scan")) wrong.Add($"{name} scans {Text(node, "Relation Name")}");
            var read = nodes.Max(node => Number(node, "Actual Rows") * Number(node, "Actual Loops") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck"));
            if (read > RowsReadMax) wrong.Add($"{name} reads {read} rows");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<(string Name, string Sql)> Statements()
    {
        foreach (var state in (TaskState?[])[null, TaskState.Waiting, TaskState.Failed])
        {
            foreach (var agent in (string?[])[null, "agent-7", "nobody"])
                yield return ($"tasks {state} {agent}", StateQueries.TasksSql(new TaskFilter(state, agent)).Replace("@State", $"'{(state is { } s ? WireEnum.Name(s) : "")}'", StringComparison.Ordinal).Replace("@AgentId", $"'{agent}'", StringComparison.Ordinal));
        }

        MessageFilter[] filters =
        [
            new(), new(MessageTypes.DirectorSummary, Limit: 1), new(MessageTypes.Heartbeat), new(AgentId: "agent-7"), new(TaskId: "task-000007"), new(After: "msg-0099990"),
            new(MessageTypes.TaskUpdated, TaskId: "task-000007"), new(MessageTypes.TaskComplete, TaskId: "task-000007"), new(MessageTypes.Heartbeat, "agent-7", After: "msg-0090000"),
        ];
        foreach (var filter in filters)
        {
            yield return ($"messages {filter}", StateQueries.MessagesSql(filter)
                .Replace("@MessageType", $"'{filter.MessageType}'", StringComparison.Ordinal).Replace("@AgentId", $"'{filter.AgentId}'", StringComparison.Ordinal)
                .Replace("@TaskId", $"'{filter.TaskId}'", StringComparison.Ordinal).Replace("@After", $"'{filter.After}'", StringComparison.Ordinal));
        }

        yield return ("blockers", StateQueries.BlockersSql(openOnly: false));
        yield return ("open blockers", StateQueries.BlockersSql(openOnly: true));
        yield return ("metrics", StateQueries.MetricsSql);
        yield return ("decisions", "SELECT * FROM director_decisions ORDER BY decision_id DESC LIMIT @Limit");
        yield return ("failures", "SELECT id, error, failed_at FROM projection_failures ORDER BY id LIMIT @Limit");
        yield return ("words", "SELECT message_id FROM messages WHERE words @@ to_tsquery('english', 'word4711') LIMIT @Limit");
        yield return ("fold results", Fold(StateFolds.Results, "task-000007", "task-000008"));
        yield return ("fold heartbeats", Fold(StateFolds.Heartbeats, "task-000007", "task-000008"));
        yield return ("attempts out", Fold(StateFolds.AttemptsOutOfMetrics, "task-000007", "task-000008"));
        yield return ("attempts", Fold(StateFolds.Attempts, "task-000007", "task-000008").Replace("@HeartbeatSeconds", "300", StringComparison.Ordinal));
        yield return ("attempts into", Fold(StateFolds.AttemptsIntoMetrics, "task-000007", "task-000008"));
        yield return ("fold agents", Fold(StateFolds.Agents, "agent-7", "agent-8"));
        yield return ("fold blockers", Fold(StateFolds.Blockers, "msg-0000002", "msg-0000012"));
        yield return ("fold decisions", Fold(StateFolds.Decisions, "msg-0000004", "msg-0000014"));
    }

    private static string Fold(string sql, params string[] ids) =>
        sql.Replace("@Ids", $"'[{string.Join(',', ids.Select(id => $"\"{id}\""))}]'", StringComparison.Ordinal);

    private async Task<string> ExplainAsync(string sql)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, FORMAT JSON) {Limit().Replace(sql, "100")}", _connection, transaction);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task FillAsync()
    {
        await using var command = new NpgsqlCommand($$$"""
            INSERT INTO messages (message_id, message_type, agent_id, author, subject, task_id, attempt, late, claimed_at, progress, timestamp, payload, text)
            SELECT
              'msg-' || to_char(n, 'FM0000000'),
              CASE WHEN n % 25000 = 0 THEN 'DIRECTOR_SUMMARY' WHEN n % 100 = 9 THEN 'AGENT_UPDATED'
                ELSE (ARRAY['HEARTBEAT', 'TASK_COMPLETE', 'BLOCKER_ALERT', 'BLOCKER_RESOLVED', 'DECISION_RECORDED', 'HEARTBEAT', 'HEARTBEAT', 'TASK_UPDATED', 'MEMORY_ADDED', 'HEARTBEAT'])[n % 10 + 1] END,
              'agent-' || n % 100, 'agent-' || n % 100,
              CASE WHEN n % 100 = 9 THEN 'agent-' || n / 100 % 100 WHEN n % 10 = 3 THEN 'msg-' || to_char(n - 1, 'FM0000000') END,
              CASE WHEN n % 10 IN (0, 1, 2, 5, 6, 7) THEN 'task-' || to_char(n / 20, 'FM000000') END, 1 + n % 2, false, now(), CASE WHEN n % 10 = 5 THEN '{"phase":1}' END,
              timestamptz '2026-01-01' + n * interval '1 second',
              '{"status":"active","role":"agent","capabilities":[],"maxClaims":1,"summary":"s","kind":"blocker","description":"d","severity":"LOW","answer":"a","title":"t","rationale":"r"}',
              'the word' || n || ' of agent ' || n % 100
            FROM generate_series(1, {{{Rows}}}) AS n;
            INSERT INTO tasks (task_id, title, state, priority, assigned_to, claimed_by, attempt, max_attempts, depends_on, requires, paths, created_at)
            SELECT 'task-' || to_char(n, 'FM000000'), 't', CASE n % 50 WHEN 0 THEN 'waiting' WHEN 1 THEN 'failed' ELSE 'completed' END, 'LOW', CASE n % 3 WHEN 0 THEN '' ELSE 'agent-' || n % 100 END,
              CASE WHEN n % 50 <> 0 THEN 'agent-' || n % 97 END, 1, 3, '[]', '[]', '[]', timestamptz '2026-01-01' + n * interval '1 second'
            FROM generate_series(1, {{{Rows}}}) AS n;
            INSERT INTO blockers (blocker_id, kind, agent_id, description, severity, answer, resolved_by)
            SELECT 'msg-' || to_char(n, 'FM0000000'), 'blocker', 'agent-1', 'd', 'LOW', CASE WHEN n % 1000 <> 0 THEN 'a' END, CASE WHEN n % 1000 <> 0 THEN 'dir' END FROM generate_series(1, {{{Rows}}}) AS n;
            INSERT INTO director_decisions (decision_id, agent_id, title, rationale, alternatives, evidence)
            SELECT 'msg-' || to_char(n, 'FM0000000'), 'agent-1', 't', 'r', '[]', '[]' FROM generate_series(1, {{{Rows}}}) AS n;
            INSERT INTO agents (agent_id, role, status, capabilities, max_claims) SELECT 'agent-' || n, 'agent', 'active', '[]', 1 FROM generate_series(1, 100) AS n;
            INSERT INTO projection_failures (id, error) SELECT 'msg-' || to_char(n, 'FM0000000'), 'e' FROM generate_series(1, {{{Rows}}}) AS n;
            INSERT INTO attempts SELECT 'task-' || to_char(n, 'FM000000'), 1, 0, 'agent-' || n % 100, date '2020-01-01' + n / 100, 0, 0 FROM generate_series(1, {{{Rows}}}) AS n;
            INSERT INTO performance_metrics SELECT date '2020-01-01' + n / 100, 'agent-' || n % 100, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 FROM generate_series(1, {{{Rows}}}) AS n;
            """, _connection);
        await command.ExecuteNonQueryAsync();
        await using var analyze = new NpgsqlCommand("VACUUM ANALYZE", _connection);
        await analyze.ExecuteNonQueryAsync();
    }

    private static IEnumerable<JsonElement> Nodes(JsonElement node)
    {
        yield return node;
        if (!node.TryGetProperty("Plans", out var plans)) yield break;
        foreach (var nested in plans.EnumerateArray().SelectMany(Nodes)) yield return nested;
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double Number(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetDouble() : 0;

    [GeneratedRegex("@Limit")]
    private static partial Regex Limit();
}
