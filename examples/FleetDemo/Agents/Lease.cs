using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FleetDemo.Agents;

/// <summary>Keeps a claim alive with a heartbeat every third of its lease, and takes the messages that the answers carry.</summary>
internal sealed class Lease : IAsyncDisposable
{
    private readonly OraConnection _ora;
    private readonly ClaimedWork _work;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _answers = new(StringComparer.Ordinal);
    private readonly Task _beating;
    private volatile string _status = "in_progress";

    public Lease(OraConnection ora, ClaimedWork work, TimeProvider time, CancellationToken stop)
    {
        _ora = ora;
        _work = work;
        _time = time;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _beating = BeatAsync(_over.Token);
    }

    /// <summary>Cancelled when Ora says that the task is no longer this worker's, or the worker is to stop.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Asks for help and waits, still alive, until somebody has answered.</summary>
    /// <returns>The answer.</returns>
    public async Task<string> AskAsync(string description, string needs, Action<string> asked)
    {
        var answer = await _ora.CallAsync(
            "raise_blocker",
            new JsonObject { ["claim"] = _work.Claim, ["description"] = description, ["severity"] = "HIGH", ["needs"] = needs },
            Lost);
        var blockerId = answer.GetProperty("blockerId").GetString()!;
        asked(blockerId);
        _status = "blocked";
        var text = await AnswerTo(blockerId).Task.WaitAsync(Lost);
        _status = "in_progress";
        return text;
    }

    /// <summary>Asks whether the task is still this worker's.</summary>
    public async Task<bool> IsHeldAsync() => !Lost.IsCancellationRequested && await BeatOnceAsync(Lost);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _beating;
        _over.Dispose();
        _lost.Dispose();
    }

    private async Task BeatAsync(CancellationToken over)
    {
        var remaining = _work.LeaseExpiresAt - _time.GetUtcNow();
        using var timer = new PeriodicTimer(Max(remaining / 3, TimeSpan.FromMilliseconds(100)), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                if (!await BeatOnceAsync(over)) await _lost.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The work is done: no more heartbeats.
        }
        catch (Exception)
        {
            await _lost.CancelAsync();
            throw;
        }
    }

    private async Task<bool> BeatOnceAsync(CancellationToken cancellationToken)
    {
        var answer = await _ora.CallAsync("post_heartbeat", new JsonObject { ["claim"] = _work.Claim, ["status"] = _status }, cancellationToken);
        TakeMessages(answer);
        return answer.GetProperty("directive").GetString() == "continue";
    }

    private void TakeMessages(JsonElement answer)
    {
        if (!answer.TryGetProperty("messages", out var messages)) return;
        foreach (var message in messages.EnumerateArray())
        {
            if (message.GetProperty("messageType").GetString() == "BLOCKER_RESOLVED")
                AnswerTo(message.GetProperty("blockerId").GetString()!).TrySetResult(message.GetProperty("text").GetString()!);
        }
    }

    private TaskCompletionSource<string> AnswerTo(string blockerId) =>
        _answers.GetOrAdd(blockerId, static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
