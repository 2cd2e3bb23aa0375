using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Queue;

namespace Ora.Files.Tests.Model;

/// <summary>The queue itself, with files and a database, driven by the same commands as the model.</summary>
internal sealed class RealQueue : IAsyncDisposable
{
    private static readonly TaskState[] States = Enum.GetValues<TaskState>();

    private readonly QueueWorld _world = new();
    private readonly Dictionary<string, Claim> _lastClaims = [];
    private readonly List<FileTaskQueue> _processes = [];
    private FileTaskQueue _queue;
    private int _puts;
    private int _drops;
    private int _files;

    public RealQueue()
    {
        _processes.Add(Start());
        _processes.Add(Start());
        _queue = _processes[0];
    }

    /// <summary>What can be seen after the last command.</summary>
    public string Seen { get; private set; } = "";

    private static CancellationToken Token => QueueWorld.Token;

    public async Task RunAsync(Command command)
    {
        var answer = await DoAsync(command);
        var tasks = new List<TaskEntry>();
        foreach (var state in States) tasks.AddRange(await _queue.ListAsync(state, 1_000, Token));
        Seen = Observation.Of(answer, tasks, await _queue.CountsAsync(Token));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private FileTaskQueue Start() => _world.Open(new UnflushedDisk());

    private async Task<string> DoAsync(Command command)
    {
        switch (command)
        {
            case Command.Put put: return await PutAsync(put);
            case Command.Claim claim: return await ClaimAsync(claim.Agent);
            case Command.Beat beat: return await BeatAsync(beat.Agent);
            case Command.Complete complete: return await CompleteAsync(complete);
            case Command.Prioritize { Task: var n, Priority: var priority }: return await UpdateAsync(n, TaskChange.Changed, change => change with { Priority = priority });
            case Command.Assign { Task: var n, Assignee: var assignee }: return await UpdateAsync(n, TaskChange.Changed, change => change with { AssignedTo = assignee });
            case Command.Cancel cancel: return await UpdateAsync(cancel.Task, TaskChange.Cancelled, change => change);
            case Command.Retry retry: return await UpdateAsync(retry.Task, TaskChange.Retried, change => change);
            case Command.Release release: return $"{await _queue.ReleaseAsync(AgentId.Parse(release.Agent), "retired", Token)} taken back";
            case Command.Expire: return $"{await _queue.ExpireLeasesAsync(Token)} taken back";
            case Command.Wait wait: _world.Clock.Advance(TimeSpan.FromMinutes(wait.Minutes)); return "";
            case Command.Decide: await DecideAsync(); return "";
            case Command.MarkAllRead: await MarkAllReadAsync(); return "";
            case Command.DropTask drop: Drop(drop); return "";
            case Command.DropTwin twin: await DropTwinAsync(twin.Task); return "";
            case Command.DropRubbish: Drop($"rubbish-{_files}.json", "{"); return "";
            case Command.SwitchProcess: _queue = _processes.Find(process => process != _queue)!; return "";
            case Command.Restart: await RestartAsync(); return "";
            case Command.LoseIndex: await LoseIndexAsync(); return "";
            case Command.Recover: await _queue.RecoverAsync(Token); return "";
            case Command.Rebuild: await _queue.RebuildAsync(Token); return "";
            default: throw new InvalidOperationException(command.ToString());
        }
    }

    private async Task<string> PutAsync(Command.Put put)
    {
        var dependsOn = put.DependsOn is { } n ? await ChosenAsync(n) : null;
        var body = new TaskBody
        {
            Title = "",
            MaxAttempts = put.MaxAttempts,
            DependsOn = dependsOn is null ? null : [dependsOn.Id.Value],
            Requires = put.Requires is null ? null : [put.Requires],
            Paths = put.Path is null ? null : [put.Path],
        };
        var task = _world.NewTask("Do it", put.Priority, put.Assignee, body) with { MessageId = ModelQueue.PutId(_puts), IdempotencyKey = put.Key };
        var result = await _queue.PutAsync(task, Token);
        if (result.Created) _puts++;
        return $"{result.Task} {(result.Created ? "is new" : "was there")}";
    }

    private async Task<string> ClaimAsync(string agent)
    {
        var result = await _queue.ClaimAsync(QueueWorld.Agent(agent, [.. Agents.Capabilities(agent)]), Token);
        if (result.Task is not { } claimed) return Shorten(result.Reason!);
        _lastClaims[agent] = claimed.Entry.Claim;
        return $"{(claimed.Resumed ? "resumed" : "claimed")} {claimed.Entry.Claim}";
    }

    /// <summary>The counts and the class of each reason, without the words for the model.</summary>
    private static string Shorten(string reason)
    {
        if (reason.StartsWith("Nothing is waiting", StringComparison.Ordinal)) return "nothing waits";
        (string Words, string Class)[] classes = [("for other agents", "others"), ("wait for other tasks", "blocked"), ("require a capability", "capability"), ("would edit paths", "paths")];
        var parts = reason[(reason.IndexOf(':', StringComparison.Ordinal) + 2)..].Split("; ");
        return string.Join(", ", parts.Select(part => $"{part.Split(' ')[0]} {classes.Single(c => part.Contains(c.Words, StringComparison.Ordinal)).Class}"));
    }

    private async Task<string> BeatAsync(string agent)
    {
        if (!_lastClaims.TryGetValue(agent, out var claim)) return "";
        var check = await _queue.ExtendAsync(claim, AgentId.Parse(agent), Token);
        return check.Held ? "held" : $"stale, {(await _queue.FindAsync(claim.Task, Token))!.State}";
    }

    private async Task<string> CompleteAsync(Command.Complete complete)
    {
        if (!_lastClaims.TryGetValue(complete.Agent, out var claim)) return "";
        return (await _queue.CompleteAsync(claim, AgentId.Parse(complete.Agent), _world.NewResult(complete.Outcome, complete.Summary), Token)).ToString();
    }

    private async Task<string> UpdateAsync(int number, TaskChange change, Func<TaskUpdated, TaskUpdated> with)
    {
        if (await ChosenAsync(number) is not { } task) return "";
        try
        {
            await _queue.UpdateAsync(with(_world.NewChange(task.Id, change)), Token);
            return "changed";
        }
        catch (OraException e) when (e.Code == OraErrorCode.Conflict)
        {
            return "refused";
        }
    }

    private async Task DecideAsync()
    {
        var decision = new DecisionRecorded
        {
            MessageId = _world.Ids.NewMessage().Value,
            ProjectName = "demo",
            AgentId = "ann",
            Timestamp = _world.Clock.GetUtcNow(),
            Title = "Use files",
            Rationale = "They can be read.",
        };
        await _queue.PublishAsync(decision, MessagePlace.Outbox, Token);
    }

    private async Task MarkAllReadAsync()
    {
        var messages = new List<Message>(await _queue.OutboxAsync(1_000, Token));
        foreach (var agent in Agents.Names) messages.AddRange(await _queue.InboxAsync(AgentId.Parse(agent), 1_000, Token));
        await _queue.MarkReadAsync([.. messages.Select(message => MessageId.Parse(message.MessageId))], Token);
    }

    private void Drop(Command.DropTask drop)
    {
        var name = ModelQueue.DropId(_drops++) + (drop.Spent == 0 ? "" : $".{drop.Spent}") + ".json";
        var priority = drop.Priority.ToString().ToUpperInvariant();
        Drop(name, $$$"""{"messageType":"NEW_TASK_ASSIGNMENT","priority":"{{{priority}}}","task":{"title":"By hand"}}""");
    }

    private async Task DropTwinAsync(int number)
    {
        if (await ChosenAsync(number) is not { } task || task is { State: TaskState.Waiting, Attempt: 0 }) return;
        Drop($"{task.Id}.json", """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"A twin"}}""");
    }

    private void Drop(string name, string content)
    {
        _world.Drop("inbox", name, content);

        // Two changes in one tick of the kernel's clock look like one; the next forced look would find the second.
        Directory.SetLastWriteTimeUtc(Path.Combine(_world.QueueRoot, "inbox"), DateTime.UnixEpoch.AddSeconds(++_files));
    }

    private async Task RestartAsync()
    {
        var place = _processes.IndexOf(_queue);
        await _queue.DisposeAsync();
        _processes[place] = _queue = Start();
    }

    private async Task LoseIndexAsync()
    {
        foreach (var process in _processes) await process.DisposeAsync();
        foreach (var file in Directory.EnumerateFiles(_world.Folder.Path, "ora.db*")) File.Delete(file);
        _processes[0] = Start();
        _processes[1] = Start();
        _queue = _processes[0];
    }

    private async Task<TaskEntry?> ChosenAsync(int number)
    {
        var tasks = new List<TaskEntry>();
        foreach (var state in States) tasks.AddRange(await _queue.ListAsync(state, 1_000, Token));
        return tasks.Count == 0 ? null : tasks.OrderBy(task => task.Id.Value, StringComparer.Ordinal).ElementAt(number % tasks.Count);
    }

    /// <summary>A real disk without the flushes, which take most of the time and decide nothing here.</summary>
    private sealed class UnflushedDisk : IDisk
    {
        private readonly RealDisk _disk = new();

        public void CreateDirectory(string path) => _disk.CreateDirectory(path);

        public void WriteNew(string path, ReadOnlySpan<byte> content, bool durable) => _disk.WriteNew(path, content, durable: false);

        public bool TryRename(string from, string to) => _disk.TryRename(from, to);

        public void FlushDirectory(string path)
        {
        }

        public bool TryTouch(string path, DateTimeOffset time) => _disk.TryTouch(path, time);

        public EntryStatus? Status(string path) => _disk.Status(path);

        public byte[]? TryRead(string path, int limit) => _disk.TryRead(path, limit);

        public void Delete(string path) => _disk.Delete(path);

        public IEnumerable<string> List(string directory) => _disk.List(directory);
    }
}
