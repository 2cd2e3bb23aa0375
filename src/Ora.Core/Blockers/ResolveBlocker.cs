using Ora.Core.Agents;
using Ora.Core.Errors;

namespace Ora.Core.Blockers;

/// <summary>The arguments of <c>resolve_blocker</c>.</summary>
public sealed record ResolveBlockerInput
{
    /// <summary>The blocker.</summary>
    public required string BlockerId { get; init; }

    /// <summary>What to do now, 1 to <see cref="Limits.DescriptionLength"/> characters.</summary>
    public required string Answer { get; init; }
}

/// <summary>The answer of <c>resolve_blocker</c>.</summary>
public sealed record ResolveBlockerResult
{
    /// <summary>The blocker.</summary>
    public required string BlockerId { get; init; }

    /// <summary>The message that carries the answer.</summary>
    public required string MessageId { get; init; }

    /// <summary>The agent that gets the answer; absent when it was only recorded (an incident, or an agent that is gone).</summary>
    public string? DeliveredTo { get; init; }
}

/// <summary>Answers a blocker or closes an incident.</summary>
public sealed class ResolveBlocker
{
    /// <summary>Answers <c>resolve_blocker</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, there is no such blocker, or it has an answer already.</exception>
    public ValueTask<ResolveBlockerResult> ExecuteAsync(Caller caller, ResolveBlockerInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
