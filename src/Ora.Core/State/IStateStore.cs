using Ora.Core.Queue;

namespace Ora.Core.State;

/// <summary>
/// The tables of the framework document, as a projection of the queue: dropping it and applying everything again gives equal
/// tables. It is never asked whether a task may be claimed.
/// </summary>
public interface IStateStore : IAsyncDisposable
{
    /// <summary>Why the store would not be asked right now, because it did not answer a moment ago; null when it would.</summary>
    StateUnavailableException? Unavailable => null;

    /// <summary>
    /// Applies changes in one transaction. A message that was applied before changes nothing; a task's row becomes what is given.
    /// Messages may arrive in any order, also before their task: the rows depend on which there are, and the latest is the one with
    /// the greatest id. A change that the tables refuse for what it says is set aside with the reason, and the rest goes on.
    /// </summary>
    ValueTask ApplyAsync(ProjectionBatch batch, CancellationToken cancellationToken);

    /// <summary>Drops all rows.</summary>
    ValueTask ResetAsync(CancellationToken cancellationToken);

    /// <summary>Tasks that fit, most recent first.</summary>
    ValueTask<IReadOnlyList<TaskRow>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken);

    /// <summary>One task, or null.</summary>
    ValueTask<TaskRow?> TaskAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>All agents, by id.</summary>
    ValueTask<IReadOnlyList<AgentRow>> AgentsAsync(CancellationToken cancellationToken);

    /// <summary>Decisions, most recent first.</summary>
    ValueTask<IReadOnlyList<DecisionRow>> DecisionsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>One decision, or null.</summary>
    ValueTask<DecisionRow?> DecisionAsync(string decisionId, CancellationToken cancellationToken);

    /// <summary>Blockers and incidents, most recent first.</summary>
    ValueTask<IReadOnlyList<BlockerRow>> BlockersAsync(bool openOnly, int limit, CancellationToken cancellationToken);

    /// <summary>One blocker, or null.</summary>
    ValueTask<BlockerRow?> BlockerAsync(string blockerId, CancellationToken cancellationToken);

    /// <summary>Messages that fit, most recent first.</summary>
    ValueTask<IReadOnlyList<MessageRow>> MessagesAsync(MessageFilter filter, CancellationToken cancellationToken);

    /// <summary>Counters per agent and day, most recent day first.</summary>
    ValueTask<IReadOnlyList<MetricRow>> MetricsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>What was set aside, by id.</summary>
    ValueTask<IReadOnlyList<ProjectionFailure>> FailuresAsync(int limit, CancellationToken cancellationToken);
}

/// <summary>Which tasks to list.</summary>
/// <param name="State">Only those in this state.</param>
/// <param name="AgentId">Only those held or finished by, or assigned to, this agent.</param>
/// <param name="Limit">At most this many.</param>
public sealed record TaskFilter(TaskState? State = null, string? AgentId = null, int Limit = 100);

/// <summary>Which messages to list.</summary>
/// <param name="MessageType">Only this type.</param>
/// <param name="AgentId">Only from this agent.</param>
/// <param name="TaskId">Only about this task.</param>
/// <param name="After">Only those whose id sorts after this one.</param>
/// <param name="Limit">At most this many.</param>
public sealed record MessageFilter(
    string? MessageType = null, string? AgentId = null, string? TaskId = null, string? After = null, int Limit = 100);
