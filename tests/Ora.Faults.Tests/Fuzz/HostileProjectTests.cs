namespace Ora.Faults.Tests.Fuzz;

/// <summary>
/// The files of a project that are no messages become something hostile under a running server and before the start of another. Both
/// answer every call in words, and work again once the file is as it was.
/// </summary>
public sealed class HostileProjectTests
{
    public static TheoryData<string> Files => ["project.json", "agents/w1/profile.json", "ora.db", "ora.lock", "ora.projection.lock"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Serve_FileBecomesHostile_AnswersInWordsAndWorksOnceItIsRestored(string file)
    {
        if (OperatingSystem.IsWindows()) return; // Half of the entries cannot be made there.
        await using var project = await TestProject.CreateAsync();
        var outside = Path.Combine(project.Project.Root, "outside.json");
        File.WriteAllText(outside, "{}");
        var path = Path.Combine(project.Project.Folder, file);
        var running = await project.StartAsync();
        Assert.Null(await project.RememberAsync(running));
        Assert.False((await running.CallAsync("query_memory", new() { ["query"] = "passage" })).Refused); // It makes the second lock.
        foreach (var kind in HostileEntry.Kinds)
        {
            File.Move(path, path + ".kept");
            HostileEntry.Make(path, kind, outside);
            var fresh = await project.StartAsync();
            foreach (var refusal in new[] { await project.RememberAsync(running), await project.RememberAsync(fresh), await project.WorkAsync(fresh) })
                Assert.True(refusal is null || refusal.Code is "configuration" or "unavailable", $"{file} became {kind}: {refusal}\n{fresh.StandardError}");

            // Whether it was used, replaced or refused, putting the old one back must do.
            if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null) Directory.Delete(path, recursive: true);
            else File.Delete(path);
            File.Move(path + ".kept", path);
            Assert.True(await project.RememberAsync(running) is null, $"{file} was {kind}, and is restored");
            Assert.True(await project.RememberAsync(fresh) is null, $"{file} was {kind}, and is restored");
        }

        await project.CheckInvariantsAsync();
    }
}
