using System.Globalization;
using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Sqlite;

/// <summary>How values are kept in columns: times as Unix milliseconds UTC, lists as JSON arrays, enums by their wire names.</summary>
internal static class Columns
{
    public static long? Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    public static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;

    public static string JsonArray(IReadOnlyList<string> list) =>
        JsonSerializer.Serialize(list, MessageJsonContext.Default.IReadOnlyListString);

    /// <summary>A list as JSON, or null when it is empty: most are.</summary>
    public static string? JsonOrNull(IReadOnlyList<string> list) => list.Count == 0 ? null : JsonArray(list);

    public static IReadOnlyList<string> Strings(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize(json, MessageJsonContext.Default.IReadOnlyListString) ?? [];

    /// <summary>A number that is kept as text, or 0.</summary>
    public static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static DateTimeOffset? TimeOrNull(this Row row, int column) => row.IsNull(column) ? null : Time(row.GetInt64(column));

    public static IReadOnlyList<string> Strings(this Row row, int column) => Strings(row.TextOrNull(column));

    public static T Enumeration<T>(this Row row, int column)
        where T : struct, Enum => WireEnum.Parse<T>(row.GetString(column));
}
