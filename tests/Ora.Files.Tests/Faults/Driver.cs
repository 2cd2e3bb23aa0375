using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Invariants;

namespace Ora.Files.Tests.Faults;

/// <summary>Uses a queue as agents, a director and people do, and writes down what it was answered.</summary>
/// <param name="world">The project and its clock.</param>
/// <param name="drop">How a person puts a finished file into inbox/.</param>
internal sealed class Driver(QueueWorld world, Action<string, string> drop)
{
    public const string Ann = "ann";
    public const string Bob = "bob";

    private static int _texts;

    private static CancellationToken Token => QueueWorld.Token;

    public Acknowledged Acknowledged { get; } = new();

    public QueueWorld World => world;

    /// <summary>The task that was put last.</summary>
    public TaskId Task { get; private set; }

    /// <summary>The claim that was given last.</summary>
    public Claim Claim { get; private set; }

    /// <summary>The message that was published last.</summary>
    public MessageId Message { get; private set; }

    /// <summary>The names of the files that a person put into inbox/.</summary>
    public List<string> Dropped { get; } = [];

    public async Task PutAsync(ITaskQueue queue, int maxAttempts = 3, string? key = null)
    {
        var task = world.NewTask(Text("task"), body: new TaskBody { Title = "", MaxAttempts = maxAttempts });
        var result = await queue.PutAsync(key is null ? task : task with { IdempotencyKey = key }, Token);
        Task = result.Task;
        if (result.Created) Acknowledged.Put(result.Task.Value, task.Task.Title);
    }

    public async Task ClaimAsync(ITaskQueue queue, string agent = Ann)
    {
        if ((await queue.ClaimAsync(QueueWorld.Agent(agent), Token)).Task is not { } claimed) throw new InvalidOperationException("Nothing was offered.");
        Claim = claimed.Entry.Claim;
        Acknowledged.Claimed(Claim.Task.Value, Claim.Attempt, agent, claimed.Resumed);
    }

    public async Task BeatAsync(ITaskQueue queue, string agent = Ann)
    {
        var beat = new Heartbeat { MessageId = world.Ids.NewMessage().Value, ProjectName = "demo", AgentId = agent, Timestamp = world.Clock.GetUtcNow(), Status = "working", Note = Text("note") };
        var check = await queue.ExtendAsync(Claim, AgentId.Parse(agent), Token);
        await queue.PublishAsync(beat, MessagePlace.Outbox, Token);
        Acknowledged.Heartbeat(agent, beat.Note!, check.Held ? (Claim.Task.Value, Claim.Attempt) : null);
    }

    public Task CompleteAsync(ITaskQueue queue, TaskOutcome outcome = TaskOutcome.Completed, string agent = Ann) => CompleteAsync(queue, Claim, outcome, agent, Text("summary"));

    public async Task CompleteAsync(ITaskQueue queue, Claim claim, TaskOutcome outcome, string agent, string summary)
    {
        var result = await queue.CompleteAsync(claim, AgentId.Parse(agent), world.NewResult(outcome, summary), Token);
        var word = result switch
        {
            CompletionResult.AlreadyRecorded => "already_recorded",
            _ => result.ToString().ToLowerInvariant(),
        };
        Acknowledged.Answered(claim.Task.Value, claim.Attempt, agent, outcome.ToString().ToLowerInvariant(), summary, word);
    }

    public async Task UpdateAsync(ITaskQueue queue, TaskChange change, TaskPriority? priority = null, string? assignee = null)
    {
        if (change == TaskChange.Retried) Acknowledged.AsksRetry(Task.Value);
        var message = world.NewChange(Task, change) with { Priority = priority, AssignedTo = assignee, Reason = Text("reason") };
        await queue.UpdateAsync(message, Token);
        Acknowledged.Updated(Task.Value, message.AgentId, message.Reason, change.ToString().ToLowerInvariant());
    }

    public async Task PublishAsync(ITaskQueue queue, Message message, MessagePlace place)
    {
        message = message with { MessageId = world.Ids.NewMessage().Value, ProjectName = "demo", Timestamp = world.Clock.GetUtcNow() };
        await queue.PublishAsync(message, place, Token);
        Message = MessageId.Parse(message.MessageId);
        Promise(message);
    }

    public async Task MarkReadAsync(ITaskQueue queue) => await queue.MarkReadAsync([Message], Token);

    public void Drop(string name, string content)
    {
        drop(name, content);
        Dropped.Add(name);
    }

    /// <summary>A text that nothing else has, so that a message can be found by it.</summary>
    public static string Text(string what) => $"{what} {Interlocked.Increment(ref _texts)}";

    private void Promise(Message message)
    {
        switch (message)
        {
            case DecisionRecorded m: Acknowledged.Decision(m.MessageId, m.AgentId, m.Title); break;
            case BlockerAlert m: Acknowledged.Blocker(m.MessageId, m.AgentId, m.Description); break;
            case BlockerResolved m: Acknowledged.BlockerAnswer(m.MessageId, m.AgentId, m.Answer); break;
            case MemoryAdded m: Acknowledged.Memory(m.MessageId + ".0", m.AgentId, m.Entries[0].Text); break;
            case DirectorSummary m: Acknowledged.Summary(m.MessageId, m.AgentId, m.Summary); break;
            default: break;
        }
    }
}
