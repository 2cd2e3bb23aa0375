using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
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
public sealed class CompleteTask(AgentSession session, ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Answers <c>complete_task</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the task does not exist.</exception>
    public async ValueTask<CompleteTaskResult> ExecuteAsync(Caller caller, CompleteTaskInput input, CancellationToken cancellationToken)
    {
        var claim = Claim.Parse(input.Claim);
        var message = messages.From(caller, new TaskComplete
        {
            TaskId = claim.Task.Value,
            Attempt = claim.Attempt,
            Outcome = input.Outcome,
            Summary = input.Summary,
            Artifacts = input.Artifacts,
        });
        await session.EnterEvenRetiredAsync(caller, cancellationToken);
        var result = await queue.CompleteAsync(claim, caller.Agent, message, cancellationToken);
        return new CompleteTaskResult { Result = result, Next = Next(result) };
    }

    private static string Next(CompletionResult result) => result switch
    {
        CompletionResult.Completed => "Done. Call get_task for the next task.",
        CompletionResult.Requeued => "The attempt counts as failed and the task waits for another one. Call get_task.",
        CompletionResult.Failed => "The task is out of attempts; the Director is told. Call get_task.",
        CompletionResult.Late => "The claim was no longer yours, so the result is kept but was not applied. Call get_task.",
        CompletionResult.AlreadyRecorded => "The result of this attempt was recorded before; nothing changed. Call get_task.",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a result."),
    };
}
