using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;

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
public sealed class RaiseBlocker
{
    /// <summary>Answers <c>raise_blocker</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, the claim is stale or another agent's, or the agent is retired.</exception>
    public ValueTask<RaiseBlockerResult> ExecuteAsync(Caller caller, RaiseBlockerInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
