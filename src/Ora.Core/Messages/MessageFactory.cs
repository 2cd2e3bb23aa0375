using System.Text.Json;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;

namespace Ora.Core.Messages;

/// <summary>
/// Makes new messages: gives them an id, the project, the sender and the time, and refuses what the published schema or the size
/// limit of a message file would refuse. So whoever asks, a tool or the command line, no message is written that cannot be read.
/// </summary>
/// <param name="ids">Where ids come from.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class MessageFactory(IdSource ids, TimeProvider timeProvider)
{
    /// <summary>Completes a message that is from the caller.</summary>
    /// <exception cref="OraException">It breaks its schema or is too large.</exception>
    public T From<T>(Caller caller, T draft)
        where T : Message => To(caller, caller.Agent.Value, draft);

    /// <summary>
    /// Completes a task or an answer: <paramref name="agentId"/> is whom it is for, empty for anybody. An id or time that the draft
    /// has (a task from a file) is kept.
    /// </summary>
    /// <exception cref="OraException">It breaks its schema or is too large.</exception>
    public T To<T>(Caller caller, string agentId, T draft)
        where T : Message
    {
        var message = draft with
        {
            MessageId = draft.MessageId.Length > 0 ? draft.MessageId : NewId(draft),
            ProjectName = caller.Project.Value,
            AgentId = agentId,
            Timestamp = draft.Timestamp ?? timeProvider.GetUtcNow(),
        };
        Check(message);
        return message;
    }

    /// <summary>The same message under another id.</summary>
    internal T WithNewId<T>(T message)
        where T : Message => message with { MessageId = NewId(message) };

    private string NewId(Message draft) => draft is TaskAssignment ? ids.NewTask().Value : ids.NewMessage().Value;

    private static void Check(Message message)
    {
        var content = MessageJson.Serialize(message);
        if (content.Length > Limits.MessageFileBytes)
        {
            throw new OraException(
                OraErrorCode.InvalidArgument,
                $"All arguments together make a message of {content.Length} bytes; the limit is {Limits.MessageFileBytes}.",
                "Shorten them; put long text into a file of the project and name the file.");
        }

        using var document = JsonDocument.Parse(content);
        if (MessageSchemas.Find(message.MessageType)!.Check(document.RootElement) is not { } violation) return;
        var argument = ArgumentOf(violation.Path);
        throw new OraException(
            OraErrorCode.InvalidArgument, $"{argument} {violation.Problem}.", "Correct it and try again.", argument);
    }

    // Arguments are flat; in a message file those of a task are inside "task", and a passage is inside "entries".
    private static string ArgumentOf(string path) => path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
