using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Files.Tests.Model;

/// <summary>A queue as plain as it can be: a list of tasks that is searched whole for every answer. It has no files and no index.</summary>
internal sealed class ModelQueue
{
    private const int LeaseMinutes = 15;
    private const int DefaultMaxAttempts = 3;

    private readonly List<ModelTask> _tasks = [];
    private readonly Dictionary<string, (ModelTask Task, int Attempt)> _lastClaims = [];
    private int _now;
    private int _puts;
    private int _drops;
    private int _outbox;
    private int _inbox;
    private int _rejected;

    /// <summary>What can be seen after the last command.</summary>
    public string Seen { get; private set; } = "";

    /// <summary>In which state the next command finds the queue, for the table of what was tried.</summary>
    public string Class => _tasks.Count == 0 ? "empty" : In(TaskState.Working).Any() ? "some are out" : "none is out";

    public void Run(Command command)
    {
        var answer = Do(command);
        Seen = Observation.Of(answer, _tasks.Select(Entry), Counts());
    }

    /// <summary>The id of the next task that is put, and of the next file that is dropped.</summary>
    public static string PutId(int number) => $"task-t{number:00}";

    public static string DropId(int number) => $"task-h{number:00}";

    private string Do(Command command)
    {
        switch (command)
        {
            case Command.Put put: return Put(put);
            case Command.Claim claim: return Claim(claim.Agent);
            case Command.Beat beat: return Beat(beat.Agent);
            case Command.Complete complete: return Complete(complete);
            case Command.Prioritize { Task: var n, Priority: var priority }: return Change(n, task => task.Priority = priority);
            case Command.Assign { Task: var n, Assignee: var assignee }: return Change(n, task => task.Assignee = assignee);
            case Command.Cancel cancel: return Cancel(cancel.Task);
            case Command.Retry retry: return Retry(retry.Task);
            case Command.Release release: return TakeBack(In(TaskState.Working).Where(task => task.By == release.Agent));
            case Command.Expire: return TakeBack(Expired());
            case Command.Wait wait: _now += wait.Minutes; return "";
            case Command.Decide: _outbox++; return "";
            case Command.MarkAllRead: _outbox = _inbox = 0; return "";
            case Command.DropTask drop: _tasks.Add(new ModelTask(DropId(_drops++)) { Priority = drop.Priority, Attempt = drop.Spent }); return "";
            case Command.DropTwin twin: _rejected += Chosen(twin.Task) is { } task && !(task.State == TaskState.Waiting && task.Attempt == 0) ? 1 : 0; return "";
            case Command.DropRubbish: _rejected++; return "";
            default: return ""; // What other processes and lost indexes do cannot be seen.
        }
    }

    private string Put(Command.Put put)
    {
        if (put.Key is { } key && _tasks.Find(task => task.Key == key) is { } twin) return $"{twin.Id} was there";
        var task = new ModelTask(PutId(_puts))
        {
            Priority = put.Priority,
            Assignee = put.Assignee,
            MaxAttempts = put.MaxAttempts,
            DependsOn = put.DependsOn is { } n ? Chosen(n) : null,
            Requires = put.Requires,
            Path = put.Path,
            Key = put.Key,
        };
        _puts++;
        _tasks.Add(task);
        return $"{task.Id} is new";
    }

    private string Claim(string agent)
    {
        TakeBack(Expired());
        var held = In(TaskState.Working).FirstOrDefault(task => task.By == agent);
        if (held is not null)
        {
            held.LastSign = _now;
            return $"resumed {held.Id}.{held.Attempt}";
        }

        var mine = In(TaskState.Waiting).Where(task => task.Assignee == "" || task.Assignee == agent).ToList();
        var ready = mine.Where(task => Unmet(task) == 0).ToList();
        var able = ready.Where(task => task.Requires is null || Agents.Capabilities(agent).Contains(task.Requires)).ToList();
        var best = able.Where(HasFreePath).OrderByDescending(task => task.Priority).ThenBy(task => task.Id, StringComparer.Ordinal).FirstOrDefault();
        if (best is null) return Explain(mine.Count, ready.Count, able.Count);
        best.State = TaskState.Working;
        best.Attempt++;
        best.By = agent;
        best.LastSign = _now;
        _lastClaims[agent] = (best, best.Attempt);
        return $"claimed {best.Id}.{best.Attempt}";
    }

    private string Explain(int mine, int ready, int able)
    {
        var waiting = In(TaskState.Waiting).Count();
        if (waiting == 0) return "nothing waits";
        var reasons = new List<string>();
        if (waiting > mine) reasons.Add($"{waiting - mine} others");
        if (mine > ready) reasons.Add($"{mine - ready} blocked");
        if (ready > able) reasons.Add($"{ready - able} capability");
        if (able > 0) reasons.Add($"{able} paths");
        return string.Join(", ", reasons);
    }

    private string Beat(string agent)
    {
        if (!_lastClaims.TryGetValue(agent, out var claim)) return "";
        if (!IsHeld(claim, agent)) return $"stale, {claim.Task.State}";
        claim.Task.LastSign = _now;
        return "held";
    }

