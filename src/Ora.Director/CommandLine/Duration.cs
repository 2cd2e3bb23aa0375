using System.Globalization;

namespace Ora.Director.CommandLine;

/// <summary>Reads <c>90s</c>, <c>15m</c> and <c>1h</c>.</summary>
internal static class Duration
{
    /// <summary>Reads a duration. Whole numbers with one unit only.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (text is not { Length: >= 2 and <= 8 }) return false;
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        TimeSpan? value = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(count),
            'm' => TimeSpan.FromMinutes(count),
            'h' => TimeSpan.FromHours(count),
            _ => null,
        };
        duration = value ?? default;
        return value is not null;
    }
}
