using FleetDemo.Agents;

namespace FleetDemo.Tests;

public sealed class WorkerArgumentsTests
{
    [Fact]
    public void Arguments_FormattedAndParsed_AreTheSame()
    {
        var options = new WorkerOptions("worker-1", "/tree with space", "/work", Holds: true);
        var setup = new OraSetup(new ProgramFile("dotnet", ["ora.dll"]), "/root", "project");

        var (parsedOptions, parsedSetup, logs) = WorkerArguments.Parse([.. WorkerArguments.Format(options, setup, "/logs")]);

        Assert.Equal(options, parsedOptions);
        Assert.Equal((setup.Root, setup.Project, setup.Program.Command), (parsedSetup.Root, parsedSetup.Project, parsedSetup.Program.Command));
        Assert.Equal(setup.Program.Arguments, parsedSetup.Program.Arguments);
        Assert.Equal("/logs", logs);
    }
}