    private string Complete(Command.Complete complete)
    {
        if (!_lastClaims.TryGetValue(complete.Agent, out var claim)) return "";
        var (task, attempt) = claim;
        if (task.Results.TryGetValue(attempt, out var first))
        {
            // It says something else: kept, as late.
            if (first != (complete.Agent, complete.Outcome, complete.Summary)) KeepLate(task, attempt, complete);
            return nameof(CompletionResult.AlreadyRecorded);
        }

        if (!IsHeld(claim, complete.Agent))
        {
            KeepLate(task, attempt, complete);
            return nameof(CompletionResult.Late);
        }

        _outbox++;
        task.Results[attempt] = (complete.Agent, complete.Outcome, complete.Summary);
        task.State = complete.Outcome == TaskOutcome.Completed ? TaskState.Completed : attempt < task.MaxAttempts ? TaskState.Waiting : TaskState.Failed;
        return task.State switch
        {
            TaskState.Completed => nameof(CompletionResult.Completed),
            TaskState.Waiting => nameof(CompletionResult.Requeued),
            _ => nameof(CompletionResult.Failed),
        };
    }

    private void KeepLate(ModelTask task, int attempt, Command.Complete complete)
    {
        if (task.LateResults.Add((attempt, complete.Agent, complete.Outcome, complete.Summary))) _outbox++;
    }

    private string Change(int number, Action<ModelTask> change)
    {
        if (Chosen(number) is not { } task) return "";
        if (task.State is not (TaskState.Waiting or TaskState.Working)) return "refused";
        change(task);
        if (task.State == TaskState.Working) _inbox++;
        else _outbox++;
        return "changed";
    }

    private string Cancel(int number)
    {
        if (Chosen(number) is not { } task) return "";
        if (task.State is not (TaskState.Waiting or TaskState.Working)) return "refused";
        task.State = TaskState.Cancelled;
        _outbox++;
        return "changed";
    }

    private string Retry(int number)
    {
        if (Chosen(number) is not { } task) return "";
        if (task.State is not (TaskState.Failed or TaskState.Cancelled)) return "refused";
        task.State = TaskState.Waiting;
        task.MaxAttempts = task.Attempt + DefaultMaxAttempts;
        _outbox++;
        return "changed";
    }

    private string TakeBack(IEnumerable<ModelTask> tasks)
    {
        var taken = tasks.ToList();
        foreach (var task in taken) task.State = task.Attempt < task.MaxAttempts ? TaskState.Waiting : TaskState.Failed;
        _outbox += taken.Count;
        return $"{taken.Count} taken back";
    }

    private IEnumerable<ModelTask> In(TaskState state) => _tasks.Where(task => task.State == state);

    private IEnumerable<ModelTask> Expired() => In(TaskState.Working).Where(task => task.LastSign + LeaseMinutes <= _now);

    private static bool IsHeld((ModelTask Task, int Attempt) claim, string agent) =>
        claim.Task.State == TaskState.Working && claim.Task.Attempt == claim.Attempt && claim.Task.By == agent;

    private bool HasFreePath(ModelTask task) =>
        task.Path is null || !In(TaskState.Working).Any(other => other.Path is not null && GlobOverlap.Any([task.Path], [other.Path]));

    private static int Unmet(ModelTask task) => task.DependsOn is { State: not TaskState.Completed } ? 1 : 0;

    private ModelTask? Chosen(int number) => _tasks.Count == 0 ? null : _tasks.OrderBy(task => task.Id, StringComparer.Ordinal).ElementAt(number % _tasks.Count);

    private static TaskEntry Entry(ModelTask task) => new()
    {
        Id = TaskId.Parse(task.Id),
        State = task.State,
        Attempt = task.Attempt,
        MaxAttempts = task.MaxAttempts,
        Priority = task.Priority,
        AssignedTo = task.Assignee,
        ClaimedBy = task.By,
        UnmetDependencies = Unmet(task),
    };

    private QueueCounts Counts() => new(
        In(TaskState.Waiting).Count(), In(TaskState.Waiting).Count(task => Unmet(task) > 0), In(TaskState.Working).Count(), In(TaskState.Completed).Count(),
        In(TaskState.Failed).Count(), In(TaskState.Cancelled).Count(), _inbox, _outbox, _rejected);

    private sealed class ModelTask(string id)
    {
        public string Id => id;

        public TaskState State { get; set; } = TaskState.Waiting;

        public int Attempt { get; set; }

        public int MaxAttempts { get; set; } = DefaultMaxAttempts;

        public TaskPriority Priority { get; set; } = TaskPriority.Medium;

        public string Assignee { get; set; } = "";

        public string? By { get; set; }

        public int LastSign { get; set; }

        public ModelTask? DependsOn { get; init; }

        public string? Requires { get; init; }

        public string? Path { get; init; }

        public string? Key { get; init; }

        public Dictionary<int, (string Agent, TaskOutcome Outcome, string Summary)> Results { get; } = [];

        public HashSet<(int Attempt, string Agent, TaskOutcome Outcome, string Summary)> LateResults { get; } = [];
    }
}
