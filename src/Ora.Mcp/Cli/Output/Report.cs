using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ora.Mcp.Cli.Output;

/// <summary>What a command has to say, in both of its forms; one of them is asked for.</summary>
/// <param name="WriteJson">Writes it as one JSON object.</param>
/// <param name="Show">Shows it to a person.</param>
internal sealed record Report(Action<Utf8JsonWriter> WriteJson, Action<Screen> Show)
{
    /// <summary>A report of a value.</summary>
    public static Report Of<T>(T value, JsonTypeInfo<T> type, Action<Screen> show) =>
        new(writer => JsonSerializer.Serialize(writer, value, type), show);
}
