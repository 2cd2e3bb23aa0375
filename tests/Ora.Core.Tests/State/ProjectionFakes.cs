using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Tests.State;

/// <summary>A feed without a queue: failures and waits can be made at will.</summary>
internal sealed class FeedInMemory : IProjectionFeed, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(PendingProjection Pending, Message Message)> _changes = [];
    private long _sequence;

    public SemaphoreSlim TurnWanted { get; } = new(0);

    public Action? AfterAcknowledge { get; set; }

    public void Add(Message message)
    {
        lock (_gate) _changes.Add((new PendingProjection(++_sequence, message.MessageId), message));
    }

    public SemaphoreSlim HoldTurn()
    {
        Assert.True(_turn.Wait(0));
        return _turn;
    }

    public async ValueTask<IAsyncDisposable> LockAsync(CancellationToken cancellationToken)
    {
        TurnWanted.Release();
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    public ValueTask<ProjectionBatch> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var changes = _changes.Take(limit).ToList();
            return new(new ProjectionBatch([.. changes.Select(c => c.Pending)], [], [.. changes.Select(c => c.Message)]));
        }
    }

    public ValueTask<bool> AcknowledgeAsync(ProjectionBatch batch, CancellationToken cancellationToken)
    {
        lock (_gate) _changes.RemoveAll(change => batch.Pending.Contains(change.Pending));
        var then = AfterAcknowledge;
        AfterAcknowledge = null;
        then?.Invoke();
        return new(true);
    }

    public int Rebuilt { get; private set; }

    public ValueTask RebuildAsync(CancellationToken cancellationToken)
    {
        Rebuilt++;
        return default;
    }

    public ValueTask<long> BacklogAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return new(_changes.Count);
    }

    public void Dispose()
    {
        _turn.Dispose();
        TurnWanted.Dispose();
    }

    private sealed class Turn(SemaphoreSlim turn) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            turn.Release();
            return default;
        }
    }
}

/// <summary>Tables that only remember what was applied.</summary>
internal sealed class RecordingState(List<string> log) : IStateStore
{
    public List<ProjectionBatch> Batches { get; } = [];

    public IEnumerable<string> Applied => Batches.SelectMany(batch => batch.Messages.Select(message => message.MessageId));

    public SemaphoreSlim Changed { get; } = new(0);

    public SemaphoreSlim Refused { get; } = new(0);

    public Exception? Fail { get; set; }

    public StateUnavailableException? Unavailable { get; set; }

    public ValueTask ApplyAsync(ProjectionBatch batch, CancellationToken cancellationToken)
    {
        if (Fail is { } failure)
        {
            Refused.Release();
            throw failure;
        }

        Batches.Add(batch);
        log.Add($"state {string.Join(' ', batch.Messages.Select(message => message.MessageId))}");
        Changed.Release();
        return default;
    }

    public ValueTask DisposeAsync()
    {
        Changed.Dispose();
        Refused.Dispose();
        return default;
    }

    public ValueTask ResetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<TaskRow>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<TaskRow?> TaskAsync(string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<AgentRow>> AgentsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DecisionRow?> DecisionAsync(string decisionId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<BlockerRow>> BlockersAsync(bool openOnly, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<BlockerRow?> BlockerAsync(string blockerId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<MetricRow>> MetricsAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ProjectionFailure>> FailuresAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>A memory that only remembers what was added.</summary>
internal sealed class RecordingMemory(List<string> log) : IMemoryIndex
{
    public Exception? FailOnce { get; set; }

    public ValueTask AddAsync(IReadOnlyList<MemoryRecord> records, CancellationToken cancellationToken)
    {
        var failure = FailOnce;
        FailOnce = null;
        if (failure is not null) throw failure;
        log.Add($"memory {string.Join(' ', records.Select(record => record.Text))}");
        return default;
    }

    public ValueTask ForgetAsync(IReadOnlyList<MemoryForgotten> messages, CancellationToken cancellationToken)
    {
        if (messages.Count > 0) log.Add($"forget {string.Join(' ', messages.SelectMany(message => message.Ids ?? []))}");
        return default;
    }

    public ValueTask<IReadOnlyList<MemoryHit>> SearchAsync(MemoryQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<string> VersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<MemoryStats> StatsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<string>> KnownSourcesAsync(IReadOnlyCollection<string> sources, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ResetAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
