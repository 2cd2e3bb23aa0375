namespace Ora.Mcp.Composition;

/// <summary>
/// A project that is opened by the first call that needs it: a server says hello, and lists its tools, before it touches the disk.
/// An opening that failed is tried again by the next call.
/// </summary>
/// <param name="open">Opens the project.</param>
internal sealed class LazyProject(Func<CancellationToken, ValueTask<OpenProject>> open) : IAsyncDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private OpenProject? _project;

    /// <summary>The project.</summary>
    /// <exception cref="Core.Errors.OraException">It does not exist or cannot be opened.</exception>
    public async ValueTask<OpenProject> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _project) is { } project) return project;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _project ??= await open(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Closes the project if it was opened. No call may be under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_project is { } project) await project.DisposeAsync();
        _opening.Dispose();
    }
}
