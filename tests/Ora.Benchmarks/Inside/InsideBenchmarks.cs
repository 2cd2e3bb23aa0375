using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Ora.Benchmarks.Inside;

/// <summary>Runs the benchmarks of the parts with BenchmarkDotNet.</summary>
internal static class InsideBenchmarks
{
    /// <summary>Runs them; <paramref name="arguments"/> are BenchmarkDotNet's own, <c>--filter '*Queue*'</c> for one.</summary>
    public static void Run(string[] arguments)
    {
        // In this process: a generated project would not find the repository's build rules and central versions.
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(Outside.Tools.Repository, "artifacts", "benchmarks", "inside"));
        string[] all = arguments is [] ? ["--filter", "*"] : arguments;
        BenchmarkSwitcher.FromAssembly(typeof(InsideBenchmarks).Assembly).Run(all, config);
    }
}
