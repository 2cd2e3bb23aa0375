using System.Collections.Concurrent;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Sqlite.Queue;
using Xunit;

namespace Ora.Sqlite.Tests.Queue;

public sealed class IndexConcurrencyTests : IDisposable
{
    private const int Writers = 8;
    private const int Tasks = 400;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Claims_EightConnectionsUnderALock_EachTaskOnce()
    {
        using (var index = Index())
        {
            index.Reset("one");
            using var transaction = index.Begin();
            for (var i = 0; i < Tasks; i++) index.Upsert(Waiting($"{i:000}"));
            transaction.Commit();
        }

        var claimed = new ConcurrentBag<string>();
        var turn = new Lock();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            () =>
            {
                using var index = Index();
                Assert.Equal("one", index.Open());
                while (true)
                {
                    lock (turn)
                    {
                        if (ClaimNext(index, $"agent-{writer}") is not { } id) return;
                        claimed.Add(id);
                    }

                    var counts = index.Counts(); // Reads need no turn, and see one moment of the others' writes.
                    Assert.Equal(Tasks, counts.Waiting + counts.Working);
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(Tasks, claimed.Count);
        Assert.Equal(Tasks, claimed.Distinct().Count());
        using var after = Index();
        after.Open();
        Assert.Equal(new QueueCounts(0, 0, Tasks, 0, 0, 0, 0, 0, 0), after.Counts());
        Assert.Equal("ok", _folder.Sql("PRAGMA integrity_check"));
    }

    private static string? ClaimNext(SqliteQueueIndex index, string agent)
    {
        using var transaction = index.Begin();
        if (index.Offers(AgentId.Parse(agent), []).FirstOrDefault() is not { } offer) return null;
        index.Upsert(offer with { State = TaskState.Working, ClaimedBy = agent, Attempt = 1 });
        transaction.Commit();
        return offer.Id.Value;
    }

    private SqliteQueueIndex Index() => new(new OraDatabase(_folder.DatabasePath));

    private static TaskEntry Waiting(string name) => new() { Id = TaskId.Parse($"task-{name}"), State = TaskState.Waiting };
}
