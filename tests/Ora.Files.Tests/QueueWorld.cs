using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Sqlite;
using Ora.Sqlite.Queue;

namespace Ora.Files.Tests;

/// <summary>A project in a temporary folder, with a clock that the test moves. Every queue opened on it acts as a process of its own.</summary>
internal sealed class QueueWorld : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ora-files-");
    private readonly List<FileTaskQueue> _queues = [];
    private int _seed;

    private readonly bool _indexIsLost;

    /// <param name="settings">The project's settings.</param>
    /// <param name="indexIsLost">True: every queue starts without an index, as if it had been deleted. False: they share one in SQLite.</param>
    public QueueWorld(ProjectSettings? settings = null, bool indexIsLost = false)
    {
        _indexIsLost = indexIsLost;
        Folder = ProjectFolder.Create(_root.FullName, ProjectName.Parse("demo"), settings ?? new ProjectSettings(), Clock);
        Ids = new IdSource(Clock, new Random(1));
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public MachineClock Clock { get; } = new(new DateTimeOffset(2031, 5, 4, 12, 0, 0, TimeSpan.Zero));

    public ProjectFolder Folder { get; }

    public IdSource Ids { get; }

    public string Root => _root.FullName;

    public string QueueRoot => Path.Combine(Folder.Path, "agents", "_queue");

    public FileTaskQueue Open(IDisk? disk = null)
    {
        var queue = new FileTaskQueue(
            Folder, disk ?? new RealDisk(), OpenIndex(), new IdSource(Clock, new Random(++_seed + 1)), Clock, NullLogger<FileTaskQueue>.Instance);
        _queues.Add(queue);
        return queue;
    }

    private IQueueIndex OpenIndex() => _indexIsLost ? new MemoryQueueIndex() : new SqliteQueueIndex(new OraDatabase(Folder.DatabasePath));

    public TaskAssignment NewTask(string title = "Do it", TaskPriority priority = TaskPriority.Medium, string agent = "", TaskBody? body = null) => new()
    {
        MessageId = Ids.NewTask().Value,
        ProjectName = "demo",
        AgentId = agent,
        Timestamp = Clock.GetUtcNow(),
        Priority = priority,
        Task = (body ?? new TaskBody { Title = title }) with { Title = title },
    };

    public async Task<TaskId> PutAsync(ITaskQueue queue, TaskAssignment? task = null) => (await queue.PutAsync(task ?? NewTask(), Token)).Task;

    public TaskComplete NewResult(TaskOutcome outcome = TaskOutcome.Completed, string summary = "Done.") => new()
    {
        MessageId = Ids.NewMessage().Value,
        ProjectName = "demo",
        Timestamp = Clock.GetUtcNow(),
        TaskId = "",
        Attempt = 0,
        Outcome = outcome,
        Summary = summary,
    };

    public TaskUpdated NewChange(TaskId task, TaskChange change = TaskChange.Changed) => new()
    {
        MessageId = Ids.NewMessage().Value,
        ProjectName = "demo",
        AgentId = "director",
        Timestamp = Clock.GetUtcNow(),
        TaskId = task.Value,
        Change = change,
    };

    public static AgentProfile Agent(string id = "worker-1", params string[] capabilities) => new() { Id = AgentId.Parse(id), Capabilities = capabilities };

    public void Drop(string folder, string name, string content) => File.WriteAllText(Path.Combine(QueueRoot, folder, name), content, new UTF8Encoding(false));

    public string Read(string folder, string name) => File.ReadAllText(Path.Combine(QueueRoot, folder, name));

    public string[] Names(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(Path.Combine(QueueRoot, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues) await queue.DisposeAsync();
        _root.Delete(recursive: true);
    }
}
