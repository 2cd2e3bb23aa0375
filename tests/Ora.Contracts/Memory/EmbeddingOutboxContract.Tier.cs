using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Core.Queue;
using Ora.Core.State;
using Xunit;

namespace Ora.Contracts.Memory;

public abstract partial class EmbeddingOutboxContract
{
    private const int Dimension = 32;
    private static readonly EmbeddingModel Model = new("words", Dimension, "ora-memory");
    private readonly WordEmbedder _embedder = new(Dimension);
    private readonly BruteForceMemory _vectors = new([], ProjectName.Parse("one"));
    private readonly ModelRecord _record = new();
    private readonly StillFeed _feed = new();

    [Fact]
    public async Task Sync_ManyPassages_AreEmbeddedOnceAlsoAcrossARebuild()
    {
        await using var tier = Tier();
        await AddAsync(Enumerable.Range(0, 250).Select(n => $"msg-{n:000}"));

        Assert.Equal(new DenseSyncResult(250, 0, 0), await tier.SyncAsync(Cancellation));
        await Index.ResetAsync(Cancellation);
        await AddAsync(Enumerable.Range(10, 241).Select(n => $"msg-{n:000}"));
        Assert.Equal(new DenseSyncResult(1, 10, 0), await tier.SyncAsync(Cancellation));

        Assert.Equal(251, _embedder.Texts);
        Assert.Equal(241, await _vectors.CountAsync(Cancellation));
        Assert.Equal(Model, _record.Model);
    }

    [Fact]
    public async Task Sync_StoreAway_LosesNothing()
    {
        await using var tier = Tier();
        _vectors.Fault = new RemoteServiceException("The store", "The store does not answer.") { IsTransient = true };
        await AddAsync(Enumerable.Range(0, 120).Select(n => $"msg-{n:000}"));
        await Assert.ThrowsAsync<RemoteServiceException>(() => tier.SyncAsync(Cancellation).AsTask());
        await ForgetAsync("msg-001");
        Assert.Equal(119, (await tier.BacklogAsync(Cancellation)).Passages);

        _vectors.Fault = null;
        await tier.SyncAsync(Cancellation);

        Assert.Equal(119, await _vectors.CountAsync(Cancellation));
        Assert.True((await tier.BacklogAsync(Cancellation)).IsEmpty);
    }

    [Fact]
    public async Task Sync_OneTextRefused_EmbedsTheOthersAndSaysSo()
    {
        await using var tier = Tier();
        _embedder.Fault = texts => texts.Any(text => text.Contains("msg-042", StringComparison.Ordinal)) ? Refusal() : null;
        await AddAsync(Enumerable.Range(0, 96).Select(n => $"msg-{n:000}"));

        Assert.Equal(new DenseSyncResult(95, 0, 1), await tier.SyncAsync(Cancellation));

        Assert.Equal(new EmbeddingBacklog(0, 0, 1, true, null, null), (await tier.BacklogAsync(Cancellation)) with { WrittenAt = null, WrittenTo = null });
    }

    [Fact]
    public async Task Sync_EveryTextRefused_IsAFaultOfTheSettings()
    {
        await using var tier = Tier();
        _embedder.Fault = _ => Refusal();
        await AddAsync(["msg-001"]);

        await Assert.ThrowsAsync<RemoteServiceException>(() => tier.SyncAsync(Cancellation).AsTask());

        Assert.Equal((1, 0), ((await tier.BacklogAsync(Cancellation)).Passages, (await tier.BacklogAsync(Cancellation)).Refused));
    }

    [Fact]
    public async Task Model_Changed_IsRefusedUntilEverythingIsEmbeddedAnew()
    {
        _record.Model = Model with { Name = "other" };
        await using var tier = Tier();
        await AddAsync(["msg-001"]);

        var refused = await Assert.ThrowsAsync<OraException>(() => tier.SyncAsync(Cancellation).AsTask());
        var found = await tier.FindAsync(Question("tea"), Cancellation);
        await tier.RestartAsync(Cancellation);
        await tier.SyncAsync(Cancellation);

        Assert.Contains("ora memory sync --again", refused.NextStep, StringComparison.Ordinal);
        Assert.Contains("ora memory sync --again", found.Degraded, StringComparison.Ordinal);
        Assert.Equal(Model, _record.Model);
        Assert.Equal(["msg-001"], (await tier.FindAsync(Question("tea"), Cancellation)).Matches.Select(match => match.Id));
    }

