using System.Globalization;
using BenchmarkDotNet.Attributes;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Sqlite;
using Ora.Sqlite.Queue;

namespace Ora.Benchmarks.Inside;

/// <summary>"Which task next" of the SQLite index alone.</summary>
[MemoryDiagnoser]
public class IndexBenchmarks
{
    private static readonly AgentId Agent = AgentId.Parse("worker");
    private DirectoryInfo _folder = null!;
    private SqliteQueueIndex _index = null!;

    /// <summary>Tasks that wait.</summary>
    [Params(0, 10_000, 100_000)]
    public int Waiting { get; set; }

    /// <summary>Fills the index.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("ora-benchmarks-");
        _index = Fill(Path.Combine(_folder.FullName, "ora.db"), Waiting);
    }

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _index.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>The first few offers, as a claim takes them.</summary>
    [Benchmark]
    public int FirstOffers() => _index.Offers(Agent, []).Take(3).Count();

    /// <summary>Why nothing is offered.</summary>
    [Benchmark]
    public WaitingSummary Explain() => _index.Explain(Agent, []);

    private static SqliteQueueIndex Fill(string path, int waiting)
    {
        var index = new SqliteQueueIndex(new OraDatabase(path));
        index.Reset("benchmark");
        using var transaction = index.Begin();
        for (var i = 0; i < waiting; i++)
        {
            index.Upsert(new TaskEntry
            {
                Id = TaskId.Parse(string.Create(CultureInfo.InvariantCulture, $"task-{i:000000}")),
                State = TaskState.Waiting,
                Priority = (TaskPriority)(i % 4),
                AssignedTo = i % 10 == 0 ? "other" : "",
                Requires = i % 7 == 0 ? ["gpu"] : [],
            });
        }

        transaction.Commit();
        return index;
    }
}
