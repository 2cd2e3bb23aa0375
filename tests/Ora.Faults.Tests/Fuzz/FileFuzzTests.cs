using System.Text.Json;
using Ora.Processes;

namespace Ora.Faults.Tests.Fuzz;

/// <summary>
/// Hostile entries in every folder of the queue, while agents work. Nothing may hang or fail, nothing is deleted, every rejected file
/// is in failed/ with its reason, and the work around it goes on.
/// </summary>
public sealed class FileFuzzTests
{
    private const int Steps = 12;
    private const int EntriesPerStep = 8;
    private static readonly string[] Folders = ["inbox", "inbox", "inbox", "working", "outbox", "processed", "failed", "tmp", "archive"];

    public static TheoryData<int> Seeds => FuzzProfile.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Fleet_HostileFilesInEveryFolder_WorksOnAndDeletesNothing(int seed)
    {
        if (OperatingSystem.IsWindows()) return; // Half of the entries cannot be made there.
        var random = new Random(seed);
        await using var project = await TestProject.CreateAsync();
        var outside = Path.Combine(project.Project.Root, "outside.json");
        File.WriteAllText(outside, """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"secret"}}""");
        var director = await project.StartAsync("boss", "director");
        var worker = await project.StartAsync();
        var hostile = new Dictionary<string, string>();
        for (var step = 0; step < Steps; step++)
        {
            for (var i = 0; i < EntriesPerStep; i++) Place(project.Project, random, $"{step}x{i}", outside, hostile);
            await UseAsync(project, director, worker, seed);

            // A process that starts looks at more than one that runs; and one without an index at all looks at everything.
            if (step % 4 == 3) File.Delete(Path.Combine(project.Project.Folder, "ora.db"));
            if (step % 3 == 2) worker = await project.StartAsync();
        }

        await project.EndServersAsync();
        var left = HostileEntry.Inodes(project.Project.Root);
        var lost = hostile.Where(entry => !left.ContainsKey(entry.Key)).Select(entry => entry.Value).ToList();
        Assert.True(lost.Count == 0, $"Seed {seed}: these are gone: {string.Join(", ", lost)}");
        CheckRejected(project.Project, hostile, left, seed);
        Clear(project.Project, hostile, left);
        await project.CheckInvariantsAsync();
    }

    private static async Task UseAsync(TestProject project, OraServer director, OraServer worker, int seed)
    {
        foreach (var refusal in new[]
        {
            await project.AssignAsync(director), await project.RememberAsync(worker), await project.WorkAsync(worker), await WorkOnStrangersAsync(project, worker),
            Refusal(await director.CallAsync("review_project")), Refusal(await worker.CallAsync("query_memory", new() { ["query"] = "passage" })),
        })
        {
            Assert.True(refusal is null, $"Seed {seed}: {refusal?.Text}\n{worker.StandardError}");
        }
    }

    private static ToolAnswer? Refusal(ToolAnswer answer) => answer.Refused ? answer : null;

    // A mutant may be a task after all. It must not be in the way of the ones that were acknowledged.
    private static async Task<ToolAnswer?> WorkOnStrangersAsync(TestProject project, OraServer worker)
    {
        while (true)
        {
            var got = await worker.CallAsync("get_task");
            if (got.Refused) return got;
            if (got["claim"] is not { } claim) return null;
            var done = await worker.CallAsync("complete_task", new() { ["claim"] = claim, ["outcome"] = "completed", ["summary"] = project.Text("a stranger is done") });
            if (done.Refused) return done;
        }
    }

    private static void Place(OraProject project, Random random, string id, string outside, Dictionary<string, string> hostile)
    {
        var folder = Folders[random.Next(Folders.Length)];
        var name = NameFor(folder, id, random);
        var made = Path.Combine(project.Folder, $"making-{id}");
        var kind = "mutant";
        if (random.Next(2) == 0) File.WriteAllBytes(made, new Mutation(random).Of(HostileCorpus.Message(random, id)));
        else HostileEntry.Make(made, kind = HostileEntry.Kinds[random.Next(HostileEntry.Kinds.Count)], outside);

        // What is cut off before its first byte, under the name of Ora's own unfinished writes, may be removed: there is nothing in it.
        var target = Path.Combine(project.Queue(folder), name);
        var inode = HostileEntry.Inodes(made).Single(entry => entry.Value == made).Key;
        HostileEntry.Run("mv", "-T", "--", made, target);
        if (folder != "tmp") hostile.Add(inode, $"{kind} {folder}/{name}");
    }

