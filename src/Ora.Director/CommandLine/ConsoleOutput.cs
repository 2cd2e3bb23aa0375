using System.Globalization;
using System.Text.Json;
using Ora.Director.Cycles;

namespace Ora.Director.CommandLine;

/// <summary>One line per cycle on the standard output, for people or as JSON; troubles on the standard error.</summary>
internal sealed class ConsoleOutput(TextWriter output, TextWriter error, bool json) : ICycleOutput
{
    /// <inheritdoc/>
    public void Report(CycleReport report)
    {
        output.WriteLine(json ? JsonSerializer.Serialize(report, CycleJsonContext.Default.CycleReport) : Line(report));
        output.Flush();
    }

    /// <inheritdoc/>
    public void Trouble(string message) => error.WriteLine(message);

    private static string Line(CycleReport report)
    {
        var refused = report.Calls.Count(call => call.Error is not null);
        var what = report.Outcome switch
        {
            CycleOutcome.Idle => "idle",
            CycleOutcome.Failed => $"failed: {report.Error}",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Calls.Count} calls ({refused} refused), {report.MessagesRead} messages read, summary in {report.PostedTo}"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{report.StartedAt.UtcDateTime:HH:mm:ss}Z cycle {report.Cycle}: {what}");
    }
}
