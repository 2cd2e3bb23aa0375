using BenchmarkDotNet.Attributes;
using Ora.Core.Ids;
using Ora.Core.Queue;

namespace Ora.Benchmarks.Inside;

/// <summary>The queue without MCP: one task's way through it, and the heartbeat of a task that is out.</summary>
[MemoryDiagnoser]
public class QueueBenchmarks
{
    private OpenQueue _queue = null!;
    private Claim _held;

    /// <summary>Tasks that wait meanwhile.</summary>
    [Params(0, 10_000)]
    public int Waiting { get; set; }

    /// <summary>Opens the queue; one task is out for the heartbeat.</summary>
    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _queue = await OpenQueue.CreateAsync(Waiting);
        await _queue.Queue.PutAsync(_queue.NewTask() with { AgentId = "other" }, CancellationToken.None);
        var other = await _queue.Queue.ClaimAsync(OpenQueue.Agent with { Id = AgentId.Parse("other") }, CancellationToken.None);
        _held = other.Task!.Entry.Claim;
    }

    /// <summary>Closes it.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync() => await _queue.DisposeAsync();

    /// <summary>The flushes and renames of put, claim and complete alone.</summary>
    [Benchmark(Baseline = true)]
    public void BareFlushesAndRenames() => _queue.Bare.Cycle(TimeProvider.System.GetUtcNow());

    /// <summary>Put, claim and complete of one task.</summary>
    [Benchmark]
    public async Task<CompletionResult> PutClaimComplete()
    {
        await _queue.Queue.PutAsync(_queue.NewTask(), CancellationToken.None);
        var claim = await _queue.ClaimAsync();
        return await _queue.Queue.CompleteAsync(claim, OpenQueue.Agent.Id, _queue.NewResult(claim), CancellationToken.None);
    }

    /// <summary>Extending a lease: one change of a file's time.</summary>
    [Benchmark]
    public async Task<LeaseCheck> Heartbeat() => await _queue.Queue.ExtendAsync(_held, AgentId.Parse("other"), CancellationToken.None);

    /// <summary>Asking for a task as an agent that none waits for.</summary>
    [Benchmark]
    public async Task<ClaimResult> ClaimWithoutOffer() =>
        await _queue.Queue.ClaimAsync(OpenQueue.Agent with { Id = AgentId.Parse("other") }, CancellationToken.None);
}
