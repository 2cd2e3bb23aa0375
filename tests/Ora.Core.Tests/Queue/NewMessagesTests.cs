using Microsoft.Extensions.Time.Testing;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Tests.Messages;

namespace Ora.Core.Tests.Queue;

public sealed class NewMessagesTests
{
    private static readonly FakeTimeProvider Clock = new(SampleMessages.Time);
    private static readonly MessageFactory Messages = new(new IdSource(Clock, new Random(1)), Clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PublishNew_IdIsTaken_TakesAnotherAndSaysWhich()
    {
        await using var queue = new QueueWithTakenIds(refusals: 2);
        var published = await queue.PublishNewAsync(Messages, SampleMessages.Of(MessageTypes.MemoryAdded), MessagePlace.Processed, Cancellation);
        Assert.Equal(3, queue.Asked.Distinct().Count());
        Assert.Equal(queue.Asked[^1], published.MessageId);
    }

    [Fact]
    public async Task PutNew_IdIsTaken_TakesAnother()
    {
        await using var queue = new QueueWithTakenIds(refusals: 1);
        var put = await queue.PutNewAsync(Messages, (TaskAssignment)SampleMessages.Of(MessageTypes.NewTaskAssignment), Cancellation);
        Assert.Equal(2, queue.Asked.Distinct().Count());
        Assert.Equal(queue.Asked[^1], put.Task.Value);
    }

    [Fact]
    public async Task PublishNew_AlwaysRefused_GivesUp()
    {
        await using var queue = new QueueWithTakenIds(refusals: 100);
        var message = SampleMessages.Of(MessageTypes.MemoryAdded);
        await Assert.ThrowsAsync<OraException>(() => queue.PublishNewAsync(Messages, message, MessagePlace.Processed, Cancellation).AsTask());
        Assert.Equal(4, queue.Asked.Count);
    }

    /// <summary>A queue that finds the first ids taken, as one does that other processes write to in the same millisecond.</summary>
    private sealed class QueueWithTakenIds(int refusals) : ITaskQueue
    {
        private int _refusals = refusals;

        public List<string> Asked { get; } = [];

        public string? Degraded => null;

        public ValueTask PublishAsync(Message message, MessagePlace place, CancellationToken cancellationToken)
        {
            Ask(message.MessageId);
            return default;
        }

        public ValueTask<PutResult> PutAsync(TaskAssignment task, CancellationToken cancellationToken)
        {
            Ask(task.MessageId);
            return new(new PutResult(TaskId.Parse(task.MessageId), Created: true));
        }

        public ValueTask DisposeAsync() => default;

        public ValueTask<ClaimResult> ClaimAsync(AgentProfile agent, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IQueueWatch Watch() => throw new NotSupportedException();

        public ValueTask<LeaseCheck> ExtendAsync(Claim claim, AgentId agent, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<LeaseCheck> CheckAsync(Claim claim, AgentId agent, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<CompletionResult> CompleteAsync(Claim claim, AgentId agent, TaskComplete result, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<TaskEntry> UpdateAsync(TaskUpdated change, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Message>> InboxAsync(AgentId agent, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Message>> OutboxAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask MarkReadAsync(IReadOnlyCollection<MessageId> messages, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<TaskEntry?> FindAsync(TaskId task, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<TaskEntry>> ListAsync(TaskState state, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Message?> ReadAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<QueueCounts> CountsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<RejectedFile>> RejectedAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> ExpireLeasesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<int> ReleaseAsync(AgentId agent, string reason, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask RecoverAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask RebuildAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        private void Ask(string id)
        {
            Asked.Add(id);
            if (_refusals-- > 0) throw new OraException(OraErrorCode.Conflict, $"The id {id} is taken.", "Try again.");
        }
    }
}
