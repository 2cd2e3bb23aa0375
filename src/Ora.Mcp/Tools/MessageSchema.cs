using System.Text.Json.Nodes;

namespace Ora.Mcp.Tools;

/// <summary>The schema of the messages that two tools deliver.</summary>
internal static class MessageSchema
{
    /// <summary>A list of <see cref="Core.Agents.DeliveredMessage"/>.</summary>
    public static JsonObject List() => Schema.List(Schema.Part(
        ("messageId", Schema.Text()),
        ("messageType", Schema.Text()),
        ("from", Schema.Text()),
        ("timestamp", Schema.Text()),
        ("taskId", Schema.Text()),
        ("blockerId", Schema.Text()),
        ("about", Schema.Text()),
        ("text", Schema.Text())));
}
