using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ora.Core.State;

namespace Ora.Mcp.Cli.Output;

/// <summary>What a command has to say, in both of its forms; one of them is asked for.</summary>
/// <param name="WriteJson">Writes it as one JSON object.</param>
/// <param name="Show">Shows it to a person.</param>
internal sealed record Report(Action<Utf8JsonWriter> WriteJson, Action<Screen> Show)
{
    /// <summary>A report that is one value.</summary>
    public static Report Of<T>(T value, JsonTypeInfo<T> type, Action<Screen> show) =>
        new(writer => JsonSerializer.Serialize(writer, value, type), show);

    /// <summary>A report of something that was read, under a name.</summary>
    public static Report OfOne<T>(string name, Projected<T> read, JsonTypeInfo<T> type, Action<Screen> show) =>
        Named(name, read.Degraded, writer => JsonSerializer.Serialize(writer, read.Value, type), show);

    /// <summary>A report of a list that was read, under a name.</summary>
    public static Report OfList<T>(string name, Projected<IReadOnlyList<T>> read, JsonTypeInfo<T> type, Action<Screen> show) =>
        OfList(name, read, (writer, item) => JsonSerializer.Serialize(writer, item, type), show);

    /// <summary>A report of a list that was read, under a name.</summary>
    public static Report OfList<T>(string name, Projected<IReadOnlyList<T>> read, Action<Utf8JsonWriter, T> writeItem, Action<Screen> show)
    {
        return Named(name, read.Degraded, WriteItems, show);

        void WriteItems(Utf8JsonWriter writer)
        {
            writer.WriteStartArray();
            foreach (var item in read.Value) writeItem(writer, item);
            writer.WriteEndArray();
        }
    }

    private static Report Named(string name, string? degraded, Action<Utf8JsonWriter> writeValue, Action<Screen> show) => new(
        writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(name);
            writeValue(writer);
            if (degraded is not null) writer.WriteString("degraded", degraded);
            writer.WriteEndObject();
        },
        screen =>
        {
            show(screen);
            if (degraded is not null) screen.Line($"Degraded: {degraded}");
        });
}
