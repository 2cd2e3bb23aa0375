using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using FleetDemo.Agents;

namespace FleetDemo.Fleet;

/// <summary>A worker, seen from outside: a process that can be told to begin, to end, or be killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    private WorkerProcess(string name, Process process, Task reading)
    {
        Name = name;
        _process = process;
        _reading = reading;
    }

    public string Name { get; }

    /// <summary>Starts a worker; what it reports goes to <paramref name="events"/>.</summary>
    public static WorkerProcess Start(string name, IEnumerable<string> arguments, ChannelWriter<WorkerEvent> events, TimeProvider time)
    {
        var process = Process.Start(ProgramFile.Self.StartInfo(arguments))
            ?? throw new InvalidOperationException($"The worker {name} did not start.");
        return new WorkerProcess(name, process, ReadAsync(name, process, events, time));
    }

    /// <summary>Lets it take tasks.</summary>
    public async Task BeginAsync()
    {
        await _process.StandardInput.WriteLineAsync("begin");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it and its <c>ora serve</c> process at once, with no chance to clean up: SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends its input, which asks it to stop, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private static async Task ReadAsync(string name, Process process, ChannelWriter<WorkerEvent> events, TimeProvider time)
    {
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            try
            {
                await events.WriteAsync(WorkerEvent.FromLine(line));
            }
            catch (JsonException)
            {
                break; // A kill can cut the last line in half.
            }
        }

        var problem = (await errors).Trim();
        if (problem.Length > 0) await events.WriteAsync(new WorkerEvent(name, WorkerEventKind.Broken, time.GetUtcNow()) { Detail = problem });
    }
}
