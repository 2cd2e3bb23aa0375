using Ora.Contracts.Memory;
using Ora.Core.Memory;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;

namespace Ora.Sqlite.Tests.Memory;

public sealed class SqliteMemoryIndexTests : MemoryIndexContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneWriter _writer = new();

    protected override ValueTask<IMemoryIndex> CreateIndexAsync()
    {
        var database = new OraDatabase(_folder.DatabasePath);
        using var index = new SqliteQueueIndex(database);
        index.Reset("one");
        return ValueTask.FromResult<IMemoryIndex>(new SqliteMemoryIndex(database, _writer));
    }

    protected override ValueTask DisposeIndexAsync()
    {
        _writer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
