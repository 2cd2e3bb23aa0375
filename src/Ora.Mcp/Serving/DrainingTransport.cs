using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace Ora.Mcp.Serving;

/// <summary>
/// A transport that knows which requests have no answer yet. The SDK's own stops writing as soon as its input ends, so that what was
/// asked last, in a pipe for example, would be done and never answered; here the end of the input is held back until all is answered.
/// </summary>
/// <param name="inner">The transport that reads and writes.</param>
internal sealed class DrainingTransport(ITransport inner) : ITransport
{
    private readonly Lock _gate = new();
    private readonly HashSet<RequestId> _unanswered = [];
    private TaskCompletionSource? _drained;

    /// <inheritdoc/>
    public string? SessionId => inner.SessionId;

    /// <inheritdoc/>
    public ChannelReader<JsonRpcMessage> MessageReader => field ??= new Reader(this, inner.MessageReader);

    /// <inheritdoc/>
    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.SendMessageAsync(message, cancellationToken);
        }
        finally
        {
            if (message is JsonRpcResponse or JsonRpcError) Answered(((JsonRpcMessageWithId)message).Id);
        }
    }

    /// <summary>Waits until every request that was read has its answer. Nothing more may be read meanwhile.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            EndIfDrained();
            return _drained.Task;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Answered(RequestId id)
    {
        lock (_gate)
        {
            _unanswered.Remove(id);
            EndIfDrained();
        }
    }

    private void EndIfDrained()
    {
        if (_unanswered.Count == 0 && !inner.MessageReader.TryPeek(out _)) _drained?.TrySetResult();
    }

    private bool TryRead(ChannelReader<JsonRpcMessage> reader, [MaybeNullWhen(false)] out JsonRpcMessage message)
    {
        lock (_gate)
        {
            if (!reader.TryRead(out message)) return false;
            if (message is JsonRpcRequest request) _unanswered.Add(request.Id);

            // What a client has given up gets no answer.
            if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled && Cancelled(cancelled) is { } id)
                _unanswered.Remove(id);
            EndIfDrained();
            return true;
        }
    }

    private static RequestId? Cancelled(JsonRpcNotification notification) => notification.Params?["requestId"]?.GetValueKind() switch
    {
        JsonValueKind.String => new RequestId(notification.Params["requestId"]!.GetValue<string>()),
        JsonValueKind.Number when notification.Params["requestId"]!.AsValue().TryGetValue<long>(out var number) => new RequestId(number),
        _ => null,
    };

    private sealed class Reader(DrainingTransport transport, ChannelReader<JsonRpcMessage> inner) : ChannelReader<JsonRpcMessage>
    {
        public override Task Completion => inner.Completion;

        public override bool TryRead([MaybeNullWhen(false)] out JsonRpcMessage item) => transport.TryRead(inner, out item);

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => inner.WaitToReadAsync(cancellationToken);
    }
}
