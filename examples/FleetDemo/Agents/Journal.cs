namespace FleetDemo.Agents;

/// <summary>
/// A worker's own record: a file that holds what Ora acknowledged also after the worker was killed, and the same lines on standard
/// output for whoever started it.
/// </summary>
internal sealed class Journal(string worker, string path, TimeProvider time) : IDisposable
{
    private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };

    public void Write(WorkerEventKind kind, string? detail = null) => Write(new WorkerEvent(worker, kind, time.GetUtcNow()) { Detail = detail });

    public void Write(WorkerEventKind kind, ClaimedWork work, string? detail = null) => Write(new WorkerEvent(worker, kind, time.GetUtcNow())
    {
        TaskId = work.TaskId,
        Attempt = work.Attempt,
        Title = work.Title,
        Paths = work.Paths,
        Detail = detail,
    });

    public void Dispose() => _file.Dispose();

    private void Write(WorkerEvent entry)
    {
        var line = entry.ToLine();
        _file.WriteLine(line);
        Console.Out.WriteLine(line);
    }
}
