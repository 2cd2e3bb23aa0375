using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Contracts.Queue;

/// <summary>What every queue index does.</summary>
public abstract partial class QueueIndexContract : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AgentId Ann = AgentId.Parse("ann");
    private static readonly AgentId Bob = AgentId.Parse("bob");
    private readonly List<IQueueIndex> _indexes = [];

    /// <summary>A new index on a store of its own, not opened.</summary>
    protected abstract IQueueIndex CreateIndex();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var index in _indexes) index.Dispose();
    }

    private IQueueIndex Empty()
    {
        var index = CreateIndex();
        _indexes.Add(index);
        index.Reset("first");
        return index;
    }

    private static TaskEntry Task(string name) => new() { Id = TaskId.Parse($"task-{name}"), State = TaskState.Waiting };

    private static TaskEntry Find(IQueueIndex index, string name) => index.Find(Task(name).Id)!;

    private static IEnumerable<string> OfferedTo(IQueueIndex index, AgentId agent, params string[] capabilities) =>
        index.Offers(agent, capabilities).Select(t => t.Id.Value);

    private static IEnumerable<string> Ids(IEnumerable<MessageEntry> messages) => messages.Select(m => m.Id.Value);

    private static MessageEntry Message(string id, MessagePlace place, string? to = null) =>
        new() { Id = MessageId.Parse(id), MessageType = MessageTypes.BlockerAlert, Place = place, To = to };

    private static MessageEntry Result(string id, string task, int? appliedAttempt) => new()
    {
        Id = MessageId.Parse(id),
        MessageType = MessageTypes.TaskComplete,
        Place = MessagePlace.Processed,
        TaskId = task,
        AppliedAttempt = appliedAttempt,
    };
}
