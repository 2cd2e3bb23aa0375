using Ora.Core.Errors;
using Ora.Files.Disk;
using Ora.Files.Tests.Disk;

namespace Ora.Files.Tests.Faults;

/// <summary>
/// Cuts the power at every change that an operation makes to the disk, with every state that the disk, the index and the lock note may
/// survive in, recovers and checks; and cuts the power again at every change that the recovery makes.
/// </summary>
/// <param name="world">The project.</param>
/// <param name="through">What lies between the queue and its disk.</param>
internal sealed class PowerCuts(QueueWorld world, Func<IDisk, IDisk>? through = null)
{
    private const int CutsMax = 100;

    private static readonly (Remains Index, Remains Note)[] AllRemains =
    [
        (Remains.Newest, Remains.Newest), (Remains.Newest, Remains.Older), (Remains.Newest, Remains.Lost),
        (Remains.Older, Remains.Newest), (Remains.Older, Remains.Older), (Remains.Lost, Remains.Newest),
    ];

    private readonly Random _random = new(Profile.Seed);

    /// <summary>The states that were recovered from.</summary>
    public int States { get; private set; }

    /// <summary>What was violated, with the state that shows it.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Tries an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="violationsMax">How many violations are enough.</param>
    public async Task TryAsync(Operation operation, int violationsMax = 5)
    {
        var enough = Violations.Count + violationsMax;
        var ended = false;
        for (var cut = 1; !ended; cut++)
        {
            if (cut > CutsMax) throw new InvalidOperationException($"\"{operation}\" never ends.");
            await using (var machine = new Machine(world, through))
            {
                ended = await RunUntilAsync(machine, operation, cut);
                foreach (var survival in Survival.Of(machine.Disk.Pending, machine.Disk.HasUnflushedContent, _random, Profile.RandomSubsets))
                {
                    foreach (var (index, note) in SomeRemains()) await CutAsync(operation, cut, survival, index, note);
                    if (Violations.Count >= enough) return;
                }
            }

            foreach (var survival in (Survival[])[Survival.Everything, Survival.Nothing, Half()]) await CutRecoveryAsync(operation, cut, survival);
            if (Violations.Count >= enough) return;
        }
    }

    /// <summary>A soak tries all; else the newest index, and one of the others.</summary>
    private (Remains Index, Remains Note)[] SomeRemains() => Profile.Soak > 1 ? AllRemains : [AllRemains[0], AllRemains[_random.Next(1, AllRemains.Length)]];

    private Survival Half()
    {
        var mask = _random.Next();
        return new Survival($"mask {mask:x}", index => (mask >> (index & 15) & 1) == 1, UnflushedContent.Half);
    }

    private async Task CutAsync(Operation operation, int cut, Survival survival, Remains index, Remains note)
    {
        await using var machine = new Machine(world, through);
        await RunUntilAsync(machine, operation, cut);
        var state = $"\"{operation}\", cut {cut}, {survival}, index {index}, note {note}: {machine.Disk.Describe(survival)}";
        await machine.CutPowerAsync(survival, index, note);
        await CheckAsync(machine, state);
    }

    private async Task CutRecoveryAsync(Operation operation, int cut, Survival first)
    {
        var recovered = false;
        for (var second = 1; !recovered; second++)
        {
            if (second > CutsMax) throw new InvalidOperationException($"The recovery from \"{operation}\" never ends.");
            foreach (var survival in (Survival[])[Survival.Everything, Survival.Nothing, Half()])
            {
                await using var machine = new Machine(world, through);
                await RunUntilAsync(machine, operation, cut);
                var state = $"\"{operation}\", cut {cut}, {first}: {machine.Disk.Describe(first)}";
                await machine.CutPowerAsync(first, Remains.Newest, Remains.Newest);
                machine.NoteState();
                recovered = await SurvivesAsync(() => machine.Start(second).RecoverAsync(QueueWorld.Token).AsTask());
                state += $", then recovery, cut {second}, {survival}: {machine.Disk.Describe(survival)}";
                await machine.CutPowerAsync(survival, (Remains)_random.Next(3), Remains.Newest);
                await CheckAsync(machine, state);
            }
        }
    }

    private static async Task<bool> RunUntilAsync(Machine machine, Operation operation, int cut)
    {
        var driver = machine.Driver;
        var before = machine.Start();
        await before.CountsAsync(QueueWorld.Token);
        await operation.Prepare(driver, before);
        machine.NoteState();
        return await SurvivesAsync(() => operation.Act(driver, machine.Start(cut)));
    }

    private async Task CheckAsync(Machine machine, string state)
    {
        States++;
        try
        {
            var violations = await Checks.AfterRecoveryAsync(machine.Start(), machine.Driver, () => machine.Facts);
            if (violations.Count > 0) Violations.Add($"{state}\n    {string.Join("\n    ", violations)}");
        }
        catch (OraException e)
        {
            Violations.Add($"{state}\n    {e.Message}");
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
