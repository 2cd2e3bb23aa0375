namespace Ora.Files.Tests.Faults;

/// <summary>Nothing that was acknowledged is lost or done twice, wherever the power is cut and whatever of the disk survives.</summary>
public sealed class PowerCutTests
{
    public static TheoryData<string> Operations => [.. Operation.All.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task PowerCut_AtEveryChange_KeepsEveryPromise(string name)
    {
        await using var world = new QueueWorld();
        var cuts = new PowerCuts(world);
        await cuts.TryAsync(Operation.All.Single(operation => operation.Name == name));
        Assert.True(cuts.Violations.Count == 0, string.Join('\n', cuts.Violations));
        Assert.True(cuts.States > 10, "Nothing was cut.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {cuts.States} states");
    }
}
