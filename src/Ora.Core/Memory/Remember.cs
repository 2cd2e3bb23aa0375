using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.Memory;

/// <summary>The arguments of <c>remember</c>.</summary>
public sealed record RememberInput
{
    /// <summary>The passage, 1 to <see cref="Limits.MemoryTextLength"/> characters.</summary>
    public required string Text { get; init; }

    /// <summary>What it is; not <see cref="MemoryType.Decision"/>, which <c>record_decision</c> makes.</summary>
    public required MemoryType Type { get; init; }

    /// <summary>Where it is from: a file, a link, a person; at most <see cref="Limits.ListItemLength"/> characters.</summary>
    public string? Source { get; init; }
}

/// <summary>The answer of <c>remember</c>.</summary>
public sealed record RememberResult
{
    /// <summary>The passage's id.</summary>
    public required string MemoryId { get; init; }
}

/// <summary>Adds a passage to the project's memory.</summary>
public sealed class Remember(AgentSession session, ITaskQueue queue, MessageFactory messages)
{
    /// <summary>Answers <c>remember</c>.</summary>
    /// <exception cref="OraException">An argument is malformed, or the agent is retired.</exception>
    public async ValueTask<RememberResult> ExecuteAsync(Caller caller, RememberInput input, CancellationToken cancellationToken)
    {
        if (input.Type == MemoryType.Decision)
        {
            throw new OraException(
                OraErrorCode.InvalidArgument, "type may not be \"decision\".", "Call record_decision, which also keeps the reasons.", "type");
        }

        var entry = new MemoryEntry { Text = input.Text, Type = input.Type, Source = input.Source };
        var message = messages.From(caller, new MemoryAdded { Entries = [entry] });
        await session.EnterAsync(caller, cancellationToken);
        message = await queue.PublishNewAsync(messages, message, MessagePlace.Processed, cancellationToken);
        return new RememberResult { MemoryId = MemoryExtraction.EntryId(message, 0) };
    }
}
