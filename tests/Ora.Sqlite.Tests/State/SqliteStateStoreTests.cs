using Ora.Contracts.State;
using Ora.Core.State;
using Ora.Sqlite.Queue;
using Ora.Sqlite.State;

namespace Ora.Sqlite.Tests.State;

public sealed class SqliteStateStoreTests : StateStoreContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneWriter _writer = new();

    protected override ValueTask<IStateStore> CreateStoreAsync()
    {
        var database = new OraDatabase(_folder.DatabasePath);
        using var index = new SqliteQueueIndex(database);
        index.Reset("one");
        return ValueTask.FromResult<IStateStore>(new SqliteStateStore(database, _writer));
    }

    protected override ValueTask DisposeStoreAsync()
    {
        _writer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
