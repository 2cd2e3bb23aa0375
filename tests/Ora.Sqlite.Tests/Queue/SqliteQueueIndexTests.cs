using Ora.Contracts.Queue;
using Ora.Core.Queue;
using Ora.Sqlite.Queue;

namespace Ora.Sqlite.Tests.Queue;

public sealed class SqliteQueueIndexTests : QueueIndexContract
{
    private readonly TemporaryFolder _folder = new();

    protected override IQueueIndex CreateIndex() => new SqliteQueueIndex(new OraDatabase(_folder.DatabasePath));

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }
}
