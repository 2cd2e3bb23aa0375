using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Ora.Benchmarks.Outside;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Sqlite;
using Ora.Sqlite.Queue;

namespace Ora.Benchmarks.Inside;

/// <summary>A file queue with its SQLite index, in this process, in a folder of its own.</summary>
internal sealed class OpenQueue : IAsyncDisposable
{
    private const int Seed = 17;
    private readonly DirectoryInfo _root;
    private readonly IdSource _ids;

    private OpenQueue(DirectoryInfo root, ProjectFolder folder, IdSource ids)
    {
        _root = root;
        _ids = ids;
        Folder = folder;
        Bare = new BareDisk(folder.Path);
        Queue = new FileTaskQueue(folder, new SqliteQueueIndex(new OraDatabase(folder.DatabasePath)), ids, TimeProvider.System, NullLogger<FileTaskQueue>.Instance);
    }

    public static AgentProfile Agent { get; } = new() { Id = AgentId.Parse("worker") };

    public ProjectFolder Folder { get; }

    public FileTaskQueue Queue { get; }

    /// <summary>The bare flushes and renames, on the same file system.</summary>
    public BareDisk Bare { get; }

    /// <summary>Makes a queue in which tasks wait.</summary>
    public static async Task<OpenQueue> CreateAsync(int waiting)
    {
        var root = Directory.CreateTempSubdirectory("ora-benchmarks-");
        var folder = ProjectFolder.Create(root.FullName, ProjectName.Parse("inside"), settings: null, TimeProvider.System);
        OraFolder.DropIntoInbox(folder.Path, waiting);
        var queue = new OpenQueue(root, folder, new IdSource(TimeProvider.System, new Random(Seed)));
        await queue.Queue.RecoverAsync(CancellationToken.None);
        return queue;
    }

    /// <summary>A task that goes before those that wait.</summary>
    public TaskAssignment NewTask() => new()
    {
        MessageId = _ids.NewTask().Value,
        ProjectName = Folder.Name.Value,
        Timestamp = TimeProvider.System.GetUtcNow(),
        Priority = TaskPriority.High,
        Task = new TaskBody { Title = "A task that is measured" },
    };

    /// <summary>The result of an attempt.</summary>
    public TaskComplete NewResult(Claim claim) => new()
    {
        MessageId = _ids.NewMessage().Value,
        ProjectName = Folder.Name.Value,
        AgentId = Agent.Id.Value,
        Timestamp = TimeProvider.System.GetUtcNow(),
        TaskId = claim.Task.Value,
        Attempt = claim.Attempt,
        Outcome = TaskOutcome.Completed,
        Summary = "Done.",
    };

    public async Task<Claim> ClaimAsync() => (await Queue.ClaimAsync(Agent, CancellationToken.None)).Task is { } claimed
        ? claimed.Entry.Claim
        : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Nothing was handed out in {Folder.Path}."));

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        _root.Delete(recursive: true);
    }
}
