using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Memory.Dense;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;
using Ora.Files.Projects;

namespace Ora.Mcp.Resources;

/// <summary>
/// Answers what is known about one project, for resources and the command line alike. What the queue owns is asked from the queue;
/// the tables only add to it, so when they do not answer the rest is still told, with the reason.
/// </summary>
/// <param name="folder">The project's folder.</param>
/// <param name="queue">Its queue.</param>
/// <param name="agents">Its agents.</param>
/// <param name="projector">Its tables.</param>
/// <param name="feed">How far the tables are behind.</param>
/// <param name="dense">Its memory's dense tier, or null.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ProjectReader(
    ProjectFolder folder, ITaskQueue queue, IAgentRegistry agents, Projector projector, IProjectionFeed feed, DenseTier? dense,
    TimeProvider timeProvider)
{
    private const int MessagesOfATask = 50;
    private const int BlockersShown = 50;
    private const int RejectedShown = 20;
    private const int FailuresShown = 20;

    /// <summary>A task.</summary>
    /// <exception cref="OraException">There is none, or the id is malformed.</exception>
    public async ValueTask<Projected<TaskDetails>> TaskAsync(string id, CancellationToken cancellationToken)
    {
        var task = TaskId.Parse(id);
        var entry = await queue.FindAsync(task, cancellationToken) ?? throw NotFound("task", "ora task list");
        if (await queue.ReadAsync(task.Value, cancellationToken) is not TaskAssignment message) throw NotFound("task", "ora task list");
        var more = await projector.ReadAsync(
            async (state, token) => (
                Row: await state.TaskAsync(task.Value, token),
                Messages: await state.MessagesAsync(new MessageFilter(TaskId: task.Value, Limit: MessagesOfATask), token)),
            (Row: null, Messages: []),
            cancellationToken);
        var messages = more.Value.Messages.Reverse().Select(MessageReference.Of);
        var details = TaskDetails.Of(entry, message, more.Value.Row, messages) with { LeaseExpiresAt = await LeaseAsync(entry, cancellationToken) };
        return new Projected<TaskDetails>(details, more.Degraded);
    }

    /// <summary>Tasks that fit, most recent first; without the tables, the same from the queue alone.</summary>
    public async ValueTask<Projected<IReadOnlyList<TaskRow>>> TasksAsync(TaskFilter filter, CancellationToken cancellationToken)
    {
        var read = await projector.ReadAsync<IReadOnlyList<TaskRow>?>(async (state, token) => await state.TasksAsync(filter, token), null, cancellationToken);
        return new Projected<IReadOnlyList<TaskRow>>(read.Value ?? await TasksOfQueueAsync(filter, cancellationToken), read.Degraded);
    }

    /// <summary>An agent.</summary>
    /// <exception cref="OraException">There is none, or the id is malformed.</exception>
    public async ValueTask<Projected<AgentDetails>> AgentAsync(string id, CancellationToken cancellationToken)
    {
        var agent = AgentId.Parse(id);
        var all = await AgentsAsync(cancellationToken);
        var found = all.Value.FirstOrDefault(a => a.AgentId == agent.Value) ?? throw NotFound("agent", "ora agent list");
        return new Projected<AgentDetails>(found, all.Degraded);
    }

    /// <summary>All agents, by id.</summary>
    public async ValueTask<Projected<IReadOnlyList<AgentDetails>>> AgentsAsync(CancellationToken cancellationToken)
    {
        var rows = await projector.ReadAsync((state, token) => state.AgentsAsync(token), [], cancellationToken);
        var held = (await queue.ListAsync(TaskState.Working, Limits.ListingRows, cancellationToken)).ToLookup(t => t.ClaimedBy, t => t.Id.Value);
        var known = rows.Value.ToDictionary(row => row.AgentId, StringComparer.Ordinal);
        var profiles = await agents.ListAsync(cancellationToken);
        return new Projected<IReadOnlyList<AgentDetails>>(
            [.. profiles.Select(p => AgentDetails.Of(p, known.GetValueOrDefault(p.Id.Value), held[p.Id.Value]))], rows.Degraded);
    }

    /// <summary>A message other than a task.</summary>
    /// <exception cref="OraException">There is none, or the id is malformed.</exception>
    public async ValueTask<Message> MessageAsync(string id, CancellationToken cancellationToken) =>
        await queue.ReadAsync(MessageId.Parse(id).Value, cancellationToken) ?? throw NotFound("message", "ora log");

    /// <summary>A decision.</summary>
    /// <exception cref="OraException">There is none, or the id is malformed.</exception>
    public async ValueTask<DecisionRow> DecisionAsync(string id, CancellationToken cancellationToken)
    {
        var decision = MessageId.Parse(id, "decisionId");
        return await queue.ReadAsync(decision.Value, cancellationToken) is DecisionRecorded message
            ? new DecisionRow
            {
                DecisionId = message.MessageId,
                AgentId = message.AgentId,
                DecidedAt = message.Timestamp,
                Title = message.Title,
                Rationale = message.Rationale,
                Alternatives = message.Alternatives ?? [],
                Evidence = message.Evidence ?? [],
            }
            : throw NotFound("decision", "ora decisions");
    }

    /// <summary>A blocker, with its answer if it has one.</summary>
    /// <exception cref="OraException">There is none, or the id is malformed.</exception>
    public async ValueTask<Projected<BlockerRow>> BlockerAsync(string id, CancellationToken cancellationToken)
    {
        var blocker = MessageId.Parse(id, "blockerId");
        if (await queue.ReadAsync(blocker.Value, cancellationToken) is not BlockerAlert message) throw NotFound("blocker", "ora status");
        var row = await projector.ReadAsync((state, token) => state.BlockerAsync(blocker.Value, token), null, cancellationToken);
        return new Projected<BlockerRow>(row.Value ?? Unanswered(message), row.Degraded);
    }

    /// <summary>Where the project stands.</summary>
    public async ValueTask<ProjectStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var all = await AgentsAsync(cancellationToken);
        var blockers = await projector.PeekAsync((state, token) => state.BlockersAsync(openOnly: true, BlockersShown, token), [], cancellationToken);
        var failures = await projector.PeekAsync((state, token) => state.FailuresAsync(FailuresShown, token), [], cancellationToken);
        return new ProjectStatus
        {
            Project = folder.Name.Value,
            State = folder.UsesPostgres ? "postgres" : "sqlite",
            Timestamp = timeProvider.GetUtcNow(),
            Counts = await queue.CountsAsync(cancellationToken),
            Agents = all.Value,
            Blockers = blockers.Value,
            Rejected = await queue.RejectedAsync(RejectedShown, cancellationToken),
            SetAside = failures.Value,
            ProjectionBacklog = await feed.BacklogAsync(cancellationToken),
            Embeddings = await EmbeddingsAsync(cancellationToken),
            Degraded = queue.Degraded ?? blockers.Degraded ?? all.Degraded,
        };
    }

    private async ValueTask<EmbeddingStatus?> EmbeddingsAsync(CancellationToken cancellationToken)
    {
        if (dense is null) return null;
        var backlog = await dense.BacklogAsync(cancellationToken);
        return new EmbeddingStatus(dense.Model.Name, dense.Model.Dimension, dense.Model.Index, backlog.Passages, backlog.Removals, backlog.Refused);
    }

    // The entry's own time is a hint from the claim; a heartbeat moves only the file's.
    private async ValueTask<DateTimeOffset?> LeaseAsync(TaskEntry entry, CancellationToken cancellationToken) =>
        entry.State == TaskState.Working && AgentId.TryParse(entry.ClaimedBy, out var holder)
            ? (await queue.CheckAsync(entry.Claim, holder, cancellationToken)).LeaseExpiresAt
            : null;

    private async ValueTask<IReadOnlyList<TaskRow>> TasksOfQueueAsync(TaskFilter filter, CancellationToken cancellationToken)
    {
        var entries = new List<TaskEntry>();
        foreach (var state in filter.State is { } only ? [only] : Enum.GetValues<TaskState>())
            entries.AddRange(await queue.ListAsync(state, Limits.ListingRows, cancellationToken));
        var rows = new List<TaskRow>();
        foreach (var entry in entries
            .Where(e => filter.AgentId is null || e.ClaimedBy == filter.AgentId || e.AssignedTo == filter.AgentId)
            .OrderByDescending(e => e.Id.Value, StringComparer.Ordinal).Take(filter.Limit))
        {
            if (await queue.ReadAsync(entry.Id.Value, cancellationToken) is TaskAssignment message) rows.Add(Row(entry, message));
        }

        return rows;
    }

    private static TaskRow Row(TaskEntry entry, TaskAssignment message) => new()
    {
        TaskId = entry.Id.Value,
        Title = message.Task.Title,
        Description = message.Task.Description,
        Objective = message.Task.Objective,
        State = entry.State,
        Priority = entry.Priority,
        AssignedTo = entry.AssignedTo,
        ClaimedBy = entry.ClaimedBy,
        Attempt = entry.Attempt,
        MaxAttempts = entry.MaxAttempts,
        DependsOn = entry.DependsOn,
        Requires = entry.Requires,
        Paths = entry.Paths,
        CreatedAt = message.Timestamp,
        DueAt = message.Task.DueAt,
    };

    private static BlockerRow Unanswered(BlockerAlert message) => new()
    {
        BlockerId = message.MessageId,
        Kind = message.Kind,
        AgentId = message.AgentId,
        TaskId = message.TaskId,
        Attempt = message.Attempt,
        Description = message.Description,
        Severity = message.Severity,
        Needs = message.Needs,
        RaisedAt = message.Timestamp,
    };

    private static OraException NotFound(string kind, string listing) => new(
        OraErrorCode.NotFound, $"There is no such {kind} in this project.", $"Check the id; `{listing}` shows what there is.", $"{kind}Id");
}
