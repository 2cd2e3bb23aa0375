using Microsoft.Data.Sqlite;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Sqlite.State;
using Xunit;

namespace Ora.Sqlite.Tests.State;

/// <summary>The cost of a change does not depend on how much the tables hold.</summary>
public sealed class StateCostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteConnection _connection;

    public StateCostTests() => _connection = new OraDatabase(_folder.DatabasePath).Recreate("cost");

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(StateFolds.Results)]
    [InlineData(StateFolds.Heartbeats)]
    [InlineData(StateFolds.Agents)]
    [InlineData(StateFolds.Blockers)]
    [InlineData(StateFolds.Decisions)]
    [InlineData(StateFolds.Attempts)]
    public void Folds_ForSomeRows_SeekAndNeverScan(string sql) =>
        Assert.DoesNotMatch(QueryPlan.ScanOrSort(), QueryPlan.Of(_connection, sql));

    [Fact]
    public void Apply_ManyRowsOfEveryKind_TakesNoMoreSteps()
    {
        Fill(from: 0, count: 10);
        var few = QueryPlan.StepsOf(_connection, () => StateProjection.Apply(_connection, Batch(10), new ProjectSettings()));

        Fill(from: 11, count: 1_500);
        var many = QueryPlan.StepsOf(_connection, () => StateProjection.Apply(_connection, Batch(2_000), new ProjectSettings()));

        Assert.InRange(many, 1, few * 2);
    }

    private void Fill(int from, int count)
    {
        using var transaction = new SqliteCommand("BEGIN", _connection);
        transaction.ExecuteNonQuery();
        for (var n = from; n < from + count; n++) StateProjection.Apply(_connection, Batch(n), new ProjectSettings());
        transaction.CommandText = "COMMIT";
        transaction.ExecuteNonQuery();
    }

    // Everything happens to one task and one agent again and again, and to a blocker and a decision of its own.
    private static ProjectionBatch Batch(int n)
    {
        var at = DateTimeOffset.UnixEpoch.AddSeconds(n);
        var id = $"msg-{n:00000}";
        var task = new ProjectedTask(
            new TaskEntry { Id = TaskId.Parse("task-a"), State = TaskState.Working, ClaimedBy = "ann", Attempt = 1 },
            new TaskAssignment { MessageId = "task-a", Task = new TaskBody { Title = "a" } });
        return new ProjectionBatch(
            [],
            [task],
            [
                new Heartbeat { MessageId = $"{id}-0", AgentId = "ann", Timestamp = at, TaskId = "task-a", Attempt = 1, Status = "idle" },
                new Heartbeat
                {
                    MessageId = $"{id}-1",
                    AgentId = "ann",
                    Timestamp = at,
                    TaskId = "task-a",
                    Attempt = 1,
                    Status = "busy",
                    Progress = n % 2 == 0 ? null : new Progress(1),
                },
                new TaskComplete
                {
                    MessageId = $"{id}-2",
                    AgentId = "ann",
                    Timestamp = at,
                    TaskId = "task-a",
                    Attempt = 1,
                    Outcome = TaskOutcome.Completed,
                    Summary = "s",
                },
                new BlockerAlert { MessageId = $"{id}-3", AgentId = "ann", Timestamp = at, Description = "d", Severity = BlockerSeverity.Low },
                new BlockerResolved { MessageId = $"{id}-4", AgentId = "ann", Timestamp = at, BlockerId = $"{id}-3", Answer = "a", ResolvedBy = "dir" },
                new DecisionRecorded { MessageId = $"{id}-5", AgentId = "ann", Timestamp = at, Title = "t", Rationale = "r" },
                new AgentUpdated
                {
                    MessageId = $"{id}-6",
                    AgentId = "op",
                    Timestamp = at,
                    Subject = "ann",
                    Role = AgentRole.Agent,
                    Status = AgentStatus.Active,
                },
            ]);
    }
}
