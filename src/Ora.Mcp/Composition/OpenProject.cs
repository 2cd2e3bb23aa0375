using Microsoft.Extensions.Logging;
using Ora.Core.Agents;
using Ora.Core.Blockers;
using Ora.Core.Decisions;
using Ora.Core.Heartbeats;
using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.State;
using Ora.Core.Tasks;
using Ora.Files.Agents;
using Ora.Files.Projects;
using Ora.Files.Queue;
using Ora.Mcp.Resources;
using Ora.Sqlite;

namespace Ora.Mcp.Composition;

/// <summary>
/// A project with all its parts put together: the files, the embedded database, and the use cases on top of them. It serves one
/// connection or one command.
/// </summary>
internal sealed class OpenProject : IAsyncDisposable
{
    private readonly OraDatabase _database;
    private readonly FileTaskQueue _queue;
    private readonly AgentProfiles _agents;
    private readonly OpenDenseTier? _dense;

    private OpenProject(ProjectFolder folder, ProjectAdapters adapters, ILoggerFactory loggers, TimeProvider timeProvider)
    {
        Folder = folder;
        var ids = new IdSource(timeProvider, new Random());
        _database = new OraDatabase(folder.DatabasePath);
        _queue = adapters.Queue(folder, _database, ids, timeProvider, loggers.CreateLogger<FileTaskQueue>());
        _agents = adapters.Agents(folder, loggers.CreateLogger<AgentProfiles>());
        State = adapters.State(folder, _database, _queue.WriteLock, timeProvider);
        Memory = adapters.Memory(_database, _queue.WriteLock);
        Projector = new Projector(_queue, State, Memory, timeProvider, loggers.CreateLogger<Projector>());
        _dense = adapters.Dense(folder, _database, _queue.WriteLock, _queue, timeProvider, loggers.CreateLogger<DenseTier>());
        if (Dense is { } dense) Projector.Advanced += dense.Signal;
        Reader = new ProjectReader(folder, _queue, _agents, Projector, _queue, Dense, timeProvider);

        var messages = new MessageFactory(ids, timeProvider);
        var session = new AgentSession(_agents, _queue, messages);
        var reviews = new ReviewLedger();
        GetTask = new GetTask(session, _queue, timeProvider);
        PostHeartbeat = new PostHeartbeat(session, _queue, messages);
        CompleteTask = new CompleteTask(session, _queue, messages);
        RaiseBlocker = new RaiseBlocker(session, _queue, Projector, messages);
        QueryMemory = new QueryMemory(session, Projector, loggers.CreateLogger<QueryMemory>(), Dense);
        RecordDecision = new RecordDecision(session, _queue, messages);
        Remember = new Remember(session, _queue, messages);
        ImportMemory = new ImportMemory(_queue, Memory, Projector, messages);
        ForgetMemory = new ForgetMemory(_queue, messages);
        ReviewProject = new ReviewProject(session, _queue, _agents, Projector, folder.Settings, reviews, ids, timeProvider);
        AssignTask = new AssignTask(session, _agents, _queue, messages);
        UpdateTask = new UpdateTask(session, _agents, _queue, messages);
        ResolveBlocker = new ResolveBlocker(session, _agents, _queue, Projector, messages);
        UpdateAgent = new UpdateAgent(session, _agents, _queue, messages);
        PostSummary = new PostSummary(session, _queue, adapters.Summaries(folder, timeProvider), reviews, messages);
    }

    /// <summary>The folder.</summary>
    public ProjectFolder Folder { get; }

    /// <summary>The queue.</summary>
    public ITaskQueue Queue => _queue;

    /// <summary>The agents.</summary>
    public IAgentRegistry Agents => _agents;

    /// <summary>The tables.</summary>
    public IStateStore State { get; }

    /// <summary>The memory's exact tier.</summary>
    public IMemoryIndex Memory { get; }

    /// <summary>The memory's dense tier; null when none is set.</summary>
    public DenseTier? Dense => _dense?.Tier;

    /// <summary>What carries changes from the queue into <see cref="State"/> and <see cref="Memory"/>.</summary>
    public Projector Projector { get; }

    /// <summary>How far <see cref="State"/> and <see cref="Memory"/> are behind.</summary>
    public IProjectionFeed Feed => _queue;

    /// <summary>Answers what is known about the project.</summary>
    public ProjectReader Reader { get; }

    /// <summary>Behind <c>get_task</c>.</summary>
    public GetTask GetTask { get; }

    /// <summary>Behind <c>post_heartbeat</c>.</summary>
    public PostHeartbeat PostHeartbeat { get; }

    /// <summary>Behind <c>complete_task</c>.</summary>
    public CompleteTask CompleteTask { get; }

    /// <summary>Behind <c>raise_blocker</c>.</summary>
    public RaiseBlocker RaiseBlocker { get; }

    /// <summary>Behind <c>query_memory</c>.</summary>
    public QueryMemory QueryMemory { get; }

    /// <summary>Behind <c>record_decision</c>.</summary>
    public RecordDecision RecordDecision { get; }

    /// <summary>Behind <c>remember</c>.</summary>
    public Remember Remember { get; }

    /// <summary>Behind <c>ora memory import</c>.</summary>
    public ImportMemory ImportMemory { get; }

    /// <summary>Behind <c>ora memory forget</c>.</summary>
    public ForgetMemory ForgetMemory { get; }

    /// <summary>Behind <c>review_project</c>.</summary>
    public ReviewProject ReviewProject { get; }

    /// <summary>Behind <c>assign_task</c>.</summary>
    public AssignTask AssignTask { get; }

    /// <summary>Behind <c>update_task</c>.</summary>
    public UpdateTask UpdateTask { get; }

    /// <summary>Behind <c>resolve_blocker</c>.</summary>
    public ResolveBlocker ResolveBlocker { get; }

    /// <summary>Behind <c>update_agent</c>.</summary>
    public UpdateAgent UpdateAgent { get; }

    /// <summary>Behind <c>post_summary</c>.</summary>
    public PostSummary PostSummary { get; }

    /// <summary>Opens a project and rolls forward what crashed processes left.</summary>
    /// <param name="root">The folder of all projects.</param>
    /// <param name="name">The project.</param>
    /// <param name="loggers">Where the parts log.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Gives the opening up.</param>
    /// <param name="adapters">Makes its adapters; null: the shipped ones, without an environment.</param>
    /// <exception cref="Core.Errors.OraException">It does not exist or cannot be opened.</exception>
    public static async ValueTask<OpenProject> OpenAsync(
        string root, ProjectName name, ILoggerFactory loggers, TimeProvider timeProvider, CancellationToken cancellationToken, ProjectAdapters? adapters = null)
    {
        var project = new OpenProject(ProjectFolder.Open(root, name), adapters ?? new ProjectAdapters(), loggers, timeProvider);
        try
        {
            await project.Queue.RecoverAsync(cancellationToken);
            project.Dense?.Signal(); // What waited when the last process ended.
            return project;
        }
        catch
        {
            await project.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the projections up to date for the last time and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await Projector.DisposeAsync();
        if (_dense is not null) await _dense.DisposeAsync();
        await State.DisposeAsync();
        await _queue.DisposeAsync();
        _database.Dispose();
    }
}
