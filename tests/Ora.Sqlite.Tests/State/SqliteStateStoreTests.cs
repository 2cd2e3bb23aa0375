using Ora.Contracts.State;
using Ora.Core.State;
using Ora.Sqlite.Queue;
using Ora.Sqlite.State;

namespace Ora.Sqlite.Tests.State;

public sealed class SqliteStateStoreTests : StateStoreContract
{
    private readonly TemporaryFolder _folder = new();
    private readonly OneWriter _writer = new();
    private readonly OraDatabase _database;

    public SqliteStateStoreTests() => _database = new OraDatabase(_folder.DatabasePath);

    protected override ValueTask<IStateStore> CreateStoreAsync()
    {
        using var index = new SqliteQueueIndex(_database);
        index.Reset("one");
        return ValueTask.FromResult<IStateStore>(new SqliteStateStore(_database, _writer));
    }

    protected override ValueTask DisposeStoreAsync()
    {
        _database.Dispose();
        _writer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
