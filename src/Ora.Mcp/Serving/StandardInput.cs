namespace Ora.Mcp.Serving;

/// <summary>
/// Standard input as the server reads it: the thread that has read a request goes on with it. The platform's stream has no asynchronous
/// reads and lends a thread to each, which by the order of the pool's queues would be the one that has just read: the request would wait
/// until another thread is awake, which takes longer than to answer it. Here the next read stands behind what this one has brought.
/// </summary>
/// <param name="input">The real input.</param>
internal sealed class StandardInput(Stream input) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var read = new PooledRead(input, buffer);
        ThreadPool.UnsafeQueueUserWorkItem(read, preferLocal: false);
        return new ValueTask<int>(read.Task);
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }

    // What waits for the result runs at once on this thread; it only parses the request and queues it.
    private sealed class PooledRead(Stream input, Memory<byte> buffer) : TaskCompletionSource<int>, IThreadPoolWorkItem
    {
        public void Execute()
        {
            int count;
            try
            {
                count = input.Read(buffer.Span);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException or NotSupportedException)
            {
                SetException(e);
                return;
            }

            SetResult(count);
        }
    }
}
