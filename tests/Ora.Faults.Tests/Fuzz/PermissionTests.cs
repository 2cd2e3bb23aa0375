using Ora.Processes;

namespace Ora.Faults.Tests.Fuzz;

/// <summary>
/// Files and folders that the server's user may not use. Root may use everything, so under root the server runs without the
/// capabilities that let it.
/// </summary>
public sealed class PermissionTests
{
    private static readonly string[] AsAnybody = Environment.IsPrivilegedProcess
        ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
        : ["env"];

    [Fact]
    public async Task Claim_UnreadableFilesInEveryFolder_AreReportedAndTheWorkGoesOn()
    {
        if (OperatingSystem.IsWindows()) return; // Its permissions are of another kind.
        await using var project = await TestProject.CreateAsync();
        foreach (var (folder, name) in new[] { ("inbox", "task-h1.json"), ("inbox", "msg-h1.json"), ("outbox", "msg-h2.json"), ("working", "task-h2.1.w9.json"), ("processed", "task-h3.json"), ("failed", "task-h4.1.json"), ("failed", "task-h4.1.json.error.json"), ("tmp", "task-h5.1.msg-h5.json") })
            Make(Path.Combine(project.Project.Queue(folder), name), UnixFileMode.None);

        await UseAsync(project);

        Assert.Contains("no_permission", File.ReadAllText(Path.Combine(project.Project.Queue("failed"), "task-h1.json.error.json")), StringComparison.Ordinal);
        foreach (var left in new[] { "outbox/msg-h2.json", "working/task-h2.1.w9.json", "processed/task-h3.json", "failed/task-h4.1.json", "tmp/task-h5.1.msg-h5.json" })
            Assert.True(File.Exists(Path.Combine(project.Project.Folder, "agents", "_queue", left)), left);
    }

    [Fact]
    public async Task Claim_TaskFileOfAnotherUser_IsRejectedAndTheNextOneIsGiven()
    {
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows()) return; // Only root can make a file for somebody else.
        await using var project = await TestProject.CreateAsync();
        project.Project.DropTask("task-0");
        HostileEntry.Run("chown", "nobody", Path.Combine(project.Project.Queue("inbox"), "task-0.json"));

        await UseAsync(project);

        Assert.Contains("belong to the user", File.ReadAllText(Path.Combine(project.Project.Queue("failed"), "task-0.json.error.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claim_FailedFolderCannotBeWritten_WhatShouldGoThereStaysAndTheWorkGoesOn()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var project = await TestProject.CreateAsync();
        File.WriteAllText(Path.Combine(project.Project.Queue("inbox"), "task-bad.json"), "[]");
        File.SetUnixFileMode(project.Project.Queue("failed"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await UseAsync(project);

        Assert.True(File.Exists(Path.Combine(project.Project.Queue("inbox"), "task-bad.json")));
    }

    [Theory]
    [InlineData("project.json", "unavailable")]
    [InlineData("agents/w1/profile.json", "configuration")]
    [InlineData("agents/_queue/inbox", "unavailable")]
    [InlineData("agents/_queue/tmp", "unavailable")]
    [InlineData("ora.lock", "unavailable")]
    public async Task Call_FileOrFolderMayNotBeUsed_SaysSoAndWorksOnceItMay(string name, string code)
    {
        if (OperatingSystem.IsWindows()) return;
        await using var project = await TestProject.CreateAsync();
        Assert.Null(await project.RememberAsync(await project.StartAsync()));
        await project.EndServersAsync();
        var path = Path.Combine(project.Project.Folder, name);
        var mode = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, UnixFileMode.None);

        var worker = await project.StartAsync(wrapper: AsAnybody);
        var refusal = await project.WorkAsync(worker);
        Assert.Equal(code, refusal?.Code);

        File.SetUnixFileMode(path, mode);
        Assert.Null(await project.WorkAsync(worker));
        Assert.Null(await project.RememberAsync(worker));
        await project.CheckInvariantsAsync();
    }

    private static async Task UseAsync(TestProject project)
    {
        var director = await project.StartAsync("boss", "director", AsAnybody);
        var worker = await project.StartAsync(wrapper: AsAnybody);
        for (var i = 0; i < 2; i++)
        {
            Assert.Null(await project.AssignAsync(director));
            AssertWorks(await project.WorkAsync(worker), worker);
            AssertWorks(await project.RememberAsync(worker), worker);
            Assert.False((await director.CallAsync("review_project")).Refused);
            File.Delete(Path.Combine(project.Project.Folder, "ora.db"));
        }
    }

    private static void AssertWorks(ToolAnswer? refusal, OraServer worker) => Assert.True(refusal is null, $"{refusal?.Text}\n{worker.StandardError}");

    private static void Make(string path, UnixFileMode mode)
    {
        File.WriteAllText(path, "{}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
