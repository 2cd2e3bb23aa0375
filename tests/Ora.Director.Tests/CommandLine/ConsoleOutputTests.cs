using System.Text.Json;
using Ora.Director.CommandLine;
using Ora.Director.Cycles;

namespace Ora.Director.Tests.CommandLine;

public sealed class ConsoleOutputTests
{
    private static readonly CycleReport Done = new()
    {
        Cycle = 3,
        StartedAt = Given.Now,
        DurationMs = 12,
        Outcome = CycleOutcome.Done,
        ReviewId = "review-1",
        Calls = [new("update_task"), new("resolve_blocker", "No such blocker.")],
        MessagesRead = 5,
        PostedTo = "docs/summaries/a.md",
    };

    [Fact]
    public void Cycle_IsOneLineForPeople() =>
        Assert.Equal("12:00:00Z cycle 3: 2 calls (1 refused), 5 messages read, summary in docs/summaries/a.md", Print(Done, json: false));

    [Fact]
    public void Cycle_IsOneJsonObject()
    {
        using var json = JsonDocument.Parse(Print(Done, json: true));

        Assert.Equal("done", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("2026-03-01T12:00:00.000Z", json.RootElement.GetProperty("startedAt").GetString());
        Assert.Equal("No such blocker.", json.RootElement.GetProperty("calls")[1].GetProperty("error").GetString());
        Assert.False(json.RootElement.TryGetProperty("error", out _));
    }

    [Fact]
    public void IdleCycle_SaysSo() => Assert.Equal("12:00:00Z cycle 3: idle", Print(Done with { Outcome = CycleOutcome.Idle }, json: false));

    [Fact]
    public void FailedCycle_SaysWhy() => Assert.Equal(
        "12:00:00Z cycle 3: failed: No answer.", Print(Done with { Outcome = CycleOutcome.Failed, Error = "No answer." }, json: false));

    private static string Print(CycleReport report, bool json)
    {
        using var output = new StringWriter();
        new ConsoleOutput(output, TextWriter.Null, json).Report(report);
        return output.ToString().TrimEnd();
    }
}
