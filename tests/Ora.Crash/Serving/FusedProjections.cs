using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.State;

namespace Ora.Crash.Serving;

/// <summary>The real tables, with a point before and after a batch is applied.</summary>
internal sealed class FusedState(IStateStore state, Fuse fuse) : IStateStore
{
    public async ValueTask ApplyAsync(ProjectionBatch batch, CancellationToken cancellationToken)
    {
        fuse.Pass("state", "apply", "before");
        await state.ApplyAsync(batch, cancellationToken);
        fuse.Pass("state", "apply", "after");
    }

    public ValueTask ResetAsync(CancellationToken cancellationToken) => state.ResetAsync(cancellationToken);

    public ValueTask<IReadOnlyList<TaskRow>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken) => state.TasksAsync(filter, cancellationToken);

    public ValueTask<TaskRow?> TaskAsync(string taskId, CancellationToken cancellationToken) => state.TaskAsync(taskId, cancellationToken);

    public ValueTask<IReadOnlyList<AgentRow>> AgentsAsync(CancellationToken cancellationToken) => state.AgentsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(int limit, CancellationToken cancellationToken) => state.DecisionsAsync(limit, cancellationToken);

    public ValueTask<DecisionRow?> DecisionAsync(string decisionId, CancellationToken cancellationToken) => state.DecisionAsync(decisionId, cancellationToken);

    public ValueTask<IReadOnlyList<BlockerRow>> BlockersAsync(bool openOnly, int limit, CancellationToken cancellationToken) =>
        state.BlockersAsync(openOnly, limit, cancellationToken);

    public ValueTask<BlockerRow?> BlockerAsync(string blockerId, CancellationToken cancellationToken) => state.BlockerAsync(blockerId, cancellationToken);

    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) =>
        state.MessagesAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<MetricRow>> MetricsAsync(int limit, CancellationToken cancellationToken) => state.MetricsAsync(limit, cancellationToken);

    public ValueTask<IReadOnlyList<ProjectionFailure>> FailuresAsync(int limit, CancellationToken cancellationToken) => state.FailuresAsync(limit, cancellationToken);

    public ValueTask DisposeAsync() => state.DisposeAsync();
}

/// <summary>The real memory, with a point before and after passages are added.</summary>
internal sealed class FusedMemory(IMemoryIndex memory, Fuse fuse) : IMemoryIndex
{
    public async ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken)
    {
        fuse.Pass("memory", "add", "before");
        await memory.AddAsync(records, cancellationToken);
        fuse.Pass("memory", "add", "after");
    }

    public ValueTask ForgetAsync(IReadOnlyList<MemoryForgotten> messages, CancellationToken cancellationToken) => memory.ForgetAsync(messages, cancellationToken);

    public ValueTask<string> VersionAsync(CancellationToken cancellationToken) => memory.VersionAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> KnownSourcesAsync(IReadOnlyCollection<string> sources, CancellationToken cancellationToken) =>
        memory.KnownSourcesAsync(sources, cancellationToken);

    public ValueTask<MemoryStats> StatsAsync(CancellationToken cancellationToken) => memory.StatsAsync(cancellationToken);

    public ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken) => memory.SearchAsync(query, cancellationToken);

    public ValueTask ResetAsync(CancellationToken cancellationToken) => memory.ResetAsync(cancellationToken);
}
