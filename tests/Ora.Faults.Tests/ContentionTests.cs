using Ora.Contention;

namespace Ora.Faults.Tests;

/// <summary>The brief profile of the contention command: what is correct is asserted, times are only printed.</summary>
public sealed class ContentionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task BriefProfile_RealServers_NothingIsClaimedTwice()
    {
        await using var text = new StringWriter();
        var violations = await ContentionRun.RunAsync(TestProject.Program, Profile.Brief, text, TimeProvider.System, TestProject.Cancellation);
        output.WriteLine(text.ToString());
        Assert.Empty(violations);
    }
}
