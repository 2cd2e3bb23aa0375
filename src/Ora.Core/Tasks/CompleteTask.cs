using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Tasks;

/// <summary>The arguments of <c>complete_task</c>.</summary>
public sealed record CompleteTaskInput
{
    /// <summary>The claim that <c>get_task</c> gave.</summary>
    public required string Claim { get; init; }

    /// <summary>How the attempt ended.</summary>
    public required TaskOutcome Outcome { get; init; }

    /// <summary>What was done, or why not; 1 to <see cref="Limits.SummaryLength"/> characters.</summary>
    public required string Summary { get; init; }

    /// <summary>Files, links or ids that were produced.</summary>
    public IReadOnlyList<string>? Artifacts { get; init; }
}

/// <summary>The answer of <c>complete_task</c>.</summary>
public sealed record CompleteTaskResult
{
    /// <summary>What became of the result.</summary>
    public required CompletionResult Result { get; init; }

    /// <summary>What to do now, in a sentence.</summary>
    public required string Next { get; init; }
}

/// <summary>Records the result of an attempt.</summary>
public sealed class CompleteTask
{
    /// <summary>Answers <c>complete_task</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, the task does not exist, or the agent is retired.</exception>
    public ValueTask<CompleteTaskResult> ExecuteAsync(Caller caller, CompleteTaskInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
