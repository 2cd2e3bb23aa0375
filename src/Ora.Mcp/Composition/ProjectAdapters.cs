using Microsoft.Extensions.Logging;
using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.State;
using Ora.Files.Agents;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Files.Summaries;
using Ora.Mcp.Cli.Settings;
using Ora.Sqlite;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;
using Ora.Sqlite.State;

namespace Ora.Mcp.Composition;

/// <summary>
/// Makes the adapters that a project is put together of. The crash harness makes the same ones so that they die at a chosen point of
/// the protocol.
/// </summary>
/// <param name="variables">The environment, which may say where PostgreSQL and Pinecone are; null: it says nothing.</param>
internal class ProjectAdapters(IReadOnlyDictionary<string, string>? variables = null)
{
    private static readonly Dictionary<string, string> Nothing = [];

    public virtual FileTaskQueue Queue(ProjectFolder folder, OraDatabase database, IdSource ids, TimeProvider timeProvider, ILogger<FileTaskQueue> log) =>
        new(folder, new SqliteQueueIndex(database), ids, timeProvider, log);

    public virtual AgentProfiles Agents(ProjectFolder folder, ILogger<AgentProfiles> log) => new(folder, log);

    public virtual IStateStore State(ProjectFolder folder, OraDatabase database, IWriteLock writeLock, TimeProvider timeProvider) => folder.UsesPostgres
        ? PostgresState.Open(folder, variables ?? Nothing, timeProvider)
        : new SqliteStateStore(database, writeLock, folder.Settings);

    public virtual IMemoryIndex Memory(OraDatabase database, IWriteLock writeLock) => new SqliteMemoryIndex(database, writeLock);

    public virtual OpenDenseTier? Dense(
        ProjectFolder folder, OraDatabase database, IWriteLock writeLock, IProjectionFeed feed, TimeProvider timeProvider, ILogger<DenseTier> log) =>
        EnvironmentSettings.Find(variables ?? Nothing, EnvironmentSettings.PineconeIndex) is null
            ? null
            : OpenDenseTier.Open(folder, variables!, new SqliteEmbeddingOutbox(database, writeLock), feed, timeProvider, log);

    public virtual ISummaryBoard Summaries(ProjectFolder folder, TimeProvider timeProvider) => new SummaryFiles(folder, timeProvider);
}