    [Fact]
    public async Task Find_SameQuestion_IsEmbeddedOnce()
    {
        await using var tier = Tier();
        await tier.FindAsync(Question("tea"), Cancellation);
        await tier.FindAsync(Question("tea"), Cancellation);
        Assert.Equal(1, _embedder.Texts);

        for (var n = 0; n < 64; n++) await tier.FindAsync(Question($"coffee {n}"), Cancellation);
        await tier.FindAsync(Question("tea"), Cancellation);

        Assert.Equal(66, _embedder.Texts);
    }

    [Fact]
    public async Task Find_StoreAway_SaysSoAndAsksAgainOnlyAfterAPause()
    {
        await using var tier = Tier();
        await AddAsync(["msg-001"]);
        await tier.SyncAsync(Cancellation);
        var asked = 0;
        _embedder.Fault = _ =>
        {
            asked++;
            return new RemoteServiceException("The model", "The model does not answer.") { IsTransient = true };
        };

        var first = await tier.FindAsync(Question("tea"), Cancellation);
        var second = await tier.FindAsync(Question("coffee"), Cancellation);
        _embedder.Fault = null;
        _time.Advance(TimeSpan.FromSeconds(3));
        var third = await tier.FindAsync(Question("tea"), Cancellation);

        Assert.Equal(1, asked);
        Assert.All([first, second], finding =>
        {
            Assert.Empty(finding.Matches);
            Assert.False(finding.IsFinal);
            Assert.Contains("The model does not answer.", finding.Degraded, StringComparison.Ordinal);
        });
        Assert.Single(third.Matches);
        Assert.Null(third.Degraded);
        Assert.True(third.IsFinal);
    }

    [Fact]
    public async Task Find_WhileSomethingWaits_IsNotFinal()
    {
        await using var tier = Tier();
        await AddAsync(["msg-001"]);

        Assert.False((await tier.FindAsync(Question("tea"), Cancellation)).IsFinal);
    }

    [Fact]
    public async Task Signal_AfterAFailure_TriesAgainByItself()
    {
        await using var tier = Tier();
        var failed = new TaskCompletionSource();
        _embedder.Fault = _ =>
        {
            failed.TrySetResult();
            return new RemoteServiceException("The model", "The model does not answer.") { IsTransient = true };
        };
        await AddAsync(["msg-001"]);
        tier.Signal();
        while (!failed.Task.IsCompleted) await StepAsync();
        _embedder.Fault = null;

        while (!(await tier.BacklogAsync(Cancellation)).IsEmpty) await StepAsync();

        Assert.Equal(1, await _vectors.CountAsync(Cancellation));
    }

    private async Task StepAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        await Task.Yield();
        Cancellation.ThrowIfCancellationRequested();
    }

    private DenseTier Tier() => new(
        _vectors, _embedder, Model, _record, Outbox, new FreeTurn(), _feed, _time, NullLogger<DenseTier>.Instance);

    private static RemoteServiceException Refusal() => new("The model", "The model refuses with status 400: too long.") { Status = 400 };

    private static MemoryQuery Question(string text) => new(text, 10, [], null);

    private sealed class ModelRecord : IEmbeddingModelRecord
    {
        public EmbeddingModel? Model { get; set; }

        public EmbeddingModel? ReadModel() => Model;

        public void WriteModel(EmbeddingModel model) => Model = model;
    }

    private sealed class FreeTurn : IWriteLock
    {
        public ValueTask<IDisposable> AcquireAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable>(new MemoryStream());
    }

    // All that was said is in the exact tier.
    private sealed class StillFeed : IProjectionFeed
    {
        public ValueTask<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ProjectionBatch> ReadAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<bool> AcknowledgeAsync(ProjectionBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<long> BacklogAsync(CancellationToken cancellationToken) => ValueTask.FromResult(0L);

        public ValueTask RebuildAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
