using System.Globalization;

namespace Ora.Faults.Tests.Fuzz;

/// <summary>
/// Which seeds are tried. A few by default; <c>ORA_FUZZ_ROUNDS</c> says how many for a soak, and <c>ORA_FUZZ_SEED</c> the first, to
/// repeat one that failed.
/// </summary>
internal static class FuzzProfile
{
    private const int RoundsDefault = 2;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(Number("ORA_FUZZ_SEED", 1), Number("ORA_FUZZ_ROUNDS", RoundsDefault))];

    private static int Number(string variable, int fallback) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
