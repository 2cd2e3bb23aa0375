using System.Globalization;

namespace Ora.Files.Tests.Faults;

/// <summary>
/// How much the harnesses try. The environment variable <c>ORA_SOAK</c> multiplies it, <c>ORA_SEED</c> makes a run another one.
/// </summary>
internal static class Profile
{
    public static int Soak { get; } = Number("ORA_SOAK", 1);

    public static int Seed { get; } = Number("ORA_SEED", 1);

    public static int RandomSubsets => 8 * Soak;

    /// <summary>How many histories the model test tries.</summary>
    public static int Histories => 40 * Soak;

    /// <summary>The first history of the model test, which once showed a change forgotten by a rebuild. The others are new each time.</summary>
    public static string? FirstHistory => Soak > 1 ? null : "6UF4BjVeBOF1";

    private static int Number(string variable, int fallback) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
