using Ora.Core;
using Ora.Core.Memory;
using Ora.Core.Memory.Ranking;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Memory.Evaluation.Data;
using Ora.Sqlite;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;

namespace Ora.Memory.Evaluation.Memories;

/// <summary>The embedded memory without a server around it, to try weights quickly.</summary>
internal sealed class InProcessMemory(RankingWeights weights) : IEvaluatedMemory
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ora-evaluation-");
    private int _projects;

    public async Task<IProjectMemory> ImportAsync(Namespace ns, CancellationToken cancellationToken)
    {
        var database = new OraDatabase(Path.Combine(_folder.FullName, $"{++_projects}.db"));
        using (var queue = new SqliteQueueIndex(database)) queue.Reset("evaluation");
        var memory = new SqliteMemoryIndex(database, new NoOtherWriter(), weights);
        var message = new MemoryAdded { MessageId = "msg-a", AgentId = "operator", Entries = [.. ns.Documents.Select(d => d.Entry)] };
        await memory.AddAsync([.. MemoryExtraction.From(message)], cancellationToken);
        return new Project(memory, database);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private sealed class Project(SqliteMemoryIndex memory, OraDatabase database) : IProjectMemory
    {
        public async Task<IReadOnlyList<string>> AskAsync(string question, CancellationToken cancellationToken) =>
            [.. (await memory.SearchAsync(new MemoryQuery(question, Limits.TopK, [], null), cancellationToken)).Select(hit => hit.Record.Source!)];

        public ValueTask DisposeAsync()
        {
            database.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class NoOtherWriter : IWriteLock, IDisposable
    {
        public ValueTask<IDisposable> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable>(this);

        public void Dispose()
        {
        }
    }
}
