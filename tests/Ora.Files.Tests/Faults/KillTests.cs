using Ora.Files.Disk;
using Ora.Files.Tests.Disk;
using Ora.Invariants;

namespace Ora.Files.Tests.Faults;

/// <summary>
/// Each operation is cut at each of its changes to a real disk, as by SIGKILL, and then repaired by another process with the index
/// that the first one left, or with none.
/// </summary>
public sealed class KillTests
{
    private const int CutsMax = 100;

    public static TheoryData<string, bool> Operations
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var operation in Operation.All)
            {
                data.Add(operation.Name, false);
                data.Add(operation.Name, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Kill_AtEveryChange_KeepsEveryPromise(string name, bool indexIsLost)
    {
        var operation = Operation.All.Single(o => o.Name == name);
        var survived = false;
        for (var cut = 1; !survived; cut++)
        {
            Assert.True(cut < CutsMax, "The operation never ends.");
            await using var world = new QueueWorld(indexIsLost: indexIsLost);
            var driver = new Driver(world, (file, content) => world.Drop("inbox", file, content));
            await operation.Prepare(driver, world.Open());
            var disk = new CutDisk(new RealDisk(), cut);
            survived = await SurvivesAsync(() => operation.Act(driver, world.Open(disk)));

            // Ten minutes later even a write whose process number lives on in this test counts as abandoned.
            foreach (var path in Directory.EnumerateFiles(Path.Combine(world.QueueRoot, "tmp"), "*.part")) File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
            var violations = await Checks.AfterRecoveryAsync(world.Open(), driver, () => QueueFacts.Read(new FolderReader(world.QueueRoot)));
            Assert.True(violations.Count == 0, $"\"{operation}\", cut {cut}:\n{string.Join('\n', violations)}");
        }
    }

    private static async Task<bool> SurvivesAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }
}
