using Ora.Core.Memory;
using Ora.Core.State;

namespace Ora.Mcp.Composition;

#pragma warning disable CA1822, IDE0060, CS9113 // Stands in until Ora.Sqlite has its state and memory; goes away with the next change.

/// <summary>State that keeps nothing, until Ora.Sqlite's lands.</summary>
internal sealed class PendingState : IStateStore
{
    public ValueTask DisposeAsync() => default;

    public ValueTask ApplyAsync(ProjectionBatch batch, CancellationToken cancellationToken) => default;

    public ValueTask ResetAsync(CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<TaskRow>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken) => new([]);

    public ValueTask<TaskRow?> TaskAsync(string taskId, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<AgentRow>> AgentsAsync(CancellationToken cancellationToken) => new([]);

    public ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(int limit, CancellationToken cancellationToken) => new([]);

    public ValueTask<DecisionRow?> DecisionAsync(string decisionId, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<BlockerRow>> BlockersAsync(bool openOnly, int limit, CancellationToken cancellationToken) => new([]);

    public ValueTask<BlockerRow?> BlockerAsync(string blockerId, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) => new([]);

    public ValueTask<IReadOnlyList<MetricRow>> MetricsAsync(int limit, CancellationToken cancellationToken) => new([]);
}

/// <summary>Memory that keeps nothing, until Ora.Sqlite's lands.</summary>
internal sealed class PendingMemory : IMemoryIndex
{
    public ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken) => default;

    public ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken) => new([]);

    public ValueTask ResetAsync(CancellationToken cancellationToken) => default;
}
