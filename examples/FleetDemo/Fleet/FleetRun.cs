using System.Text.Json.Nodes;
using FleetDemo.Agents;
using FleetDemo.Documents;

namespace FleetDemo.Fleet;

/// <summary>What happened in a run, as far as the end needs to know.</summary>
/// <param name="Board">The tasks.</param>
/// <param name="Workers">The workers' names.</param>
/// <param name="Killed">The worker that was killed.</param>
/// <param name="KilledTaskId">The task it held.</param>
internal sealed record RunOutcome(TaskBoard Board, IReadOnlyList<string> Workers, string Killed, string KilledTaskId);

/// <summary>A fleet checks a tree of documents while things go wrong.</summary>
internal sealed class FleetRun(DocumentTree tree, Workplace workplace, Screen screen, TimeProvider time)
{
    /// <summary>A file that is no message: its JSON ends in the middle.</summary>
    public const string InvalidFile = "task-by-hand.json";

    private const string Person = "person";
    private static readonly IReadOnlyList<string> Workers = ["worker-1", "worker-2", "worker-3", "worker-4"];
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, string> _titles = new(StringComparer.Ordinal);

    /// <summary>What the report is called, which the fleet cannot know.</summary>
    public string ReportTitle { get; } = $"The documents of {Path.GetFileName(tree.Root)}";

    /// <summary>Runs the fleet until the report is written.</summary>
    public async Task<RunOutcome> RunAsync(CancellationToken cancellationToken)
    {
        await using var crew = Crew.Start(Workers, workplace, tree.Root, time);
        await using var person = await OraConnection.OpenAsync(workplace.Setup, Person, "director", _ => { }, cancellationToken);
        var board = await TaskBoard.FillAsync(person, tree, cancellationToken);
        screen.Progress(Person, $"assigned {board.Tasks.Count} tasks: one per file, and the report, which depends on all");
        await workplace.DropIntoInboxAsync(InvalidFile, "{ \"messageType\": \"NEW_TASK_ASSIGNMENT\", \"task\": { \"title\": \"Cut o", cancellationToken);
        screen.Progress(Person, $"dropped a damaged file into inbox/: {InvalidFile}");

        foreach (var _ in Workers) await NextAsync(crew, e => e.Kind == WorkerEventKind.Ready, cancellationToken);
        var killedTaskId = await KillInMidTaskAsync(crew, cancellationToken);
        await UntilReportedAsync(crew, person, board, cancellationToken);
        return new RunOutcome(board, Workers, crew.Victim.Name, killedTaskId);
    }

    /// <summary>One cycle of the Director, a program of its own.</summary>
    public async Task ReviewAsync(CancellationToken cancellationToken)
    {
        await Programs.RunAsync(Programs.Director, [.. workplace.ProjectFlags, "--once", "--ora", Programs.Ora.Command], cancellationToken);
        screen.Progress("director", $"reviewed the project: {Path.GetFileName(workplace.Summaries()[^1])}");
    }

    // The victim begins alone, so that it is sure to get a task, and stops in the middle of it. The others begin, and it is killed.
    private async Task<string> KillInMidTaskAsync(Crew crew, CancellationToken cancellationToken)
    {
        await crew.Victim.BeginAsync();
        var holding = await NextAsync(crew, e => e.Kind == WorkerEventKind.Holding, cancellationToken);
        foreach (var worker in crew.Others) await worker.BeginAsync();
        await crew.Victim.KillAsync();
        screen.Progress(crew.Victim.Name, $"KILLED (SIGKILL) in the middle of {holding.TaskId}; its lease runs out by itself");
        return holding.TaskId!;
    }

    private async Task UntilReportedAsync(Crew crew, OraConnection person, TaskBoard board, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await NextAsync(
                crew, e => e.Kind == WorkerEventKind.Blocked || (e.Kind == WorkerEventKind.Acknowledged && e.TaskId == board.ReportId), cancellationToken);
            if (next.Kind == WorkerEventKind.Acknowledged && next.Detail is "completed") return;
            if (next.Kind == WorkerEventKind.Blocked) await AnswerAsync(person, next.Detail!, cancellationToken);
        }
    }

    // The Director knows no answer to a question that nobody has answered before, and hands it to a person.
    private async Task AnswerAsync(OraConnection person, string blockerId, CancellationToken cancellationToken)
    {
        await ReviewAsync(cancellationToken);
        await person.CallAsync("resolve_blocker", new JsonObject { ["blockerId"] = blockerId, ["answer"] = ReportTitle }, cancellationToken);
        screen.Progress(Person, $"answered {blockerId}: \"{ReportTitle}\"");
    }

    private async Task<WorkerEvent> NextAsync(Crew crew, Func<WorkerEvent, bool> awaited, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var silence = new CancellationTokenSource(SilenceMax, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            WorkerEvent next;
            try
            {
                next = await crew.Events.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (silence.IsCancellationRequested)
            {
                throw new ProgramFailedException($"The fleet has been silent for {SilenceMax.TotalSeconds} s; its records are in {workplace.Logs}.");
            }

            Show(next);
            if (next.Kind == WorkerEventKind.Broken) throw new ProgramFailedException($"{next.Worker} cannot go on: {next.Detail}");
            if (awaited(next)) return next;
        }
    }

    private void Show(WorkerEvent e)
    {
        if (e.TaskId is not null && e.Title is not null) _titles[e.TaskId] = e.Title;
        var task = e.TaskId is null ? "" : $"{_titles[e.TaskId]} [{e.TaskId}.{e.Attempt}]";
        var text = e.Kind switch
        {
            WorkerEventKind.Ready => "connected to an ora of its own over stdio",
            WorkerEventKind.Claimed when e.Attempt > 1 => $"takes over {task}",
            WorkerEventKind.Holding => $"is in the middle of {task}",
            WorkerEventKind.Blocked => $"is blocked in {task} and asks for help: {e.Detail}",
            WorkerEventKind.Answered => $"got the answer: \"{e.Detail}\"",
            WorkerEventKind.Acknowledged => $"{e.Detail}: {task}",
            WorkerEventKind.Dropped => $"lost {task} to another worker",
            _ => null,
        };
        if (text is not null) screen.Progress(e.Worker, text);
    }
}
