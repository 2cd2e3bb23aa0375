using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Queue;

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
public sealed class GetTask(AgentSession session, ITaskQueue queue, TimeProvider timeProvider)
{
    /// <summary>Answers <c>get_task</c>.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="input">The arguments.</param>
    /// <param name="stopWaiting">Ends a wait without giving out a task: nobody is there any more to take it.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="OraException">The wait is out of range, or the agent is retired.</exception>
    public async ValueTask<GetTaskResult> ExecuteAsync(
        Caller caller, GetTaskInput input, CancellationToken stopWaiting, CancellationToken cancellationToken)
    {
        if (input.WaitSeconds is < 0 or > Limits.WaitSeconds)
        {
            throw new OraException(
                OraErrorCode.InvalidArgument, $"waitSeconds must be from 0 to {Limits.WaitSeconds}.", "Correct it and call get_task again.", "waitSeconds");
        }

        var profile = await session.EnterAsync(caller, cancellationToken);
        var result = await LookAsync(caller, profile, cancellationToken);
        return input.WaitSeconds == 0 || HasNews(result)
            ? result
            : await WaitAsync(caller, TimeSpan.FromSeconds(input.WaitSeconds), stopWaiting, cancellationToken);
    }

    private async ValueTask<GetTaskResult> WaitAsync(
        Caller caller, TimeSpan wait, CancellationToken stopWaiting, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        using var watch = queue.Watch();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopWaiting, cancellationToken);
        while (true)
        {
            // Watching began before this look, so nothing that arrives after it is missed.
            // The profile is read at every look: the agent may be retired while it waits.
            var result = await LookAsync(caller, await session.ProfileAsync(caller, cancellationToken), cancellationToken);
            var left = wait - timeProvider.GetElapsedTime(start);
            if (HasNews(result) || left <= TimeSpan.Zero) return result;
            try
            {
                await watch.WaitAsync(left, either.Token);
            }
            catch (OperationCanceledException) when (stopWaiting.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return result;
            }
        }
    }

    private async ValueTask<GetTaskResult> LookAsync(Caller caller, AgentProfile profile, CancellationToken cancellationToken)
    {
        var claim = await queue.ClaimAsync(profile, cancellationToken);
        var messages = claim.HasMessages ? await session.DeliverAsync(caller, cancellationToken) : [];
        if (claim.Task is not { } task) return new GetTaskResult { Messages = messages, Reason = claim.Reason };
        return new GetTaskResult
        {
            Task = TaskView.Of(task.Entry, task.Message),
            Claim = task.Entry.Claim.ToString(),
            LeaseExpiresAt = task.LeaseExpiresAt,
            Resumed = task.Resumed ? true : null,
            Messages = messages,
        };
    }

    private static bool HasNews(GetTaskResult result) => result.Task is not null || result.Messages.Count > 0;
}
