using System.Diagnostics;
using System.Globalization;
using Ora.Processes;

namespace Ora.Faults.Tests.Disk;

/// <summary>
/// A server that may open hardly any file more than it has open. The limit is set while it runs, because the runtime's own start needs
/// many; and two more are always left, because a runtime that compiles as it goes dies when it cannot load what it needs for an error.
/// </summary>
public sealed class OpenFilesTests
{
    [Theory]
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
        Assert.False((await worker.CallAsync("query_memory", new() { ["query"] = "anything" })).Refused); // The tables and the memory are loaded, too.

        // A new file takes the lowest free number, and the limit is on numbers.
        var open = Directory.EnumerateFileSystemEntries($"/proc/{worker.ProcessId}/fd").Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture)).ToHashSet();
        Limit(worker, Enumerable.Range(0, int.MaxValue).Where(number => !open.Contains(number)).ElementAt(more));
        for (var i = 0; i < 3; i++)
        {
            AssertAnswered(await project.WorkAsync(worker));
            AssertAnswered(await project.RememberAsync(worker));
        }

        Assert.False(worker.HasEnded, worker.StandardError);
        Limit(worker, 1_024);
        Assert.Null(await project.RememberAsync(worker));
        for (var i = 0; i < 6; i++) Assert.Null(await project.WorkAsync(worker));
        await project.CheckInvariantsAsync();
    }

    private static void AssertAnswered(ToolAnswer? refusal)
    {
        if (refusal is not null) DiskFullTests.AssertTells(refusal, "open files");
    }

    private static void Limit(OraServer server, int files)
    {
        using var process = Process.Start("prlimit", ["--pid", server.ProcessId.ToString(CultureInfo.InvariantCulture), $"--nofile={files}:4096"]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
