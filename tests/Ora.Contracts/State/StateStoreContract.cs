using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.State;

/// <summary>What every state store does.</summary>
public abstract partial class StateStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The store under test.</summary>
    protected IStateStore Store { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await CreateStoreAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new, empty store.</summary>
    protected abstract ValueTask<IStateStore> CreateStoreAsync();

    /// <summary>Drops what <see cref="CreateStoreAsync"/> made besides the store.</summary>
    protected virtual ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;

    private ValueTask ApplyAsync(params Message[] messages) => Store.ApplyAsync(new ProjectionBatch([], [], messages), Cancellation);

    private ValueTask ApplyAsync(params ProjectedTask[] tasks) => Store.ApplyAsync(new ProjectionBatch([], tasks, []), Cancellation);

    private async ValueTask<TaskRow> TaskAsync(string id) =>
        await Store.TaskAsync(id, Cancellation) ?? throw new InvalidOperationException($"{id} is not there");

    private static ProjectedTask Task(string id, TaskState state = TaskState.Waiting) => new(
        new TaskEntry
        {
            Id = TaskId.Parse(id),
            State = state,
            Attempt = state == TaskState.Waiting ? 0 : 1,
            ClaimedBy = state == TaskState.Waiting ? null : "zoe",
        },
        new TaskAssignment { MessageId = id, ProjectName = "demo", Timestamp = Noon, Task = new TaskBody { Title = $"Title of {id}" } });

    private static TaskComplete Result(string id, string task = "task-a", int attempt = 1) => new()
    {
        MessageId = id,
        ProjectName = "demo",
        AgentId = "ann",
        Timestamp = Noon,
        TaskId = task,
        Attempt = attempt,
        Outcome = TaskOutcome.Completed,
        Summary = $"Summary of {id}",
    };

    private static Heartbeat Beat(string id, DateTimeOffset at, Progress? progress = null, int attempt = 1) => new()
    {
        MessageId = id,
        ProjectName = "demo",
        AgentId = "ann",
        Timestamp = at,
        TaskId = "task-a",
        Attempt = attempt,
        Status = "in_progress",
        Progress = progress,
    };

    private static AgentUpdated Profile(string id, string agent = "ann") => new()
    {
        MessageId = id,
        ProjectName = "demo",
        AgentId = "operator",
        Timestamp = Noon,
        Subject = agent,
        Role = AgentRole.Agent,
        Status = AgentStatus.Active,
    };

    private static BlockerAlert Alert(string id) => new()
    {
        MessageId = id,
        ProjectName = "demo",
        AgentId = "ann",
        Timestamp = Noon,
        Description = $"Description of {id}",
        Severity = BlockerSeverity.High,
    };

    private static BlockerResolved Answer(string id, string blocker) => new()
    {
        MessageId = id,
        ProjectName = "demo",
        AgentId = "ann",
        Timestamp = Noon.AddMinutes(5),
        BlockerId = blocker,
        Answer = $"Answer of {id}",
        ResolvedBy = "director",
    };

    private static DecisionRecorded Decision(string id) => new()
    {
        MessageId = id,
        ProjectName = "demo",
        AgentId = "ann",
        Timestamp = Noon,
        Title = $"Title of {id}",
        Rationale = "Because.",
    };
}
