using Microsoft.Extensions.Time.Testing;
using Ora.Core.Memory;
using Ora.Core.Memory.Dense;
using Ora.Core.Messages;
using Xunit;

namespace Ora.Contracts.Memory;

/// <summary>What every outbox of the dense tier does, and what the tier makes of it.</summary>
public abstract partial class EmbeddingOutboxContract : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The passages.</summary>
    protected IMemoryIndex Index { get; private set; } = null!;

    /// <summary>The outbox under test.</summary>
    protected IEmbeddingOutbox Outbox { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => (Index, Outbox) = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeStoreAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A new, empty index with its outbox.</summary>
    protected abstract ValueTask<(IMemoryIndex Index, IEmbeddingOutbox Outbox)> CreateAsync();

    /// <summary>Drops what <see cref="CreateAsync"/> made.</summary>
    protected abstract ValueTask DisposeStoreAsync();

    [Fact]
    public async Task Take_ManyPassages_ComeOnceInTheOrderOfTheirArrival()
    {
        await AddAsync(Enumerable.Range(0, 25).Select(n => $"msg-{25 - n:00}"));
        var taken = new List<string>();
        while (await Outbox.TakeAsync(10, isComplete: true, Cancellation) is { IsEmpty: false } batch)
        {
            Assert.InRange(batch.Passages.Count, 1, 10);
            taken.AddRange(batch.Passages.Select(passage => passage.Id));
            await DoneAsync(batch);
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"msg-{25 - n:00}"), taken);
    }

    [Fact]
    public async Task Take_NotDone_ComesAgain()
    {
        await AddAsync(["msg-01", "msg-02"]);
        await TakeAsync();

        Assert.Equal(["msg-01", "msg-02"], (await TakeAsync()).Passages.Select(passage => passage.Id));
        Assert.Equal(2, (await Outbox.BacklogAsync(Cancellation)).Passages);
    }

    [Fact]
    public async Task Forget_BeforeItWasTaken_NeedsNoRemoval()
    {
        await AddAsync(["msg-01", "msg-02"]);
        await ForgetAsync("msg-01");

        var batch = await TakeAsync();

        Assert.Equal(["msg-02"], batch.Passages.Select(passage => passage.Id));
        Assert.Empty(batch.Removals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forget_AfterItWasTaken_IsRemovedAlsoWhenTheBatchWasNeverFinished(bool isDone)
    {
        await AddAsync(["msg-01", "msg-02"]);
        var first = await TakeAsync();
        if (isDone) await DoneAsync(first);
        await ForgetAsync("msg-01");

        var batch = await TakeAsync();

        Assert.Equal(isDone ? [] : ["msg-02"], batch.Passages.Select(passage => passage.Id));
        Assert.Equal(["msg-01"], batch.Removals);
        await DoneAsync(batch);
        Assert.True((await TakeAsync()).IsEmpty);
    }

    [Fact]
    public async Task Reset_WithVectorsThere_OffersNewPassagesAndRemovesWhatBelongsToNothing()
    {
        await AddAsync(["msg-01", "msg-02"]);
        await DoneAsync(await TakeAsync());
        await Index.ResetAsync(Cancellation);
        Assert.False((await Outbox.BacklogAsync(Cancellation)).IsListed);
        await AddAsync(["msg-02", "msg-03"]);
        await Outbox.NoteKnownAsync(["msg-01", "msg-02"], isLast: true, Cancellation);

        var early = await Outbox.TakeAsync(10, isComplete: false, Cancellation);
        var complete = await TakeAsync();

        Assert.Empty(early.Removals);
        Assert.Equal(["msg-03"], complete.Passages.Select(passage => passage.Id));
        Assert.Equal(["msg-01"], complete.Removals);
        await DoneAsync(complete);
        Assert.True((await TakeAsync()).IsEmpty);
        Assert.True((await Outbox.BacklogAsync(Cancellation)).IsEmpty);
    }

    [Fact]
    public async Task Forget_VectorFromBeforeAReset_IsRemoved()
    {
        await AddAsync(["msg-01"]);
        await Outbox.NoteKnownAsync(["msg-01"], isLast: true, Cancellation);

        await ForgetAsync("msg-01");

        Assert.Equal(["msg-01"], (await TakeAsync()).Removals);
    }

    [Fact]
    public async Task Done_OfABatchFromBeforeAReset_ChangesNothing()
    {
        await AddAsync(["msg-01", "msg-02"]);
        var old = await TakeAsync();
        await Index.ResetAsync(Cancellation);
        await AddAsync(["msg-03", "msg-04"]);

        await DoneAsync(old);

        Assert.Equal(["msg-03", "msg-04"], (await TakeAsync()).Passages.Select(passage => passage.Id));
    }

    [Fact]
    public async Task Restart_OffersEverythingAgain()
    {
        await AddAsync(["msg-01", "msg-02"]);
        await DoneAsync(await TakeAsync());

        await Outbox.RestartAsync(Cancellation);

        Assert.Equal(new EmbeddingBacklog(2, 0, 0, true, null, null), await Outbox.BacklogAsync(Cancellation));
        Assert.Equal(2, (await TakeAsync()).Passages.Count);
    }

    [Fact]
    public async Task Done_LastWrite_IsTold()
    {
        await AddAsync(["msg-01"]);
        await Outbox.DoneAsync(await TakeAsync(), 41, _time.GetUtcNow(), Cancellation);
        await AddAsync(["msg-02"]);
        await Outbox.DoneAsync(await TakeAsync(), null, _time.GetUtcNow().AddHours(1), Cancellation);

        var backlog = await Outbox.BacklogAsync(Cancellation);

        Assert.Equal((41L, _time.GetUtcNow().AddHours(1)), (backlog.WrittenTo, backlog.WrittenAt));
    }

    private ValueTask<EmbeddingBatch> TakeAsync() => Outbox.TakeAsync(10, isComplete: true, Cancellation);

    private ValueTask DoneAsync(EmbeddingBatch batch) => Outbox.DoneAsync(batch, null, _time.GetUtcNow(), Cancellation);

    private ValueTask AddAsync(IEnumerable<string> ids, string text = "tea") => Index.AddAsync(
        [.. ids.Select(id => new MemoryRecord { Id = id, Text = $"{text} {id}", Type = MemoryType.Note, AgentId = "ann" })], Cancellation);

    private ValueTask ForgetAsync(string id) => Index.ForgetAsync(
        [new MemoryForgotten { MessageId = "msg-99", Ids = [id] }], Cancellation);
}
