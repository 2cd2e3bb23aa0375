using System.Threading.Channels;
using FleetDemo.Agents;

namespace FleetDemo.Fleet;

/// <summary>The workers of one run. The last one is to be killed in the middle of its first task.</summary>
internal sealed class Crew : IAsyncDisposable
{
    private readonly Channel<WorkerEvent> _events = Channel.CreateUnbounded<WorkerEvent>();
    private readonly List<WorkerProcess> _workers = [];

    private Crew()
    {
    }

    public ChannelReader<WorkerEvent> Events => _events.Reader;

    public WorkerProcess Victim => _workers[^1];

    public IReadOnlyList<WorkerProcess> Others => _workers[..^1];

    public static Crew Start(IReadOnlyList<string> names, Workplace workplace, string tree, TimeProvider time)
    {
        var crew = new Crew();
        foreach (var name in names)
        {
            var arguments = WorkerArguments.Format(
                new WorkerOptions(name, tree, workplace.Results, Holds: name == names[^1]), workplace.Setup, workplace.Logs);
            crew._workers.Add(WorkerProcess.Start(name, arguments, crew._events.Writer, time));
        }

        return crew;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
    }
}
