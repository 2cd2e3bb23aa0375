namespace Ora.Faults.Tests.Disk;

/// <summary>The project's folder, or a part of it, is taken away or replaced under running servers.</summary>
public sealed class LostFolderTests
{
    [Fact]
    public async Task Serve_FolderDeletedAndMadeAnew_SaysSoThenServesTheNewOne()
    {
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        Assert.NotNull((await director.CallAsync("assign_task", new() { ["title"] = "lost with its folder", ["description"] = "d" }))["taskId"]);
        Assert.False((await worker.CallAsync("get_task")).Refused);

        Delete(project.Project.Folder);
        foreach (var refusal in new[] { await project.AssignAsync(director), await project.RememberAsync(worker), await project.WorkAsync(worker) })
        {
            Assert.NotNull(refusal);
            DiskFullTests.AssertTells(refusal, "ora init");
        }

        Assert.False(Directory.Exists(project.Project.Folder));
        await project.Project.CreateAsync(TestProject.Cancellation);
        await UseAsync(project, director, worker);
        await project.CheckInvariantsAsync();
    }

    [Fact]
    public async Task Serve_FolderReplacedByABackup_AllServersExcludeEachOtherOnIt()
    {
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        Assert.Null(await project.AssignAsync(director));
        Assert.Null(await project.RememberAsync(worker));
        var backup = project.Project.Folder + "-backup";
        Copy(project.Project.Folder, backup);
        Assert.NotNull((await director.CallAsync("assign_task", new() { ["title"] = "after the backup", ["description"] = "d" }))["taskId"]);

        Directory.Move(project.Project.Folder, project.Project.Folder + "-old");
        Directory.Move(backup, project.Project.Folder);
        var late = await project.StartAsync("w2");
        Assert.Null(await project.RememberAsync(late, "w2"));
        await UseAsync(project, director, worker);
        await project.CheckInvariantsAsync();
    }

    [Theory]
    [InlineData("inbox")]
    [InlineData("outbox")]
    [InlineData("processed")]
    [InlineData("tmp")]
    public async Task Serve_OneFolderOfTheQueueIsLostAndMadeAgain_GoesOn(string folder)
    {
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        Assert.False((await worker.CallAsync("get_task")).Refused);
        Assert.False((await director.CallAsync("review_project")).Refused);

        Delete(project.Project.Queue(folder));
        foreach (var refusal in new[] { await project.AssignAsync(director), await project.RememberAsync(worker) })
        {
            if (refusal is not null) DiskFullTests.AssertTells(refusal, "gone");
        }

        Directory.CreateDirectory(project.Project.Queue(folder));
        await UseAsync(project, director, worker);

        // What the tables still know of the lost files is not what is compared.
        await project.EndServersAsync();
        File.Delete(Path.Combine(project.Project.Folder, "ora.db"));
        await project.CheckInvariantsAsync();
    }

    [Fact]
    public async Task Serve_LockFileDeleted_AllServersAgreeOnANewOne()
    {
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        Assert.Null(await project.AssignAsync(director));
        Assert.Null(await project.RememberAsync(worker));
        File.Delete(Path.Combine(project.Project.Folder, "ora.lock"));
        File.Delete(Path.Combine(project.Project.Folder, "ora.projection.lock"));
        await UseAsync(project, director, worker);
        await project.CheckInvariantsAsync();
    }

    private static async Task UseAsync(TestProject project, Processes.OraServer director, Processes.OraServer worker)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await project.AssignAsync(director));
            Assert.Null(await project.RememberAsync(worker));
            Assert.Null(await project.WorkAsync(worker));
        }
    }

    // The servers still write what they began.
    private static void Delete(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                continue;
            }
        }
    }

    // Unlike cp, .NET asks for the lock of what it copies, which a server holds for moments.
    private static void CopyFile(string from, string to)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                File.Copy(from, to, overwrite: true);
                return;
            }
            catch (IOException) when (tries < 1_000)
            {
                Thread.Yield();
            }
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) CopyFile(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var directory in Directory.EnumerateDirectories(from)) Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
    }
}
