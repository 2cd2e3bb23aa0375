using System.Diagnostics;

namespace Ora.Faults.Tests;

/// <summary>A process that is stopped while it holds the queue's lock.</summary>
public sealed class StoppedHolderTests
{
    [Fact]
    public async Task Call_LockIsHeldByAStoppedProcess_SaysWhichAndWorksOnceItIsGone()
    {
        if (!OperatingSystem.IsLinux()) return; // Only there can the holder be found out; and the test uses flock(1).
        await using var project = await TestProject.CreateAsync();
        var worker = await project.StartAsync();
        Assert.Null(await project.RememberAsync(worker));

        // flock(1) takes the lock as Ora does, tells, and is stopped with it in its hands.
        string[] arguments = ["--no-fork", Path.Combine(project.Project.Folder, "ora.lock"), "/bin/sh", "-c", "echo held; kill -STOP $$"];
        using var holder = Process.Start(new ProcessStartInfo("flock", arguments) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync(TestProject.Cancellation));
            var second = await project.StartAsync("w2");
            var refusals = await Task.WhenAll(project.RememberAsync(worker), project.RememberAsync(second, "w2"));
            foreach (var refusal in refusals)
            {
                Assert.NotNull(refusal);
                Assert.Equal("unavailable", refusal.Code);
                Assert.Contains($"process {holder.Id} (stopped)", refusal.Text, StringComparison.Ordinal);
                Assert.Contains("kill -CONT", refusal.Text, StringComparison.Ordinal);
            }

            holder.Kill();
            Assert.Null(await project.RememberAsync(second, "w2"));
            Assert.Null(await project.RememberAsync(worker));
        }
        finally
        {
            if (!holder.HasExited) holder.Kill();
        }

        await project.CheckInvariantsAsync();
    }
}
