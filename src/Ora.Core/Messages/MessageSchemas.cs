using System.Collections.Frozen;
using Ora.Core.Schemas;

namespace Ora.Core.Messages;

/// <summary>The published JSON Schemas of the message types, embedded from <c>Messages/Schemas/</c>.</summary>
public static class MessageSchemas
{
    private static readonly FrozenDictionary<string, Lazy<JsonSchema>> Compiled = MessageTypes.All.ToFrozenDictionary(
        type => type, type => new Lazy<JsonSchema>(() => JsonSchema.Parse(Text(type))), StringComparer.Ordinal);

    /// <summary>The name of a type's schema, also in <c>ora://schema/…</c>: <c>new_task_assignment</c>.</summary>
    public static string NameOf(string messageType) => messageType.ToLowerInvariant();

    /// <summary>The schema's JSON text, UTF-8.</summary>
    /// <exception cref="ArgumentException">There is no such message type.</exception>
    public static byte[] Text(string messageType)
    {
        var name = $"Ora.Schemas.{NameOf(messageType)}.schema.json";
        using var stream = typeof(MessageSchemas).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"No schema for \"{messageType}\".", nameof(messageType));
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return text;
    }

    /// <summary>The schema of a type, or null when there is no such type.</summary>
    internal static JsonSchema? Find(string messageType) => Compiled.TryGetValue(messageType, out var schema) ? schema.Value : null;
}
