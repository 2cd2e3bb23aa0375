using System.Diagnostics;
using System.Globalization;
using Ora.Processes;

namespace Ora.Faults.Tests.Disk;

/// <summary>A server that may open hardly any file more than it has open. (The limit is set while it runs: the runtime's own start needs many.)</summary>
public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Serve_HardlyAnyFileMayBeOpened_SaysSoAndWorksOnceItMay(int more)
    {
        if (!OperatingSystem.IsLinux()) return; // Only there can the limit of another process be set.
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        for (var i = 0; i < 6; i++) Assert.Null(await project.AssignAsync(director));
        Assert.Null(await project.WorkAsync(worker));
        Assert.Null(await project.RememberAsync(worker));

        // A new file takes the lowest free number, and the limit is on numbers.
        var open = Directory.EnumerateFileSystemEntries($"/proc/{worker.ProcessId}/fd").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).ToHashSet();
        Limit(worker, Enumerable.Range(0, int.MaxValue).Where(number => !open.Contains(number)).ElementAt(more));
        var refused = 0;
        for (var i = 0; i < 3; i++)
        {
            refused += Refused(await project.WorkAsync(worker));
            refused += Refused(await project.RememberAsync(worker));
        }

        Assert.False(worker.HasEnded, worker.StandardError);
        if (more == 0) Assert.True(refused > 0, "The limit did not bite.");
        Limit(worker, 1_024);
        Assert.Null(await project.RememberAsync(worker));
        for (var i = 0; i < 6; i++) Assert.Null(await project.WorkAsync(worker));
        await project.CheckInvariantsAsync();
    }

    private static int Refused(ToolAnswer? refusal)
    {
        if (refusal is null) return 0;
        DiskFullTests.AssertTells(refusal, "open files");
        return 1;
    }

    private static void Limit(OraServer server, int files)
    {
        using var process = Process.Start("prlimit", ["--pid", server.ProcessId.ToString(CultureInfo.InvariantCulture), $"--nofile={files}:4096"]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
