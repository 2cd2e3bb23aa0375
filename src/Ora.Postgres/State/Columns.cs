using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Postgres.State;

/// <summary>How values get into columns and out of them: times in UTC with milliseconds, lists as jsonb, enums by their wire names.</summary>
internal static class Columns
{
    /// <summary>A time as Ora keeps it: what is finer than a millisecond is in no message file either.</summary>
    public static DateTimeOffset? Milliseconds(DateTimeOffset? time) =>
        time is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value.ToUnixTimeMilliseconds()) : null;

    /// <summary>A <c>timestamptz</c>, which is read in UTC.</summary>
    public static DateTimeOffset? Time(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;

    /// <summary>A list in a column that is read as text.</summary>
    public static IReadOnlyList<string> Strings(string json) =>
        JsonSerializer.Deserialize(json, MessageJsonContext.Default.IReadOnlyListString) ?? [];
}
