using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ora.Core.Messages;

/// <summary>
/// What every message file has. A message is written once and never changed; what it says was validated against the schema of its
/// type before it became one of these records. Fields that this version does not know are kept in <see cref="Unknown"/>.
/// </summary>
/// <remarks>
/// Properties with a default are set, not init-only: the source-generated reader would overwrite the default of an init-only one
/// when the file does not name it.
/// </remarks>
public abstract record Message
{
    /// <summary>The version of the schema, 1.</summary>
    [JsonPropertyOrder(EnvelopeOrder.SchemaVersion)]
    public int SchemaVersion { get; set; } = 1;

    /// <summary>The id that names the file: <c>msg-…</c>, or for a task <c>task-…</c>.</summary>
    [JsonPropertyOrder(EnvelopeOrder.MessageId)]
    public string MessageId { get; set; } = "";

    /// <summary>One of <see cref="MessageTypes"/>.</summary>
    public abstract string MessageType { get; set; }

    /// <summary>The project. A file that names another project is refused.</summary>
    [JsonPropertyOrder(EnvelopeOrder.ProjectName)]
    public string ProjectName { get; set; } = "";

    /// <summary>Who the message is from; for a task and for an answer, whom it is for (empty: any agent that qualifies).</summary>
    [JsonPropertyOrder(EnvelopeOrder.AgentId)]
    public string AgentId { get; set; } = "";

    /// <summary>When it was written, UTC. Null only in a file made by hand.</summary>
    [JsonPropertyOrder(EnvelopeOrder.Timestamp)]
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Fields that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>The envelope comes first in a file, whatever type the message has: people read these files.</summary>
internal static class EnvelopeOrder
{
    public const int SchemaVersion = -6;
    public const int MessageId = -5;
    public const int MessageType = -4;
    public const int ProjectName = -3;
    public const int AgentId = -2;
    public const int Timestamp = -1;
}
