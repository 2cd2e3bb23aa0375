using Ora.Contracts.Memory;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;

namespace Ora.Sqlite.Tests.Memory;

public sealed class SqliteEmbeddingOutboxTests : EmbeddingOutboxContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneWriter _writer = new();
    private readonly OraDatabase _database;

    public SqliteEmbeddingOutboxTests() => _database = new OraDatabase(_folder.DatabasePath);

    protected override ValueTask<(IMemoryIndex Index, IEmbeddingOutbox Outbox)> CreateAsync()
    {
        using var index = new SqliteQueueIndex(_database);
        index.Reset("one");
        return ValueTask.FromResult<(IMemoryIndex, IEmbeddingOutbox)>((new SqliteMemoryIndex(_database, _writer), new SqliteEmbeddingOutbox(_database, _writer)));
    }

    protected override ValueTask DisposeStoreAsync()
    {
        _database.Dispose();
        _writer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