    private static string NameFor(string folder, string id, Random random) => (folder, random.Next(14)) switch
    {
        ("working", < 8) => $"task-h{id}.{random.Next(0, 4)}.w9.json",
        ("tmp", < 5) => $"task-h{id}.{random.Next(0, 4)}.msg-h{id}.json",
        ("tmp", < 8) => $"msg-h{id}.1-1.part",
        ("failed", < 5) => $"task-h{id}.1.json.error.json",
        (_, 0) => $"task-h{id}\nnext.json",
        (_, 1) => $"task-h{id}\u001b[31m.json",
        (_, 2) => $"task-h{id}{new string('x', 250 - 6 - id.Length - 5)}.json",
        (_, 3) => $"TASK-H{id}.JSON",
        (_, 4) => $"task-h{id}.{random.Next(0, 100)}.json",
        (_, 5) => $"msg-h{id}.json",
        (_, 6) => $".task-h{id}.json",
        (_, 7) => $"task-h{id}.01.json",
        (_, 8) => $"-rf {id}.json",
        (_, 9) => $"task-h{id}.json.error.json",
        (_, 10) => $"täsk-{id}-\u202e.json",
        _ => $"task-h{id}.json",
    };

    private static void CheckRejected(OraProject project, Dictionary<string, string> hostile, Dictionary<string, string> left, int seed)
    {
        foreach (var (inode, what) in hostile.Where(entry => entry.Value.Contains(" inbox/", StringComparison.Ordinal)))
        {
            var path = left[inode];
            var folder = Path.GetFileName(Path.GetDirectoryName(path));
            if (folder == "inbox") Assert.True(Path.GetFileName(path).StartsWith('.') || what.StartsWith("mutant", StringComparison.Ordinal), $"Seed {seed}: {what} still lies in the inbox");
            if (folder != "failed" || !File.Exists(path + ".error.json")) continue;
            var reason = JsonElement.Parse(File.ReadAllBytes(path + ".error.json"));
            Assert.NotEmpty(reason.GetProperty("code").GetString()!);
            Assert.NotEmpty(reason.GetProperty("problem").GetString()!);
        }

        var rejected = left.Where(entry => hostile.ContainsKey(entry.Key) && Path.GetDirectoryName(entry.Value) == project.Queue("failed"));
        foreach (var (inode, path) in rejected.Where(entry => hostile[entry.Key].Contains(" inbox/", StringComparison.Ordinal)))
            Assert.True(File.Exists(path + ".error.json") || Path.GetFileName(path).EndsWith(".error.json", StringComparison.Ordinal), $"Seed {seed}: {hostile[inode]} was moved to {path} without a reason");
    }

    // What is left must be exactly what was acknowledged. The index is made of the folders again.
    private static void Clear(OraProject project, Dictionary<string, string> hostile, Dictionary<string, string> left)
    {
        foreach (var path in hostile.Keys.Select(inode => left[inode]).Concat(Directory.EnumerateFileSystemEntries(project.Queue("tmp"))))
        {
            Remove(path);
            if (Path.GetDirectoryName(path) == project.Queue("failed") && File.Exists(path + ".error.json")) Remove(path + ".error.json");
        }

        foreach (var stranger in Directory.EnumerateFileSystemEntries(project.Queue("failed"))) Remove(stranger);
        foreach (var folder in (string[])["inbox", "outbox", "processed", "working"])
        {
            foreach (var path in Directory.EnumerateFiles(project.Queue(folder)).Where(IsAboutStranger).ToList()) Remove(path);
        }

        File.Delete(Path.Combine(project.Folder, "ora.db"));
    }

    private static bool IsAboutStranger(string path)
    {
        var text = File.ReadAllText(path);
        return Path.GetFileName(path).StartsWith("task-h", StringComparison.Ordinal) || text.Contains("task-h", StringComparison.Ordinal) || text.Contains("a stranger is done", StringComparison.Ordinal);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }
}
