using FleetDemo.Agents;
using FleetDemo.Verification;

namespace FleetDemo.Tests;

/// <summary>The demonstration's own checks must be able to fail.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Task1 = "task-1";
    private const string Task2 = "task-2";
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TempFolder _project = new();
    private readonly List<string> _journal = [];

    public void Dispose() => _project.Dispose();

    [Fact]
    public void EverythingInPlace_AllChecks_Hold()
    {
        Complete(Task1, attempt: 1, "w1", from: 0, to: 2);
        Complete(Task2, attempt: 1, "w2", from: 3, to: 4);

        Assert.Empty(Wrong());
    }

    [Fact]
    public void AcknowledgedResult_NotOnDisk_IsReported()
    {
        Complete(Task1, attempt: 1, "w1", from: 0, to: 2);
        Complete(Task2, attempt: 1, "w2", from: 3, to: 4);
        File.Delete(Queue("outbox/msg-task-2-1.json"));

        Assert.Equal(["every acknowledged result is there: 1 of 2 (task-2.1 of w2)"], Wrong());
    }

    [Fact]
    public void LateResult_KeptAsApplied_IsReported()
    {
        Complete(Task1, attempt: 2, "w1", from: 5, to: 6);
        Complete(Task2, attempt: 1, "w2", from: 3, to: 4);
        Say(WorkerEventKind.Claimed, Task1, attempt: 1, "w2", at: 0);
        Say(WorkerEventKind.Acknowledged, Task1, attempt: 1, "w2", at: 7, "late");
        WriteResult(Task1, attempt: 1, "w2", late: false);

        Assert.Equal(
            ["every acknowledged result is there: 2 of 3 (task-1.1 of w2)", "no task was completed twice (task-1)"], Wrong());
    }

    [Fact]
    public void Task_StillWorking_IsReported()
    {
        Complete(Task1, attempt: 1, "w1", from: 0, to: 2);
        _project.Write($"agents/_queue/working/{Task2}.1.w2.json");

        Assert.Equal(
            [
                "every task is in exactly one end state: 1 of 2 completed, 0 failed (task-2 is in [working])",
                "every task was completed",
                "no file is left in working/ (task-2.1.w2.json)",
            ],
            Wrong());
    }

    [Fact]
    public void Task_InTwoPlaces_IsReported()
    {
        Complete(Task1, attempt: 1, "w1", from: 0, to: 2);
        Complete(Task2, attempt: 1, "w2", from: 3, to: 4);
        _project.Write($"agents/_queue/failed/{Task2}.json");
        _project.Write($"agents/_queue/failed/{Task2}.json.error.json");

        Assert.Contains("every task is in exactly one end state: 1 of 2 completed, 0 failed (task-2 is in [processed, failed])", Wrong());
    }

    [Fact]
    public void OverlappingTasks_AtTheSameTime_AreReported()
    {
        Complete(Task1, attempt: 1, "w1", from: 0, to: 3);
        Complete(Task2, attempt: 1, "w2", from: 2, to: 4);

        Assert.Equal(["attempts with overlapping paths took turns: 1 pairs (task-1 and task-2 both held one.json)"], Wrong());
    }

    [Fact]
    public void KilledTask_NeverFinishedByAnother_IsReported()
    {
        Complete(Task1, attempt: 1, "w1", from: 0, to: 2);

        Assert.False(Assert.Single(NewAudit().KilledTaskWasTakenOver("w1", Task1)).Holds);
    }

    [Fact]
    public void KilledTask_FinishedByAnother_Holds()
    {
        Say(WorkerEventKind.Claimed, Task1, attempt: 1, "w1", at: 0);
        Complete(Task1, attempt: 2, "w2", from: 3, to: 4);

        Assert.True(Assert.Single(NewAudit().KilledTaskWasTakenOver("w1", Task1)).Holds);
    }

    [Fact]
    public void InvalidFile_WithoutItsReason_IsReported()
    {
        _project.Write("agents/_queue/failed/task-x.json");

        Assert.False(Assert.Single(NewAudit().InvalidFileWasRejected("task-x.json")).Holds);
    }

    [Fact]
    public void Journal_CutByAKill_IsReadUpToTheCut()
    {
        Say(WorkerEventKind.Claimed, Task1, attempt: 1, "w1", at: 0);
        _journal.Add("{\"worker\":\"w1\",\"ki");

        Assert.Equal(Task1, Assert.Single(Attempts()).TaskId);
    }

    private void Complete(string taskId, int attempt, string worker, int from, int to)
    {
        Say(WorkerEventKind.Claimed, taskId, attempt, worker, from);
        Say(WorkerEventKind.Completing, taskId, attempt, worker, to);
        Say(WorkerEventKind.Acknowledged, taskId, attempt, worker, to + 100, "completed");
        _project.Write($"agents/_queue/processed/{taskId}.json");
        WriteResult(taskId, attempt, worker, late: false);
    }

    private void WriteResult(string taskId, int attempt, string worker, bool late) => _project.Write(
        $"agents/_queue/outbox/msg-{taskId}-{attempt}.json",
        $$"""{"messageType":"TASK_COMPLETE","taskId":"{{taskId}}","attempt":{{attempt}},"agentId":"{{worker}}","late":{{(late ? "true" : "false")}}}""");

    private void Say(WorkerEventKind kind, string taskId, int attempt, string worker, int at, string? detail = null) =>
        _journal.Add(new WorkerEvent(worker, kind, Start.AddSeconds(at)) { TaskId = taskId, Attempt = attempt, Paths = ["one.json"], Detail = detail }.ToLine());

    private string Queue(string file) => Path.Combine(_project.FullPath, "agents", "_queue", file);

    private IReadOnlyList<Attempt> Attempts() =>
        Attempt.ReadJournals([_project.Write("journal.jsonl", string.Concat(_journal.Select(line => line + "\n")))]);

    private Audit NewAudit() => new([Task1, Task2], Attempts(), new QueueFolder(_project.FullPath));

    private List<string> Wrong()
    {
        var audit = NewAudit();
        IEnumerable<Check> checks = [.. audit.EveryTaskEnded(), .. audit.EveryResultKept(), .. audit.OverlappingPathsTookTurns()];
        return [.. checks.Where(c => !c.Holds).Select(c => c.Text)];
    }
}
