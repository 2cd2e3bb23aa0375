using System.Text.Json;
using Ora.Processes;

namespace Ora.Faults.Tests.Index;

/// <summary><c>ora.db</c> is deleted, damaged or replaced while eight servers have it open and work.</summary>
public sealed class LostIndexTests
{
    private const int Servers = 8;

    public static TheoryData<string> Harms => [.. HarmByName.Keys];

    private static readonly Dictionary<string, Action<string>> HarmByName = new(StringComparer.Ordinal)
    {
        ["deleted"] = path => File.Delete(path),
        ["deleted with its log"] = path =>
        {
            File.Delete(path);
            File.Delete(path + "-wal");
            File.Delete(path + "-shm");
        },
        ["log deleted"] = path => File.Delete(path + "-wal"),
        ["emptied"] = path => Overwrite(path, file => file.SetLength(0)),
        ["cut in half"] = path => Overwrite(path, file => file.SetLength(file.Length / 2)),
        ["overwritten with noise"] = path => Overwrite(path, file => Noise(file, 0, (int)file.Length)),
        ["first page overwritten"] = path => Overwrite(path, file => Noise(file, 0, 4096)),
        ["one page overwritten"] = path => Overwrite(path, file => Noise(file, 5 * 4096, 4096)),
        ["replaced by another file"] = path => Replace(path, bytes => [.. "This is no database. "u8.ToArray(), .. bytes]),
        ["replaced by an empty file"] = path => Replace(path, _ => []),
        ["replaced by a copy of itself"] = path => Replace(path, bytes => bytes),
    };

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task Fleet_IndexIsHarmedWhileItWorks_HealsByItselfAndLosesNothing(string harm)
    {
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var workers = await Task.WhenAll(Enumerable.Range(1, Servers - 1).Select(n => project.StartAsync($"w{n}")));
        for (var i = 0; i < 20; i++) Assert.Null(await project.AssignAsync(director));

        var work = workers.Select((worker, n) => WorkAsync(project, worker, $"w{n + 1}")).Append(AssignAsync(project, director)).ToList();
        HarmByName[harm](Path.Combine(project.Project.Folder, "ora.db"));
        await Task.WhenAll(work);

        // It must be whole again without a restart and without `ora rebuild`.
        Assert.Null(await project.RememberAsync(workers[0], text: "The heron sleeps on one leg."));
        var recalled = await WholeAsync(() => workers[1].CallAsync("query_memory", new() { ["query"] = "heron" }));
        Assert.Equal(1, recalled.GetProperty("results").GetArrayLength());
        var status = await project.Project.RunAsync(["--json", "status"], TestProject.Cancellation);
        Assert.DoesNotContain("\"degraded\"", status.Output, StringComparison.Ordinal);
        await project.CheckInvariantsAsync();
    }

    // A call waits two seconds for the tables that are made anew, and then answers without the rest.
    private static async Task<JsonElement> WholeAsync(Func<Task<ToolAnswer>> call)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await call();
            Assert.False(answer.Refused, answer.Text);
            if (!answer.Result.TryGetProperty("degraded", out var degraded)) return answer.Result;
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TestProject.Patience, $"It stays degraded: {degraded}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestProject.Cancellation);
        }
    }

    [Fact]
    public async Task Server_IndexDeletedWhileItIsIdle_IsNoticedByItsNextCall()
    {
        await using var project = await TestProject.CreateAsync();
        var worker = await project.StartAsync();
        Assert.Null(await project.RememberAsync(worker, text: "The otter holds hands."));
        Assert.False((await worker.CallAsync("query_memory", new() { ["query"] = "otter" })).Refused);
        File.Delete(Path.Combine(project.Project.Folder, "ora.db"));
        var recalled = await worker.CallAsync("query_memory", new() { ["query"] = "otter" });
        Assert.False(recalled.Result.TryGetProperty("degraded", out var degraded), $"{degraded}");
        Assert.Equal(1, recalled.Result.GetProperty("results").GetArrayLength());
        Assert.True(File.Exists(Path.Combine(project.Project.Folder, "ora.db")));
        await project.CheckInvariantsAsync();
    }

    [Fact]
    public async Task Server_OlderCopyOfTheIndexIsPutInPlace_IsNotBelieved()
    {
        await using var project = await TestProject.CreateAsync();
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        Assert.Null(await project.AssignAsync(director));
        var path = Path.Combine(project.Project.Folder, "ora.db");
        File.Copy(path, path + ".old");
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await project.AssignAsync(director));
            Assert.Null(await project.WorkAsync(worker));
        }

        File.Move(path + ".old", path, overwrite: true);
        var review = await director.CallAsync("review_project");
        Assert.Equal(5, project.Project.Messages("TASK_COMPLETE", "outbox").Count);
        Assert.Equal(1, review.Result.GetProperty("counts").GetProperty("waiting").GetInt32());
        Assert.Null(await project.WorkAsync(worker));
        await project.CheckInvariantsAsync();
    }

    private static async Task WorkAsync(TestProject project, OraServer worker, string agent)
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await project.WorkAsync(worker, agent));
            Assert.Null(await project.RememberAsync(worker, agent));
        }
    }

    private static async Task AssignAsync(TestProject project, OraServer director)
    {
        for (var i = 0; i < 10; i++) Assert.Null(await project.AssignAsync(director));
    }

    private static void Overwrite(string path, Action<FileStream> change)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        change(file);
    }

    private static void Noise(FileStream file, long position, int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        file.Position = position;
        file.Write(noise);
    }

    private static void Replace(string path, Func<byte[], byte[]> content)
    {
        byte[] bytes;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }

        File.WriteAllBytes(path + ".new", content(bytes));
        File.Move(path + ".new", path, overwrite: true);
    }
}
