using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace Ora.Mcp.Tools;

/// <summary>How a tool presents itself in <c>tools/list</c>. Every word costs every agent tokens in every session.</summary>
/// <param name="Name">One of <see cref="ToolNames"/>.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">For the model: what it does and when to call it.</param>
/// <param name="InputSchema">JSON Schema of the arguments; it is also what they are checked against.</param>
/// <param name="OutputSchema">JSON Schema of the result.</param>
/// <param name="Effect">What it does to the project.</param>
/// <param name="IsIdempotent">Whether calling it twice with the same arguments does no more than once.</param>
internal sealed record ToolDefinition(
    string Name, string Title, string Description, JsonObject InputSchema, JsonObject OutputSchema, ToolEffect Effect, bool IsIdempotent)
{
    /// <summary>The definition on the wire. All four hints are set: their defaults would call every tool destructive and open.</summary>
    public Tool ToProtocol() => new()
    {
        Name = Name,
        Title = Title,
        Description = Description,
        InputSchema = JsonElement.Parse(InputSchema.ToJsonString()),
        OutputSchema = JsonElement.Parse(OutputSchema.ToJsonString()),
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = Effect == ToolEffect.Reads,
            DestructiveHint = Effect == ToolEffect.Takes,
            IdempotentHint = IsIdempotent,
            OpenWorldHint = false,
        },
    };
}

/// <summary>What a tool does to the project.</summary>
internal enum ToolEffect
{
    /// <summary>It only reads.</summary>
    Reads,

    /// <summary>It adds.</summary>
    Adds,

    /// <summary>It may take something away: cancel a task, retire an agent.</summary>
    Takes,
}
