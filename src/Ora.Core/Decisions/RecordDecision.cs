using Ora.Core.Agents;
using Ora.Core.Errors;

namespace Ora.Core.Decisions;

/// <summary>The arguments of <c>record_decision</c>.</summary>
public sealed record RecordDecisionInput
{
    /// <summary>The decision in one line, 1 to <see cref="Limits.TitleLength"/> characters.</summary>
    public required string Title { get; init; }

    /// <summary>Why, 1 to <see cref="Limits.DescriptionLength"/> characters.</summary>
    public required string Rationale { get; init; }

    /// <summary>What else was considered, at most <see cref="Limits.ListItems"/> entries.</summary>
    public IReadOnlyList<string>? Alternatives { get; init; }

    /// <summary>Ids of the memories, messages or tasks it rests on.</summary>
    public IReadOnlyList<string>? Evidence { get; init; }
}

/// <summary>The answer of <c>record_decision</c>.</summary>
public sealed record RecordDecisionResult
{
    /// <summary>The decision.</summary>
    public required string DecisionId { get; init; }
}

/// <summary>Records a decision with its rationale.</summary>
public sealed class RecordDecision
{
    /// <summary>Answers <c>record_decision</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the agent is retired.</exception>
    public ValueTask<RecordDecisionResult> ExecuteAsync(Caller caller, RecordDecisionInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
