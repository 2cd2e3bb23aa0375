using Ora.Contracts.Memory;
using Ora.Core.Memory;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;

namespace Ora.Sqlite.Tests.Memory;

public sealed class SqliteMemoryIndexTests : MemoryIndexContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneWriter _writer = new();
    private readonly OraDatabase _database;

    public SqliteMemoryIndexTests() => _database = new OraDatabase(_folder.DatabasePath);

    protected override ValueTask<IMemoryIndex> CreateIndexAsync()
    {
        using var index = new SqliteQueueIndex(_database);
        index.Reset("one");
        return ValueTask.FromResult<IMemoryIndex>(new SqliteMemoryIndex(_database, _writer));
    }

    protected override ValueTask DisposeIndexAsync()
    {
        _database.Dispose();
        _writer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
