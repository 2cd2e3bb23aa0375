using Microsoft.Extensions.Logging;
using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.State;
using Ora.Files.Agents;
using Ora.Files.Disk;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Files.Summaries;
using Ora.Mcp.Composition;
using Ora.Sqlite;
using Ora.Sqlite.Queue;

namespace Ora.Crash.Serving;

/// <summary>The shipped adapters, each behind a layer that comes past the points.</summary>
internal sealed class FusedAdapters(Fuse fuse) : ProjectAdapters
{
    public override FileTaskQueue Queue(ProjectFolder folder, OraDatabase database, IdSource ids, TimeProvider timeProvider, ILogger<FileTaskQueue> log) =>
        new(folder, Disk(), new FusedIndex(new SqliteQueueIndex(database), fuse), ids, timeProvider, log);

    public override AgentProfiles Agents(ProjectFolder folder, ILogger<AgentProfiles> log) => new(folder, Disk(), log);

    public override IStateStore State(ProjectFolder folder, OraDatabase database, IWriteLock writeLock, TimeProvider timeProvider) =>
        new FusedState(base.State(folder, database, writeLock, timeProvider), fuse);

    public override IMemoryIndex Memory(OraDatabase database, IWriteLock writeLock) => new FusedMemory(base.Memory(database, writeLock), fuse);

    public override ISummaryBoard Summaries(ProjectFolder folder, TimeProvider timeProvider) => new SummaryFiles(folder, timeProvider, Disk);

    private FusedDisk Disk() => new(new RealDisk(), fuse);
}
