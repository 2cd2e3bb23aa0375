using System.Collections.Concurrent;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Files.Queue;

/// <summary>Hands tasks out: what the agent already holds, or the best it may have.</summary>
internal sealed class Claiming(QueueStore store, Leases leases)
{
    /// <summary>More files than this are not where the index says in one claim only when something else is badly wrong.</summary>
    private const int RepairsMax = 100;

    // What this process has handed out: a claim that is held but not in here belongs to a session that died, and is resumed first.
    private readonly ConcurrentDictionary<Claim, TaskEntry> _handedOut = new();

    /// <summary>What a claim was when this process handed it out to this agent, or null: it may have been taken back since.</summary>
    public TaskEntry? HandedOut(Claim claim, AgentId agent) =>
        _handedOut.TryGetValue(claim, out var entry) && entry.ClaimedBy == agent.Value ? entry : null;

    public ClaimResult Claim(QueueScope scope, AgentProfile agent)
    {
        leases.Expire(scope);
        var held = Held(scope, agent.Id);
        var resumable = held.FirstOrDefault(entry => !_handedOut.ContainsKey(entry.Claim))
            ?? (held.Count >= agent.MaxClaims ? held[0] : null);
        if (resumable is not null && Resume(scope, resumable) is { } resumed) return new ClaimResult(resumed, null);
        var claimed = ClaimBest(scope, agent);
        if (claimed is null && store.LookAgain(scope)) claimed = ClaimBest(scope, agent);
        return claimed is null ? new ClaimResult(null, Explain(scope, agent)) : new ClaimResult(claimed, null);
    }

    private List<TaskEntry> Held(QueueScope scope, AgentId agent)
    {
        var held = new List<TaskEntry>();
        foreach (var entry in scope.Index.HeldBy(agent))
        {
            if (store.Disk.Status(store.Layout.PathOf(entry)) is not null) held.Add(entry);
            else store.Relocate(scope, entry);
        }

        return held;
    }

    private ClaimedTask? Resume(QueueScope scope, TaskEntry entry)
    {
        scope.Change();
        var path = store.Layout.PathOf(entry);
        if (Read(scope, store.Layout.Working, path, entry) is not { } message) return null;
        if (!store.Disk.TryTouch(path, scope.Now)) return null;
        var renewed = entry with { LeaseExpiresAt = scope.Now + store.Settings.Lease };
        scope.Upsert(renewed);
        _handedOut[entry.Claim] = renewed;
        return new ClaimedTask(renewed, message, renewed.LeaseExpiresAt.Value, Resumed: true);
    }

    private ClaimedTask? ClaimBest(QueueScope scope, AgentProfile agent)
    {
        for (var repairs = 0; repairs < RepairsMax; repairs++)
        {
            if (BestOffer(scope, agent) is not { } entry) return null;
            if (TryClaim(scope, agent.Id, entry) is { } claimed) return claimed;
        }

        return null;
    }

    /// <summary>The first offer whose paths are free. Offers with the same paths as one that was held back are not compared again.</summary>
    private static TaskEntry? BestOffer(QueueScope scope, AgentProfile agent)
    {
        IReadOnlyList<TaskEntry>? working = null;
        HashSet<string>? taken = null;
        foreach (var entry in scope.Index.Offers(agent.Id, agent.Capabilities))
        {
            if (entry.Paths.Count == 0) return entry;
            working ??= scope.Index.WorkingWithPaths();
            if (working.Count == 0) return entry;
            taken ??= new HashSet<string>(StringComparer.Ordinal);
            var key = string.Join('\n', entry.Paths);
            if (taken.Contains(key)) continue;
            if (!working.Any(other => GlobOverlap.Any(entry.Paths, other.Paths))) return entry;
            taken.Add(key);
        }

        return null;
    }

    private ClaimedTask? TryClaim(QueueScope scope, AgentId agent, TaskEntry entry)
    {
        scope.Change();
        var from = store.Layout.PathOf(entry);
        if (Read(scope, store.Layout.Inbox, from, entry) is not { } message) return null;
        var claimed = entry with
        {
            State = TaskState.Working,
            Attempt = entry.Attempt + 1,
            ClaimedBy = agent.Value,
            ClaimedAt = scope.Now,
            LeaseExpiresAt = scope.Now + store.Settings.Lease,
        };

        // Touched before it is moved: a watchdog between the two would see a claim as old as the task.
        if (!TryTouch(scope, from, entry) || !store.Disk.TryRename(from, store.Layout.PathOf(claimed)))
        {
            store.Relocate(scope, entry);
            return null;
        }

        scope.Upsert(claimed);
        _handedOut[claimed.Claim] = claimed;
        return new ClaimedTask(claimed, message, claimed.LeaseExpiresAt.Value, Resumed: false);
    }

    /// <summary>Another user's file can be moved and not touched, so its lease could never be kept: it is refused.</summary>
    private bool TryTouch(QueueScope scope, string path, TaskEntry entry)
    {
        try
        {
            return store.Disk.TryTouch(path, scope.Now);
        }
        catch (UnauthorizedAccessException e)
        {
            store.Reject(scope, store.Layout.Inbox, Path.GetFileName(path), new Rejection("no_permission", null, $"{e.Message} The file must belong to the user that runs Ora."));
            scope.Remove(entry.Id);
            return false;
        }
    }

    /// <summary>Reads the task as it is now: a person may have edited it since it was taken in.</summary>
    private TaskAssignment? Read(QueueScope scope, string directory, string path, TaskEntry entry)
    {
        var read = store.Read(path, entry.Id.Value);
        if (read.As<TaskAssignment>() is { } message) return message;
        if (read.Rejection?.Code == UntrustedFile.Gone)
        {
            store.Relocate(scope, entry);
            return null;
        }

        store.Reject(scope, directory, Path.GetFileName(path), read.Rejection ?? new Rejection("invalid_value", "messageType", "The file is no longer a NEW_TASK_ASSIGNMENT."));
        scope.Remove(entry.Id);
        return null;
    }

    private static string Explain(QueueScope scope, AgentProfile agent)
    {
        var summary = scope.Index.Explain(agent.Id, agent.Capabilities);
        if (summary.Waiting == 0) return "Nothing is waiting. Call get_task with waitSeconds to wait for work.";
        var parts = new List<string>();
        if (summary.AssignedToOthers > 0) parts.Add($"{summary.AssignedToOthers} for other agents");
        if (summary.Blocked > 0) parts.Add($"{summary.Blocked} wait for other tasks to be completed");
        if (summary.MissingCapability > 0) parts.Add($"{summary.MissingCapability} require a capability you do not have");
        var held = summary.Waiting - summary.AssignedToOthers - summary.Blocked - summary.MissingCapability;
        if (held > 0) parts.Add($"{held} would edit paths that a claimed task is editing");
        return $"{summary.Waiting} waiting, none for you now: {string.Join("; ", parts)}. Call get_task with waitSeconds to wait.";
    }
}
