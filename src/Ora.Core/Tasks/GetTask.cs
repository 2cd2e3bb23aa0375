using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Errors;

namespace Ora.Core.Tasks;

/// <summary>The arguments of <c>get_task</c>.</summary>
public sealed record GetTaskInput
{
    /// <summary>How long to wait for work when there is none, in seconds, 0 to <see cref="Limits.WaitSeconds"/>.</summary>
    public int WaitSeconds { get; init; }
}

/// <summary>The answer of <c>get_task</c>: a task, or why there is none.</summary>
public sealed record GetTaskResult
{
    /// <summary>The task, or null. Null is written out, so that a model sees it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public TaskView? Task { get; init; }

    /// <summary>The token that heartbeats, results and blockers about the task carry.</summary>
    public string? Claim { get; init; }

    /// <summary>When the claim is taken back unless a heartbeat comes, UTC.</summary>
    public DateTimeOffset? LeaseExpiresAt { get; init; }

    /// <summary>True when the agent held the task already; absent otherwise.</summary>
    public bool? Resumed { get; init; }

    /// <summary>Messages for this agent, oldest first, at most <see cref="Limits.MessagesPerAnswer"/>.</summary>
    public required IReadOnlyList<DeliveredMessage> Messages { get; init; }

    /// <summary>Why there is no task, in a sentence.</summary>
    public string? Reason { get; init; }
}

/// <summary>Gives an agent the task it holds or the best one it may have, and delivers its messages.</summary>
public sealed class GetTask
{
    /// <summary>Answers <c>get_task</c>.</summary>
    /// <exception cref="OraException">The wait is out of range, or the agent is retired.</exception>
    public ValueTask<GetTaskResult> ExecuteAsync(Caller caller, GetTaskInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
