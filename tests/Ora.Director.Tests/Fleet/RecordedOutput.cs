using System.Threading.Channels;
using Ora.Director.Cycles;

namespace Ora.Director.Tests.Fleet;

/// <summary>Keeps what the loop reports, and lets a test wait for it.</summary>
internal sealed class RecordedOutput : ICycleOutput
{
    private readonly Channel<CycleReport> _reports = Channel.CreateUnbounded<CycleReport>();

    public List<string> Troubles { get; } = [];

    public void Report(CycleReport report) => _reports.Writer.TryWrite(report);

    public void Trouble(string message)
    {
        lock (Troubles) Troubles.Add(message);
    }

    public async Task<CycleReport> NextAsync() => await _reports.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
