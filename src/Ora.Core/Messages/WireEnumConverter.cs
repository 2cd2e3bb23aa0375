using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ora.Core.Messages;

/// <summary>
/// Enums on the wire: priorities and severities in capitals as in the framework document, all others in snake_case. One table per
/// enum, so that nothing depends on reflection over names at run time.
/// </summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class WireEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String && WireEnum.TryParse<T>(reader.GetString(), out var value)) return value;
        throw new JsonException($"Expected one of: {string.Join(", ", WireEnum.Names<T>())}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(WireEnum.Name(value));
}

/// <summary>The wire names of Ora's enums, for messages, databases and command lines alike.</summary>
public static class WireEnum
{
    /// <summary>The wire name of a value.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => Table<T>.ToName[value];

    /// <summary>All wire names, in the enum's order.</summary>
    public static IReadOnlyCollection<string> Names<T>()
        where T : struct, Enum => Table<T>.ToValue.Keys;

    /// <summary>Reads a wire name, exactly as it is written.</summary>
    public static bool TryParse<T>(string? name, out T value)
        where T : struct, Enum
    {
        value = default;
        return name is not null && Table<T>.ToValue.TryGetValue(name, out value);
    }

    /// <summary>Reads a wire name that was validated or written by Ora itself.</summary>
    public static T Parse<T>(string name)
        where T : struct, Enum => Table<T>.ToValue[name];

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ToName = [];
        public static readonly Dictionary<string, T> ToValue = new(StringComparer.Ordinal);

        static Table()
        {
            var policy = typeof(T) == typeof(TaskPriority) || typeof(T) == typeof(BlockerSeverity)
                ? JsonNamingPolicy.SnakeCaseUpper
                : JsonNamingPolicy.SnakeCaseLower;
            foreach (var value in Enum.GetValues<T>())
            {
                var name = policy.ConvertName(value.ToString());
                ToName.Add(value, name);
                ToValue.Add(name, value);
            }
        }
    }
}
