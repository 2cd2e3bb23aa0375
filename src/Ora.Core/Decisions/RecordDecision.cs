using System.Globalization;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

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
public sealed class RecordDecision(AgentSession session, ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Answers <c>record_decision</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the agent is retired.</exception>
    public async ValueTask<RecordDecisionResult> ExecuteAsync(Caller caller, RecordDecisionInput input, CancellationToken cancellationToken)
    {
        foreach (var id in input.Evidence ?? []) RequireId(id);
        var message = messages.From(caller, new DecisionRecorded
        {
            Title = input.Title,
            Rationale = input.Rationale,
            Alternatives = input.Alternatives,
            Evidence = input.Evidence,
        });
        await session.EnterAsync(caller, cancellationToken);
        message = await queue.PublishNewAsync(messages, message, MessagePlace.Outbox, cancellationToken);
        return new RecordDecisionResult { DecisionId = message.MessageId };
    }

    // A memory is a message, entry n of one, or part m of that: "msg-x", "msg-x.n", "msg-x.n.m".
    private static void RequireId(string id)
    {
        var parts = id.Split('.', 4);
        var areNumbers = parts.Length < 4 && parts.Skip(1).All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        if ((areNumbers && MessageId.TryParse(parts[0], out _)) || TaskId.TryParse(id, out _)) return;
        throw new OraException(
            OraErrorCode.InvalidArgument,
            $"evidence holds \"{TextCut.At(id, 80)}\", which is not the id of a memory, message or task.",
            "Give ids exactly as Ora returned them; put other references into rationale.",
            "evidence");
    }
}
