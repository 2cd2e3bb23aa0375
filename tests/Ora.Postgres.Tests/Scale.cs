namespace Ora.Postgres.Tests;

/// <summary>
/// How large the tests with whole fleets are: enough to find a fault at every run, and as large as Ora promises when the environment
/// variable <c>ORA_SOAK</c> is set.
/// </summary>
internal static class Scale
{
    private static readonly bool IsSoak = Environment.GetEnvironmentVariable("ORA_SOAK") is { Length: > 0 };

    /// <summary>One number or the other.</summary>
    public static int Of(int always, int soak) => IsSoak ? soak : always;
}
