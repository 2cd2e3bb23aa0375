using Ora.Processes;

namespace Ora.Faults.Tests.Disk;

/// <summary>A disk that fills up while servers work: what cannot be kept is refused in words, and nothing that was acknowledged goes.</summary>
public sealed class DiskFullTests
{
    [Fact]
    public async Task Write_DiskIsFull_IsRefusedInWordsAndAllIsWellOnceThereIsRoom()
    {
        using var disk = SmallDisk.Mount(8_192);
        await using var project = await TestProject.CreateAsync(disk.Path);
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await project.AssignAsync(director));
            Assert.Null(await project.RememberAsync(worker));
        }

        var ballast = disk.Fill();
        var refusals = new List<ToolAnswer?>
        {
            await project.AssignAsync(director, new string('x', 20_000)),
            await project.RememberAsync(worker, text: project.Text(new string('y', 20_000))),
            await project.WorkAsync(worker),
        };
        Assert.NotNull(refusals[0]);
        Assert.NotNull(refusals[1]);
        Assert.All(refusals.OfType<ToolAnswer>(), refusal => AssertTells(refusal, "disk space"));

        // Reading goes on: a full disk must not make the project look empty.
        Assert.False((await director.CallAsync("review_project")).Refused);
        File.Delete(ballast);
        Assert.Null(await project.AssignAsync(director));
        Assert.Null(await project.RememberAsync(worker));
        for (var i = 0; i < 7; i++) Assert.Null(await project.WorkAsync(worker));
        await project.CheckInvariantsAsync();
    }

    [Fact]
    public async Task Fleet_DiskFillsAndEmptiesWhileItWorks_LosesNothing()
    {
        using var disk = SmallDisk.Mount(12_288);
        await using var project = await TestProject.CreateAsync(disk.Path);
        var director = await project.StartAsync("boss", "director");
        var workers = new[] { await project.StartAsync("w1"), await project.StartAsync("w2") };
        for (var round = 0; round < 4; round++)
        {
            var work = workers.Select((worker, n) => WorkAsync(project, worker, $"w{n + 1}")).Append(AssignAsync(project, director)).ToList();
            var ballast = disk.Fill();
            await Task.WhenAll(work);
            File.Delete(ballast);
        }

        Assert.Null(await project.AssignAsync(director));
        await project.CheckInvariantsAsync();
    }

    [Fact]
    public async Task Start_DiskIsFull_SaysSoAndServesOnceThereIsRoom()
    {
        using var disk = SmallDisk.Mount(2_048);
        await using var project = await TestProject.CreateAsync(disk.Path);
        var ballast = disk.Fill();
        var worker = await project.StartAsync("fresh");
        var refusal = await project.RememberAsync(worker, "fresh", project.Text(new string('z', 20_000)));
        Assert.NotNull(refusal);
        AssertTells(refusal, "disk space");
        File.Delete(ballast);
        Assert.Null(await project.RememberAsync(worker, "fresh"));
        await project.CheckInvariantsAsync();
    }

    internal static void AssertTells(ToolAnswer refusal, string remedy)
    {
        Assert.Equal("unavailable", refusal.Code);
        Assert.Contains(remedy, refusal.Text, StringComparison.Ordinal);
    }

    private static async Task WorkAsync(TestProject project, OraServer worker, string agent)
    {
        for (var i = 0; i < 6; i++)
        {
            AssertRefusedInWords(await project.WorkAsync(worker, agent));
            AssertRefusedInWords(await project.RememberAsync(worker, agent));
        }
    }

    private static async Task AssignAsync(TestProject project, OraServer director)
    {
        for (var i = 0; i < 6; i++) AssertRefusedInWords(await project.AssignAsync(director, new string('d', 3_000)));
    }

    private static void AssertRefusedInWords(ToolAnswer? refusal)
    {
        if (refusal is not null) AssertTells(refusal, "disk space");
    }
}
