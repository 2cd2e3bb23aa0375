using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Core.Tests.Messages;

namespace Ora.Core.Tests.State;

public sealed class ProjectorTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FeedInMemory _feed = new();
    private readonly List<string> _log = [];
    private readonly RecordingState _state;
    private readonly RecordingMemory _memory;

    public ProjectorTests()
    {
        _state = new RecordingState(_log);
        _memory = new RecordingMemory(_log);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CatchUp_Backlog_GoesToMemoryThenTablesAndIsThenForgotten()
    {
        _feed.Add(Note("msg-a", "first"));
        _feed.Add(Note("msg-b", "second"));
        await using var projector = Create();
        Assert.Null(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(["memory first second", "state msg-a msg-b"], _log);
        Assert.Equal(0, await _feed.BacklogAsync(Cancellation));
    }

    [Fact]
    public async Task CatchUp_LongBacklog_IsAppliedInBatchesInOrder()
    {
        for (var n = 0; n < 450; n++) _feed.Add(Note($"msg-{n:d4}", "t"));
        await using var projector = Create();
        await projector.CatchUpAsync(Cancellation);
        Assert.Equal([200, 200, 50], _state.Batches.Select(batch => batch.Messages.Count));
        Assert.Equal(_state.Applied.Order(StringComparer.Ordinal), _state.Applied);
    }

    [Fact]
    public async Task CatchUp_ChangeThatComesMeanwhile_IsLeftToItsOwnSignal()
    {
        await using var projector = Create();
        _feed.Add(Note("msg-a", "first"));
        _feed.AfterAcknowledge = () => _feed.Add(Note("msg-b", "second"));

        Assert.Null(await projector.CatchUpAsync(Cancellation));

        Assert.Equal(["msg-a"], _state.Applied);
        Assert.Null(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(["msg-a", "msg-b"], _state.Applied);
    }

    [Fact]
    public async Task CatchUp_TablesFail_IsDegradedAndTriedAgain()
    {
        _feed.Add(Note("msg-a", "first"));
        _state.Fail = new InvalidOperationException("disk full");
        await using var projector = Create();
        Assert.Contains("cannot be updated", await projector.CatchUpAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(1, await _feed.BacklogAsync(Cancellation));
        _state.Fail = null;
        Assert.Null(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(["msg-a"], _state.Applied);
    }

    [Fact]
    public async Task CatchUp_TablesAway_SaysWhyAndLeavesTheFeedAlone()
    {
        _feed.Add(Note("msg-a", "first"));
        _state.Unavailable = Away();
        await using var projector = Create();
        Assert.Equal("It does not answer. Wait.", await projector.CatchUpAsync(Cancellation));
        Assert.Empty(_log); // Nobody reads hundreds of files for tables that are not there.
        _state.Unavailable = null;
        Assert.Null(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(["msg-a"], _state.Applied);
    }

    [Fact]
    public async Task Signal_TablesAway_AreCaughtUpLaterWithoutAnother()
    {
        await using var projector = Create();
        _feed.Add(Note("msg-a", "first"));
        _state.Fail = Away();
        projector.Signal();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _state.Refused.WaitAsync(Cancellation);
        _state.Fail = null;
        while (!await _state.Changed.WaitAsync(TimeSpan.FromMilliseconds(20), Cancellation)) _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["msg-a"], _state.Applied);
    }

    [Fact]
    public async Task Read_TablesAway_GivesTheFallbackAndTheReason()
    {
        await using var projector = Create();
        var read = await projector.ReadAsync<int>((_, _) => throw Away(), -1, Cancellation);
        Assert.Equal((-1, "It does not answer. Wait."), (read.Value, read.Degraded));
    }

    [Fact]
    public async Task CatchUp_StoreLostOnce_IsDoneAgainAfterTheQueueRebuiltIt()
    {
        _feed.Add(Note("msg-a", "first"));
        _memory.FailOnce = new IndexUnavailableException("gone");
        await using var projector = Create();
        Assert.Null(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(["msg-a"], _state.Applied);
    }

    [Fact]
    public async Task CatchUp_TablesStayDamaged_TheStoreIsMadeAnewOnce()
    {
        _feed.Add(Note("msg-a", "first"));
        _state.Fail = new IndexUnavailableException("a page is damaged") { IsDamage = true };
        await using var projector = Create();
        Assert.NotNull(await projector.CatchUpAsync(Cancellation));
        Assert.NotNull(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(1, _feed.Rebuilt);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(2, _feed.Rebuilt);
    }

    [Fact]
    public async Task CatchUp_TablesAreLockedOrFull_NothingIsMadeAnew()
    {
        _feed.Add(Note("msg-a", "first"));
        _state.Fail = new IndexUnavailableException("no room");
        await using var projector = Create();
        Assert.NotNull(await projector.CatchUpAsync(Cancellation));
        Assert.Equal(0, _feed.Rebuilt);
    }

    [Fact]
    public async Task CatchUp_AnotherProcessHoldsItsTurn_SaysThatItIsBehindAfterTwoSeconds()
    {
        _feed.Add(Note("msg-a", "first"));
        var turn = _feed.HoldTurn();
        await using var projector = Create();
        var catchUp = projector.CatchUpAsync(Cancellation).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("not all", await catchUp, StringComparison.Ordinal);
        turn.Release();
    }

    [Fact]
    public async Task CatchUp_CallerGivesUp_IsCancelledNotDegraded()
    {
        _feed.Add(Note("msg-a", "first"));
        var turn = _feed.HoldTurn();
        await using var projector = Create();
        using var cancelled = new CancellationTokenSource();
        var catchUp = projector.CatchUpAsync(cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catchUp);
        turn.Release();
    }

    [Fact]
    public async Task Signal_SeveralAtOnce_AreOneCatchUpAfterTheDebounce()
    {
        await using var projector = Create();
        _feed.Add(Note("msg-a", "first"));
        projector.Signal();
        projector.Signal();
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Empty(_log);
        projector.Signal();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await _state.Changed.WaitAsync(Cancellation);
        Assert.Equal(["memory first", "state msg-a"], _log);
    }

    [Fact]
    public async Task Signal_WhileOneRuns_RunsOnceMore()
    {
        await using var projector = Create();
        var turn = _feed.HoldTurn();
        _feed.Add(Note("msg-a", "first"));
        projector.Signal();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _feed.TurnWanted.WaitAsync(Cancellation);
        _feed.AfterAcknowledge = () => _feed.Add(Note("msg-b", "second"));
        projector.Signal();
        _clock.Advance(TimeSpan.FromSeconds(1));
        turn.Release();
        await _state.Changed.WaitAsync(Cancellation);
        await _state.Changed.WaitAsync(Cancellation);
        Assert.Equal(["msg-a", "msg-b"], _state.Applied);
    }

    [Fact]
    public async Task Dispose_AfterASignal_LeavesNothingBehind()
    {
        var projector = Create();
        _feed.Add(Note("msg-a", "first"));
        projector.Signal();
        await projector.DisposeAsync();
        Assert.Equal(["msg-a"], _state.Applied);
        projector.Signal();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["msg-a"], _state.Applied);
    }

    [Fact]
    public async Task Read_TablesDoNotAnswer_GivesTheFallbackAndTheReason()
    {
        await using var projector = Create();
        var read = await projector.ReadAsync<int>((_, _) => throw new InvalidOperationException("no such table"), -1, Cancellation);
        Assert.Equal(-1, read.Value);
        Assert.Contains("cannot be read", read.Degraded, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _feed.Dispose();
        await _state.DisposeAsync();
    }

    private static StateUnavailableException Away() => new("It does not answer.", "Wait.");

    private Projector Create() => new(_feed, _state, _memory, _clock, NullLogger<Projector>.Instance);

    private static MemoryAdded Note(string id, string text) => (MemoryAdded)SampleMessages.Of(MessageTypes.MemoryAdded) with
    {
        MessageId = id,
        Entries = [new MemoryEntry { Text = text, Type = MemoryType.Note }],
    };
}
