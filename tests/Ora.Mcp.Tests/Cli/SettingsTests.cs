namespace Ora.Mcp.Tests.Cli;

public sealed class SettingsTests
{
    [Fact]
    public async Task Root_FlagVariableDefault_GoInThisOrder()
    {
        using var run = new CliRun();
        var byFlag = Path.Combine(run.Host.CurrentDirectory, "flag");

        Assert.StartsWith(run.Root, await InitPathAsync(run, "one"), StringComparison.Ordinal);
        run.SetVariable("ORA_ROOT", Path.Combine(run.Host.CurrentDirectory, "variable"));
        Assert.StartsWith(Path.Combine(run.Host.CurrentDirectory, "variable"), await InitPathAsync(run, "two"), StringComparison.Ordinal);
        Assert.StartsWith(byFlag, await InitPathAsync(run, "three", "--root", byFlag), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("~/tilde")]
    public async Task Root_NotAbsolute_BecomesAbsolute(string root)
    {
        using var run = new CliRun();
        var start = root[0] == '~' ? run.Host.HomeDirectory : run.Host.CurrentDirectory;

        var path = await InitPathAsync(run, "one", $"--root={root}");

        Assert.Equal(Path.Combine(start, root.TrimStart('~', '/'), "one"), path);
    }

    [Fact]
    public async Task Project_FlagBeforeVariable()
    {
        using var run = await CliRun.WithProjectAsync();
        await run.RunAsync("init", "other");
        run.SetVariable("ORA_PROJECT", "other");

        Assert.Equal("other", (await run.RunAsync("status", "--json")).Json.GetProperty("project").GetString());
        Assert.Equal("demo", (await run.RunAsync("status", "--json", "--project", "demo")).Json.GetProperty("project").GetString());
    }

    [Fact]
    public async Task Project_NotNamed_SaysHowToNameIt()
    {
        using var run = await CliRun.WithProjectAsync();

        var result = await run.RunAsync("status");

        Assert.Equal(8, result.ExitCode);
        Assert.Contains("ORA_PROJECT", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ORA_PROJEKT")]
    [InlineData("ORA_LEASE_SECONDS")]
    [InlineData("ora_root")]
    public async Task Variable_UnknownToOra_IsRefusedWithTheKnownOnes(string name)
    {
        using var run = await CliRun.WithProjectAsync();
        run.SetVariable(name, "x");

        var error = (await run.RunAsync("status", "--project", "demo", "--json")).JsonError;

        Assert.Equal("configuration", error.GetProperty("code").GetString());
        Assert.Equal(name, error.GetProperty("argument").GetString());
        Assert.Contains("ORA_ROOT, ORA_PROJECT, ORA_AGENT, ORA_ROLE", error.GetProperty("nextStep").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ORA_NLS10")]
    [InlineData("ORA_SDTZ")]
    [InlineData("ORA_TZFILE")]
    [InlineData("ORA_CRS_HOME")]
    [InlineData("ORACLE_HOME")]
    public async Task Variable_OfOracleClients_IsNotOurs(string name)
    {
        using var run = await CliRun.WithProjectAsync();
        run.SetVariable(name, "x");

        Assert.Equal(0, (await run.RunAsync("status", "--project", "demo")).ExitCode);
    }

    [Fact]
    public async Task Variable_Empty_CountsAsNotSet()
    {
        using var run = await CliRun.WithProjectAsync();
        run.SetVariable("ORA_ROOT", "");

        Assert.Equal(0, (await run.RunAsync("status", "--project", "demo")).ExitCode);
    }

    [Fact]
    public async Task ProjectFile_UnknownSetting_IsRefusedWithTheKnownOnes()
    {
        using var run = await CliRun.WithProjectAsync();
        var file = Path.Combine(run.ProjectFolder, "project.json");
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace("leaseSeconds", "leaseSecond", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);

        var result = await run.RunAsync("status", "--project", "demo");

        Assert.Equal(8, result.ExitCode);
        Assert.Contains("leaseSeconds", result.Error, StringComparison.Ordinal);
    }

    private static async Task<string?> InitPathAsync(CliRun run, string name, params string[] more) =>
        (await run.RunAsync(["init", name, "--json", .. more])).Json.GetProperty("path").GetString();
}
