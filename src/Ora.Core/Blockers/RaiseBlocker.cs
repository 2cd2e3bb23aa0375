using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Blockers;

/// <summary>The arguments of <c>raise_blocker</c>.</summary>
public sealed record RaiseBlockerInput
{
    /// <summary>The claim of the task that is blocked; null when it is about no task.</summary>
    public string? Claim { get; init; }

    /// <summary>What is wrong, 1 to <see cref="Limits.DescriptionLength"/> characters.</summary>
    public required string Description { get; init; }

    /// <summary>How bad it is.</summary>
    public required BlockerSeverity Severity { get; init; }

    /// <summary>Who must do what, 1 to <see cref="Limits.NoteLength"/> characters.</summary>
    public required string Needs { get; init; }
}

/// <summary>What an agent should do while its blocker is open.</summary>
[JsonConverter(typeof(WireEnumConverter<BlockerAdvice>))]
public enum BlockerAdvice
{
    /// <summary>Keep the task, keep its lease alive, and do what can be done without the answer.</summary>
    Wait,

    /// <summary>The agent may hold another task: get one meanwhile.</summary>
    TakeAnotherTask,
}

/// <summary>The answer of <c>raise_blocker</c>.</summary>
public sealed record RaiseBlockerResult
{
    /// <summary>The blocker.</summary>
    public required string BlockerId { get; init; }

    /// <summary>What to do meanwhile.</summary>
    public required BlockerAdvice Advice { get; init; }

    /// <summary>The same in a sentence.</summary>
    public required string Next { get; init; }

    /// <summary>True when the task had an open incident already, which this is; absent otherwise.</summary>
    public bool? AlreadyOpen { get; init; }
}

/// <summary>Asks the Director for help; for the Director, opens an incident about a task.</summary>
public sealed class RaiseBlocker(
    AgentSession session, ITaskQueue queue, Projector projector, MessageFactory messages)
{
    /// <summary>Answers <c>raise_blocker</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, the claim is stale or another agent's, or the agent is retired.</exception>
    public async ValueTask<RaiseBlockerResult> ExecuteAsync(Caller caller, RaiseBlockerInput input, CancellationToken cancellationToken)
    {
        var claim = input.Claim is null ? (Claim?)null : Claim.Parse(input.Claim);
        var isIncident = claim is not null && caller.Role == AgentRole.Director;
        var alert = messages.From(caller, new BlockerAlert
        {
            Kind = isIncident ? BlockerKind.Incident : BlockerKind.Blocker,
            TaskId = claim?.Task.Value,
            Attempt = claim?.Attempt,
            Description = input.Description,
            Severity = input.Severity,
            Needs = input.Needs,
        });
        var profile = await session.EnterAsync(caller, cancellationToken);
        if (isIncident) return await OpenIncidentAsync(alert, claim!.Value, cancellationToken);
        if (claim is { } held) await RequireHeldAsync(held, caller.Agent, cancellationToken);
        alert = await queue.PublishNewAsync(messages, alert, MessagePlace.Outbox, cancellationToken);
        return await MayTakeAnotherAsync(profile, input.Severity, cancellationToken)
            ? new RaiseBlockerResult
            {
                BlockerId = alert.MessageId,
                Advice = BlockerAdvice.TakeAnotherTask,
                Next = "The Director is told. Call get_task for other work; the answer comes with its messages.",
            }
            : new RaiseBlockerResult
            {
                BlockerId = alert.MessageId,
                Advice = BlockerAdvice.Wait,
                Next = "The Director is told. Keep your claim alive with post_heartbeat, go on with what is not blocked; the answer comes with its messages.",
            };
    }

    private async ValueTask<RaiseBlockerResult> OpenIncidentAsync(BlockerAlert alert, Claim claim, CancellationToken cancellationToken)
    {
        await RequireCurrentAsync(claim, cancellationToken);
        var open = await projector.ReadAsync<IReadOnlyList<BlockerRow>?>(
            async (state, token) => await state.BlockersAsync(openOnly: true, Limits.ListingRows, token), null, cancellationToken);
        if (open.Value is null || open.Degraded is not null)
        {
            throw new OraException(
                OraErrorCode.Unavailable,
                $"It cannot be seen whether task {claim.Task} has an open incident: {open.Degraded}.",
                "Nothing was written; try again in the next cycle.");
        }

        var known = open.Value.FirstOrDefault(b => b.Kind == BlockerKind.Incident && b.TaskId == claim.Task.Value);
        if (known is null) alert = await queue.PublishNewAsync(messages, alert, MessagePlace.Outbox, cancellationToken);
        return new RaiseBlockerResult
        {
            BlockerId = known?.BlockerId ?? alert.MessageId,
            Advice = BlockerAdvice.Wait,
            Next = "Close the incident with resolve_blocker when the task moves again.",
            AlreadyOpen = known is null ? null : true,
        };
    }

    private async ValueTask RequireHeldAsync(Claim claim, AgentId agent, CancellationToken cancellationToken)
    {
        var lease = await queue.CheckAsync(claim, agent, cancellationToken);
        if (lease.Held) return;
        throw new OraException(
            OraErrorCode.Conflict,
            $"You do not hold {claim}: {lease.StaleReason}",
            "Call get_task for a claim of your own, or leave claim out when the blocker is about no task.",
            "claim");
    }

    private async ValueTask RequireCurrentAsync(Claim claim, CancellationToken cancellationToken)
    {
        var task = await queue.FindAsync(claim.Task, cancellationToken)
            ?? throw new OraException(
                OraErrorCode.NotFound, $"There is no task \"{claim.Task}\".", "Take the claim from review_project.", "claim");
        if (task.State == TaskState.Working && task.Attempt == claim.Attempt) return;
        throw new OraException(
            OraErrorCode.Conflict, $"{claim} is not the current claim of task {claim.Task}.", "Call review_project for the claim it has now.", "claim");
    }

    // A critical blocker endangers more than its own task, so its agent starts nothing else.
    private async ValueTask<bool> MayTakeAnotherAsync(AgentProfile profile, BlockerSeverity severity, CancellationToken cancellationToken)
    {
        if (severity == BlockerSeverity.Critical) return false;
        var working = await queue.ListAsync(TaskState.Working, Limits.ListingRows, cancellationToken);
        return working.Count(task => task.ClaimedBy == profile.Id.Value) < profile.MaxClaims;
    }
}
