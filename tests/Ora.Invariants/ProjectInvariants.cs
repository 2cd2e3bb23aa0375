using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Sqlite;
using Ora.Sqlite.Memory;
using Ora.Sqlite.Queue;
using Ora.Sqlite.State;

namespace Ora.Invariants;

/// <summary>
/// What must hold of a whole project on disk: of its folders (<see cref="QueueInvariants"/>), of what the product reads of them, and of
/// its projections. No other process may use the project meanwhile.
/// </summary>
public static class ProjectInvariants
{
    /// <summary>Recovers a project as its next user would, and checks everything. It rebuilds the projections.</summary>
    /// <param name="root">The folder of all projects.</param>
    /// <param name="project">The project's name.</param>
    /// <param name="acknowledged">What was promised.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Gives the check up.</param>
    /// <returns>The violations, in words.</returns>
    public static async ValueTask<IReadOnlyList<string>> CheckAsync(
        string root, string project, Acknowledged acknowledged, TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = ProjectFolder.Open(root, ProjectName.Parse(project));
        var index = new SqliteQueueIndex(new OraDatabase(folder.DatabasePath));
        await using var queue = new FileTaskQueue(folder, index, new IdSource(clock, new Random(0)), clock, NullLogger<FileTaskQueue>.Instance);
        await queue.RecoverAsync(cancellationToken);
        return
        [
            .. QueueInvariants.Check(QueueFacts.Read(FolderReader.OfProject(folder.Path)), acknowledged),
            .. await CheckReadsAsync(queue, acknowledged, cancellationToken),
            .. await CheckProjectionsAsync(queue, queue, queue.WriteLock, folder.DatabasePath, folder.Settings, acknowledged, clock, cancellationToken),
        ];
    }

    /// <summary>Whether the product itself can read what was promised.</summary>
    public static async ValueTask<IReadOnlyList<string>> CheckReadsAsync(ITaskQueue queue, Acknowledged acknowledged, CancellationToken cancellationToken)
    {
        var violations = new List<string>();
        var promises = acknowledged.Snapshot();
        foreach (var id in promises.Tasks.Keys.Concat(MessageIds(promises)))
        {
            if (await queue.ReadAsync(id, cancellationToken) is null) violations.Add($"{id} was acknowledged and the queue does not read it");
        }

        if (queue.Degraded is { } reason) violations.Add($"the queue is degraded: {reason}");
        return violations;
    }

    /// <summary>
    /// Whether the projections hold what was promised, and come out equal when they are dropped and made again from the files.
    /// </summary>
    public static async ValueTask<IReadOnlyList<string>> CheckProjectionsAsync(
        ITaskQueue queue, IProjectionFeed feed, IWriteLock writeLock, string databasePath, ProjectSettings settings, Acknowledged acknowledged, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var database = new OraDatabase(databasePath);
        await using var state = new SqliteStateStore(database, writeLock, settings);
        var memory = new SqliteMemoryIndex(database, writeLock);
        await using var projector = new Projector(feed, state, memory, clock, NullLogger<Projector>.Instance);

        var violations = new List<string>();
        await ProjectAllAsync(feed, projector, violations, cancellationToken);
        var before = ProjectionDump.Read(databasePath);
        violations.AddRange(MissingRows(databasePath, acknowledged.Snapshot()));

        // As `ora rebuild` does it.
        await using (await feed.LockAsync(cancellationToken))
        {
            await queue.RebuildAsync(cancellationToken);
            await state.ResetAsync(cancellationToken);
            await memory.ResetAsync(cancellationToken);
        }

        await ProjectAllAsync(feed, projector, violations, cancellationToken);
        violations.AddRange(before.Differences(ProjectionDump.Read(databasePath)));
        return violations;
    }

    private static async ValueTask ProjectAllAsync(IProjectionFeed feed, Projector projector, List<string> violations, CancellationToken cancellationToken)
    {
        var degraded = await projector.CatchUpFullyAsync(cancellationToken);
        var left = await feed.BacklogAsync(cancellationToken);
        if (left > 0) violations.Add($"the projections do not catch up: {left} entries are left, {degraded ?? "and nothing is said about it"}");
    }

    private static IEnumerable<string> MissingRows(string databasePath, Promises promises) =>
    [
        .. Missing(databasePath, "tasks", "task_id", promises.Tasks.Keys),
        .. Missing(databasePath, "messages", "message_id", MessageIds(promises)),
        .. Missing(databasePath, "director_decisions", "decision_id", Ids(promises, "DECISION_RECORDED")),
        .. Missing(databasePath, "blockers", "blocker_id", Ids(promises, "BLOCKER_ALERT")),
        .. Missing(databasePath, "memory_passages", "id", Ids(promises, "MEMORY_ADDED")),
    ];

    private static IEnumerable<string> Missing(string databasePath, string table, string column, IEnumerable<string> ids) =>
        ids.Except(ProjectionDump.Column(databasePath, table, column)).Select(id => $"{id} was acknowledged and is not in the table {table}");

    private static IEnumerable<string> MessageIds(Promises promises) =>
        promises.Messages.Select(message => message.Id).OfType<string>().Select(id => id.Split('.')[0]);

    private static IEnumerable<string> Ids(Promises promises, string type) =>
        promises.Messages.Where(message => message.MessageType == type).Select(message => message.Id).OfType<string>();
}
