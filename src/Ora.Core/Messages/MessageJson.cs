using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ora.Core.Messages;

/// <summary>The source-generated shapes of the message files.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = Limits.JsonDepth,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(TaskAssignment))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(TaskComplete))]
[JsonSerializable(typeof(BlockerAlert))]
[JsonSerializable(typeof(BlockerResolved))]
[JsonSerializable(typeof(DecisionRecorded))]
[JsonSerializable(typeof(DirectorSummary))]
[JsonSerializable(typeof(TaskUpdated))]
[JsonSerializable(typeof(AgentUpdated))]
[JsonSerializable(typeof(MemoryAdded))]
[JsonSerializable(typeof(MemoryForgotten))]
[JsonSerializable(typeof(MemoryEntry))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
public sealed partial class MessageJsonContext : JsonSerializerContext;

/// <summary>UTC with milliseconds and a Z, so that a message written twice is the same text.</summary>
public sealed class UtcTimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The wire text of a time.</summary>
    public static string ToText(DateTimeOffset value) => value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ToText(value));
}

/// <summary>Writes messages.</summary>
public static class MessageJson
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // These are files for people; nothing embeds them in HTML.
        MaxDepth = Limits.JsonDepth,
    };

    /// <summary>The file content of a message: indented UTF-8 JSON that ends with a line feed.</summary>
    public static byte[] Serialize(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions)) Write(writer, message);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>How many bytes an entry takes in a message file, without what indenting adds.</summary>
    internal static int SizeOf(MemoryEntry entry)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions)) JsonSerializer.Serialize(writer, entry, MessageJsonContext.Default.MemoryEntry);
        return (int)stream.Length;
    }

    /// <summary>Reads an entry from a line of an import.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static MemoryEntry? ReadEntry(string json) => JsonSerializer.Deserialize(json, MessageJsonContext.Default.MemoryEntry);

    private static void Write(Utf8JsonWriter writer, Message message)
    {
        var context = MessageJsonContext.Default;
        switch (message)
        {
            case TaskAssignment m: JsonSerializer.Serialize(writer, m, context.TaskAssignment); break;
            case Heartbeat m: JsonSerializer.Serialize(writer, m, context.Heartbeat); break;
            case TaskComplete m: JsonSerializer.Serialize(writer, m, context.TaskComplete); break;
            case BlockerAlert m: JsonSerializer.Serialize(writer, m, context.BlockerAlert); break;
            case BlockerResolved m: JsonSerializer.Serialize(writer, m, context.BlockerResolved); break;
            case DecisionRecorded m: JsonSerializer.Serialize(writer, m, context.DecisionRecorded); break;
            case DirectorSummary m: JsonSerializer.Serialize(writer, m, context.DirectorSummary); break;
            case TaskUpdated m: JsonSerializer.Serialize(writer, m, context.TaskUpdated); break;
            case AgentUpdated m: JsonSerializer.Serialize(writer, m, context.AgentUpdated); break;
            case MemoryAdded m: JsonSerializer.Serialize(writer, m, context.MemoryAdded); break;
            case MemoryForgotten m: JsonSerializer.Serialize(writer, m, context.MemoryForgotten); break;
            default: throw new InvalidOperationException($"{message.GetType()} has no file form.");
        }
    }

    internal static Message Deserialize(string messageType, JsonElement json)
    {
        var context = MessageJsonContext.Default;
        Message? message = messageType switch
        {
            MessageTypes.NewTaskAssignment => json.Deserialize(context.TaskAssignment),
            MessageTypes.Heartbeat => json.Deserialize(context.Heartbeat),
            MessageTypes.TaskComplete => json.Deserialize(context.TaskComplete),
            MessageTypes.BlockerAlert => json.Deserialize(context.BlockerAlert),
            MessageTypes.BlockerResolved => json.Deserialize(context.BlockerResolved),
            MessageTypes.DecisionRecorded => json.Deserialize(context.DecisionRecorded),
            MessageTypes.DirectorSummary => json.Deserialize(context.DirectorSummary),
            MessageTypes.TaskUpdated => json.Deserialize(context.TaskUpdated),
            MessageTypes.AgentUpdated => json.Deserialize(context.AgentUpdated),
            MessageTypes.MemoryAdded => json.Deserialize(context.MemoryAdded),
            MessageTypes.MemoryForgotten => json.Deserialize(context.MemoryForgotten),
            _ => null,
        };
        return message ?? throw new JsonException($"\"{messageType}\" is no message type.");
    }
}
