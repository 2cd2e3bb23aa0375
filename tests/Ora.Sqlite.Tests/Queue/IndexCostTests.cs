using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Sqlite.Queue;
using Xunit;

namespace Ora.Sqlite.Tests.Queue;

/// <summary>The cost of the index does not depend on the length of the queue. It is counted in SQLite's steps, not in time.</summary>
public sealed class IndexCostTests : IDisposable
{
    private static readonly AgentId Ann = AgentId.Parse("ann");
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteQueueIndex _index;

    public IndexCostTests()
    {
        _index = new SqliteQueueIndex(new OraDatabase(_folder.DatabasePath));
        _index.Reset("cost");
    }

    public void Dispose()
    {
        _index.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Statements_HotOnes_SeekAndNeverScan()
    {
        // These read a table from its start on purpose: of the lanes and counters there are few, and the oldest changes come first.
        string[] scans = [LaneTable.AllSql, IndexSession.CountsSql, PendingTable.OldestSql, PendingTable.CountSql];
        var hot = _index.Session.StatementTexts.Except(scans).ToList();

        Assert.True(hot.Count > 20, $"only {hot.Count} statements were looked at");
        Assert.All(hot, sql => Assert.DoesNotMatch(QueryPlan.ScanOrSort(), QueryPlan.Of(_index.Session.Connection, sql)));
    }

    [Fact]
    public void Offers_ManyTasksThatAreNotForTheAgent_TakesNoMoreSteps()
    {
        AddTasksForOthers(from: 0, count: 20);
        _index.Upsert(Task("mine") with { Requires = ["rust"] });
        var few = StepsOf(FirstOffer);

        AddTasksForOthers(from: 20, count: 3_000);
        var many = StepsOf(FirstOffer);

        Assert.InRange(many, 1, few * 2);
    }

    [Fact]
    public void ClaimAndComplete_ManyTasks_TakesNoMoreSteps()
    {
        AddTasksForOthers(from: 0, count: 20);
        var few = StepsOf(() => ClaimAndComplete("first"));

        AddTasksForOthers(from: 20, count: 3_000);
        for (var i = 0; i < 1_000; i++) _index.Upsert(Task($"done-{i}") with { State = TaskState.Completed });
        var many = StepsOf(() => ClaimAndComplete("second"));

        Assert.InRange(many, 1, few * 2);
    }

    [Fact]
    public void Lanes_WhoseTasksAreGone_AreDropped()
    {
        AddTasksForOthers(from: 0, count: 30);
        _index.Upsert(Task("moved") with { AssignedTo = "agent-x" });

        _index.Upsert(Task("moved") with { State = TaskState.Working, AssignedTo = "agent-x" });
        for (var i = 0; i < 30; i++) _index.Remove(TaskId.Parse($"task-{i:00000}"));

        Assert.Equal(0L, _folder.Sql("SELECT count(*) FROM queue_lanes WHERE assigned_to <> '' AND lane <> 0 OR requires <> '[]'"));
    }

    private void FirstOffer() => Assert.Equal("task-mine", _index.Offers(Ann, ["rust", "docs"]).First().Id.Value);

    private void ClaimAndComplete(string name)
    {
        var task = Task(name);
        _index.Upsert(task);
        Assert.Equal(task.Id, _index.Offers(Ann, ["rust"]).First().Id);
        _index.Upsert(task with { State = TaskState.Working, ClaimedBy = "ann" });
        Assert.Single(_index.HeldBy(Ann));
        Assert.Empty(_index.LeasesExpiredBefore(DateTimeOffset.UnixEpoch, 10));
        _index.Upsert(task with { State = TaskState.Completed, ClaimedBy = "ann" });
        _ = _index.Counts();
    }

    // A third needs what the agent lacks (each something else), a third is assigned to others, a third is blocked.
    private void AddTasksForOthers(int from, int count)
    {
        using var transaction = _index.Begin();
        for (var i = from; i < from + count; i++)
        {
            var task = Task($"{i:00000}");
            _index.Upsert((i % 3) switch
            {
                0 => task with { Requires = [$"skill-{i}"] },
                1 => task with { AssignedTo = $"agent-{i}" },
                _ => task with { DependsOn = ["task-never"] },
            });
        }

        transaction.Commit();
    }

    private long StepsOf(Action action) => QueryPlan.StepsOf(_index.Session.Connection, action);

    private static TaskEntry Task(string name) => new() { Id = TaskId.Parse($"task-{name}"), State = TaskState.Waiting };
}
