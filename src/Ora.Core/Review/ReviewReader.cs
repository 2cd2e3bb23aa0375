using System.Text;
using System.Text.RegularExpressions;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Review;

/// <summary>Reads what a review looks at. Every list is bounded, so a review of a huge project costs no more than one of a large one.</summary>
internal sealed partial class ReviewReader(
    ITaskQueue queue, IAgentRegistry agents, Projector projector, TimeProvider timeProvider, ProjectName project)
{
    /// <summary>How much of the outbox is looked at. Heartbeats that a later one replaces are most of a long one.</summary>
    public const int UnreadScanned = 2_000;

    private const int TasksShown = 50;
    private const int BlockersShown = 100;
    private const int AnswersShown = 20;
    private const int RejectedShown = 20;

    private readonly MessageReader _messages = new(project);

    /// <summary>Reads everything; <paramref name="leasesExpired"/> leases were taken back just before.</summary>
    public async ValueTask<ReviewFacts> ReadAsync(int leasesExpired, CancellationToken cancellationToken)
    {
        // The outbox before the tables: what is listed as unread is then in the tables too.
        var unread = await queue.OutboxAsync(UnreadScanned, cancellationToken);
        var state = await projector.ReadAsync(ReadStateAsync, StateFacts.None, cancellationToken);
        return new ReviewFacts
        {
            Now = timeProvider.GetUtcNow(),
            Counts = await queue.CountsAsync(cancellationToken),
            Agents = await agents.ListAsync(cancellationToken),
            Unread = unread,
            Working = await DescribeAsync(
                await queue.ListAsync(TaskState.Working, Limits.ListingRows, cancellationToken), state.Value, cancellationToken),
            Waiting = await DescribeAsync((await WaitingAsync(state.Value, cancellationToken)).Take(TasksShown), state.Value, cancellationToken),
            Failed = await DescribeAsync(await FailedAsync(state.Value, cancellationToken), state.Value, cancellationToken),
            Awaited = await DescribeAsync(await AwaitedAsync(state.Value.OpenBlockers, cancellationToken), state.Value, cancellationToken),
            Rejected = await queue.RejectedAsync(RejectedShown, cancellationToken),
            LeasesExpired = leasesExpired,
            State = state.Value,
            Degraded = state.Degraded ?? queue.Degraded,
        };
    }

    private async ValueTask<StateFacts> ReadStateAsync(IStateStore state, CancellationToken cancellationToken)
    {
        var summary = await state.MessagesAsync(new MessageFilter(MessageTypes.DirectorSummary, Limit: 1), cancellationToken);
        var blockers = await state.BlockersAsync(openOnly: false, Limits.ListingRows, cancellationToken);
        return new StateFacts
        {
            Agents = await state.AgentsAsync(cancellationToken),
            OpenBlockers = await state.BlockersAsync(openOnly: true, BlockersShown, cancellationToken),
            Answers = [.. blockers.Where(b => b.ResolvedAt is not null).OrderByDescending(b => b.ResolvedAt).Take(AnswersShown)],
            Working = await state.TasksAsync(new TaskFilter(TaskState.Working, Limit: Limits.ListingRows), cancellationToken),
            Failed = await state.TasksAsync(new TaskFilter(TaskState.Failed, Limit: TasksShown), cancellationToken),
            NewestWaiting = await state.TasksAsync(new TaskFilter(TaskState.Waiting, Limit: TasksShown), cancellationToken),
            LastSummary = summary is [var last] ? Parse<DirectorSummary>(last) : null,
        };
    }

    // The oldest and the newest of a queue too long to sort: a critical task that was just written must not be overlooked.
    private async ValueTask<IEnumerable<TaskEntry>> WaitingAsync(StateFacts state, CancellationToken cancellationToken)
    {
        var entries = (await queue.ListAsync(TaskState.Waiting, Limits.ListingRows, cancellationToken)).ToDictionary(task => task.Id.Value);
        foreach (var row in state.NewestWaiting)
        {
            if (!entries.ContainsKey(row.TaskId) && await FindAsync(row.TaskId, cancellationToken) is { State: TaskState.Waiting } entry)
                entries.Add(row.TaskId, entry);
        }

        return entries.Values
            .OrderBy(task => task.UnmetDependencies > 0).ThenByDescending(task => task.Priority).ThenBy(task => task.Id.Value, StringComparer.Ordinal);
    }

    private async ValueTask<IEnumerable<TaskEntry>> FailedAsync(StateFacts state, CancellationToken cancellationToken)
    {
        if (state.Failed.Count == 0) return (await queue.ListAsync(TaskState.Failed, TasksShown, cancellationToken)).Reverse();
        var entries = new List<TaskEntry>();
        foreach (var row in state.Failed)
        {
            if (await FindAsync(row.TaskId, cancellationToken) is { State: TaskState.Failed } entry) entries.Add(entry);
        }

        return entries;
    }

    private async ValueTask<IEnumerable<TaskEntry>> AwaitedAsync(IReadOnlyList<BlockerRow> blockers, CancellationToken cancellationToken)
    {
        var named = blockers
            .SelectMany(blocker => TaskIds().Matches($"{blocker.Description} {blocker.Needs}").Select(match => (Id: match.Value, About: blocker.TaskId)))
            .Where(name => name.Id != name.About).Select(name => name.Id).Distinct(StringComparer.Ordinal).Take(TasksShown);
        var entries = new List<TaskEntry>();
        foreach (var id in named)
        {
            if (await FindAsync(id, cancellationToken) is { State: TaskState.Completed } entry) entries.Add(entry);
        }

        return entries;
    }

    private async ValueTask<IReadOnlyList<TaskFacts>> DescribeAsync(
        IEnumerable<TaskEntry> entries, StateFacts state, CancellationToken cancellationToken)
    {
        // A task that moved between two of the queries is in both.
        var known = state.Working.Concat(state.NewestWaiting).Concat(state.Failed)
            .DistinctBy(row => row.TaskId).ToDictionary(row => row.TaskId, StringComparer.Ordinal);
        var tasks = new List<TaskFacts>();
        foreach (var entry in entries)
        {
            var row = known.GetValueOrDefault(entry.Id.Value) ?? await RowAsync(entry.Id, state, cancellationToken);
            tasks.Add(new TaskFacts(
                entry,
                row?.Title ?? await TitleAsync(entry.Id, cancellationToken),
                row,
                await WaitsForAsync(entry, cancellationToken),
                await RetriesAsync(entry, cancellationToken),
                entry.State == TaskState.Failed && await EndedWithoutResultAsync(entry, cancellationToken)));
        }

        return tasks;
    }

    // Tables that did not answer once are not asked for every task: the queue knows enough to go on.
    private async ValueTask<TaskRow?> RowAsync(TaskId id, StateFacts state, CancellationToken cancellationToken) => state == StateFacts.None
        ? null
        : (await projector.PeekAsync((tables, token) => tables.TaskAsync(id.Value, token), null, cancellationToken)).Value;

    private async ValueTask<string> TitleAsync(TaskId id, CancellationToken cancellationToken) =>
        await queue.ReadAsync(id.Value, cancellationToken) is TaskAssignment task ? task.Task.Title : id.Value;

    private async ValueTask<IReadOnlyList<string>> WaitsForAsync(TaskEntry entry, CancellationToken cancellationToken)
    {
        if (entry.State != TaskState.Waiting || entry.UnmetDependencies == 0) return [];
        var unmet = new List<string>();
        foreach (var id in entry.DependsOn)
        {
            if (await FindAsync(id, cancellationToken) is not { State: TaskState.Completed }) unmet.Add(id);
        }

        return unmet;
    }

    private async ValueTask<int> RetriesAsync(TaskEntry entry, CancellationToken cancellationToken)
    {
        if (entry.MaxAttemptsSetBy is null) return 0; // A retry adds attempts.
        var changes = await MessagesAsync<TaskUpdated>(MessageTypes.TaskUpdated, entry.Id, cancellationToken);
        return changes.Count(change => change.Change == TaskChange.Retried);
    }

    private async ValueTask<bool> EndedWithoutResultAsync(TaskEntry entry, CancellationToken cancellationToken)
    {
        var results = await MessagesAsync<TaskComplete>(MessageTypes.TaskComplete, entry.Id, cancellationToken);
        return !results.Any(result => !result.Late && result.Attempt == entry.Attempt);
    }

    private async ValueTask<IEnumerable<T>> MessagesAsync<T>(string type, TaskId task, CancellationToken cancellationToken)
        where T : Message
    {
        var filter = new MessageFilter(type, TaskId: task.Value);
        var rows = await projector.PeekAsync<IReadOnlyList<MessageRow>>((state, token) => state.MessagesAsync(filter, token), [], cancellationToken);
        return rows.Value.Select(Parse<T>).OfType<T>();
    }

    private async ValueTask<TaskEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        TaskId.TryParse(id, out var task) ? await queue.FindAsync(task, cancellationToken) : null;

    private T? Parse<T>(MessageRow row)
        where T : Message => _messages.Read(Encoding.UTF8.GetBytes(row.Payload), row.MessageId).As<T>();

    [GeneratedRegex("task-[a-z0-9_-]{1,58}", RegexOptions.CultureInvariant)]
    private static partial Regex TaskIds();
}
