using System.Globalization;

namespace Ora.Mcp.Cli.Output;

/// <summary>Times for people: UTC, so that two people and two logs name the same instant the same way.</summary>
internal static class Moment
{
    /// <summary>The time to the second, or null.</summary>
    public static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
