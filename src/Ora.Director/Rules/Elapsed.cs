using System.Globalization;

namespace Ora.Director.Rules;

/// <summary>How long ago something was, in words.</summary>
internal static class Elapsed
{
    /// <summary>For example <c>25 min</c>, <c>3 h</c> or <c>2 days</c>.</summary>
    public static string Text(DateTimeOffset? since, DateTimeOffset now)
    {
        if (since is not { } start) return "an unknown time";
        var elapsed = now - start;
        return elapsed switch
        {
            { TotalMinutes: < 1 } => "less than a minute",
            { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalMinutes} min"),
            { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalHours} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalDays} days"),
        };
    }
}
