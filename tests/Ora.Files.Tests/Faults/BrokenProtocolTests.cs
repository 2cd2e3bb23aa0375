namespace Ora.Files.Tests.Faults;

/// <summary>
/// The harness is worth something only if it notices: each way of breaking the protocol on its disk must violate something. The ways
/// that need other code are patches in tests/Mutations.
/// </summary>
public sealed class BrokenProtocolTests
{
    public static TheoryData<string> Omissions => [.. Enum.GetNames<Omission>()];

    [Theory]
    [MemberData(nameof(Omissions))]
    public async Task PowerCut_WithAnOmission_IsNoticed(string name)
    {
        var omission = Enum.Parse<Omission>(name);
        await using var world = new QueueWorld();
        var cuts = new PowerCuts(world, disk => new BrokenDisk(disk, omission));
        foreach (var operation in Operation.All)
        {
            await cuts.TryAsync(operation, violationsMax: 1);
            if (cuts.Violations.Count > 0) break;
        }

        Assert.True(cuts.Violations.Count > 0, $"{cuts.States} states were recovered from, and nobody noticed.");
        TestContext.Current.TestOutputHelper?.WriteLine(cuts.Violations[0]);
    }
}
