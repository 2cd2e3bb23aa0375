using System.Text.Json;
using Ora.Core.Ids;

namespace Ora.Core.Messages;

/// <summary>Why a file was rejected. It is what <c>failed/&lt;name&gt;.error.json</c> says.</summary>
/// <param name="Code">A word for programs: <c>invalid_json</c>, <c>too_large</c>, <c>missing_field</c>, …</param>
/// <param name="Field">The field at fault, dotted, or null.</param>
/// <param name="Problem">What is wrong and what to do, for people.</param>
public sealed record Rejection(string Code, string? Field, string Problem);

/// <summary>A message, or why there is none. Exactly one of the two is set.</summary>
/// <param name="Message">The message.</param>
/// <param name="Rejection">Why the content was rejected.</param>
public readonly record struct ReadResult(Message? Message, Rejection? Rejection)
{
    /// <summary>The message of a given type, if that is what was read.</summary>
    public T? As<T>()
        where T : Message => Message as T;
}

/// <summary>
/// Turns the bytes of a message file into a message, or says why not. It never throws on content: a file is input from anybody.
/// What a hand-made file leaves out is filled in from its name and its project.
/// </summary>
/// <param name="project">The project whose queue the file lies in.</param>
public sealed class MessageReader(ProjectName project)
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = Limits.JsonDepth,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
        AllowTrailingCommas = false,
    };

    /// <summary>Reads a message.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="id">The id that the file's name carries; the message takes it when it names none, and must agree when it does.</param>
    public ReadResult Read(ReadOnlyMemory<byte> content, string id)
    {
        if (content.Length > Limits.MessageFileBytes)
            return Reject("too_large", null, $"The file has {content.Length} bytes; the limit is {Limits.MessageFileBytes}.");
        if (content.Span.StartsWith("\uFEFF"u8)) content = content[3..];
        try
        {
            using var document = JsonDocument.Parse(content, Strict);
            return Read(document.RootElement, id);
        }
        catch (JsonException e)
        {
            // Parse errors and, behind a schema that let it pass, mismatches of the record: both are the file's fault.
            return Reject("invalid_json", e.Path, $"The file is not valid JSON: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // An escape that is no Unicode text (a lone surrogate) parses, and throws only when it is read as a string.
            return Reject("invalid_json", null, $"The file holds text that is not valid Unicode: {e.Message}");
        }
    }

    private ReadResult Read(JsonElement root, string id)
    {
        if (root.ValueKind != JsonValueKind.Object) return Reject("wrong_type", null, "The file must hold one JSON object.");
        if (!root.TryGetProperty("messageType", out var type)) return Reject("missing_field", "messageType", "messageType is missing.");
        if (type.ValueKind != JsonValueKind.String) return Reject("wrong_type", "messageType", "messageType must be a string.");
        var messageType = type.GetString()!;
        if (MessageSchemas.Find(messageType) is not { } schema)
        {
            return Reject("unknown_message_type", "messageType", $"The message type is not known; known are: {string.Join(", ", MessageTypes.All)}.");
        }

        if (schema.Check(root) is { } violation) return Reject(violation.Code, violation.Path, $"{violation}.");
        return Complete(MessageJson.Deserialize(messageType, root), id);
    }

    private ReadResult Complete(Message message, string id)
    {
        if (message.MessageId.Length == 0) message = message with { MessageId = id };
        if (message.MessageId != id)
            return Reject("invalid_value", "messageId", $"messageId must be \"{id}\", as the file's name says, or be left out.");
        if (message.ProjectName.Length == 0) message = message with { ProjectName = project.Value };
        if (message.ProjectName != project.Value)
            return Reject("wrong_project", "projectName", $"projectName must be \"{project}\", or be left out: files cannot cross projects.");
        return new ReadResult(message, null);
    }

    private static ReadResult Reject(string code, string? field, string problem) => new(null, new Rejection(code, field, problem));
}
