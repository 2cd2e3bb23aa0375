namespace Ora.Faults.Tests.Disk;

/// <summary>A folder that may be read and not written.</summary>
public sealed class ReadOnlyTests
{
    [Fact]
    public async Task Serve_FolderIsReadOnly_EveryCallSaysSoAndAllIsWellOnceItIsNot()
    {
        using var disk = SmallDisk.Mount(4_096);
        await using var project = await TestProject.CreateAsync(disk.Path);
        var director = await project.StartAsync("boss", "director");
        Assert.Null(await project.AssignAsync(director));
        await project.EndServersAsync();

        disk.MakeReadOnly();
        var worker = await project.StartAsync();
        director = await project.StartAsync("boss", "director");
        foreach (var refusal in new[] { await project.AssignAsync(director), await project.RememberAsync(worker), await project.WorkAsync(worker) })
        {
            Assert.NotNull(refusal);
            DiskFullTests.AssertTells(refusal, "permissions");
            Assert.Contains("ead-only", refusal.Text, StringComparison.Ordinal);
        }

        disk.MakeReadOnly(false);
        Assert.Null(await project.RememberAsync(worker));
        Assert.Null(await project.WorkAsync(worker));
        Assert.Null(await project.AssignAsync(director));
        await project.CheckInvariantsAsync();
    }
}
