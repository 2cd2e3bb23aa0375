using System.CommandLine;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Mcp.Cli;

namespace Ora.Mcp.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Commands
    {
        get
        {
            using var run = new CliRun();
            var data = new TheoryData<string>();
            AddAll(CommandLine.Build(new CommandContext(run.Host)), "", data);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_EveryCommand_IsAsApproved(string path)
    {
        using var run = new CliRun();

        var result = await run.RunAsync([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Approval.Verify(result.Output, $"help.ora{(path.Length == 0 ? "" : "." + path.Replace(' ', '.'))}");
    }

    [Fact]
    public async Task NoArguments_ShowTheHelp()
    {
        using var run = new CliRun();

        var bare = await run.RunAsync();

        Assert.Equal((await run.RunAsync("--help")).Output, bare.Output);
        Assert.Equal(0, bare.ExitCode);
    }

    [Fact]
    public async Task Version_IsOneLine()
    {
        using var run = new CliRun();

        Assert.Matches(@"^ora \d+\.\d+\.\d+\S*\n$", (await run.RunAsync("--version")).Output);
        Assert.Matches(@"^\d+\.\d+\.\d+", (await run.RunAsync("--version", "--json")).Json.GetProperty("version").GetString());
    }

    [Fact]
    public void ExitCodes_EveryRefusal_HasOneOfItsOwnAndIsListed()
    {
        var codes = Enum.GetValues<OraErrorCode>().Select(ExitCode.Of).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.DoesNotContain(ExitCode.Ok, codes);
        Assert.DoesNotContain(ExitCode.Internal, codes);
        foreach (var code in Enum.GetValues<OraErrorCode>())
            Assert.Contains(ExitCode.All, listed => listed.Code == ExitCode.Of(code) && listed.Word == WireEnum.Name(code));
    }

    private static void AddAll(Command command, string path, TheoryData<string> data)
    {
        data.Add(path);
        foreach (var child in command.Subcommands) AddAll(child, $"{path} {child.Name}".Trim(), data);
    }
}
