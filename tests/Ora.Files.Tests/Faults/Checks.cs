using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Invariants;

namespace Ora.Files.Tests.Faults;

/// <summary>What must hold after the recovery from a kill or a power cut, beside the invariants that all harnesses share.</summary>
internal static class Checks
{
    // The news of a lease that ended may be told again when a power cut has undone the end.
    private const string News = "no heartbeat for the lease time";

    private static readonly AgentProfile Checker = QueueWorld.Agent("checker");

    /// <summary>Recovers with a queue that was just opened, and checks.</summary>
    public static async Task<List<string>> AfterRecoveryAsync(ITaskQueue queue, Driver driver, Func<QueueFacts> read)
    {
        var token = QueueWorld.Token;
        await queue.RecoverAsync(token);
        var facts = read();
        List<string> violations =
        [
            .. QueueInvariants.Check(facts, driver.Acknowledged),
            .. await ProjectInvariants.CheckReadsAsync(queue, driver.Acknowledged, token),
            .. DroppedFiles(facts, driver),
            .. MessageOfEveryEnd(facts),
            .. MessagesOnce(facts),
        ];
        var before = await IndexAsync(queue);
        await queue.RebuildAsync(token);
        violations.AddRange(Differences("the index after a rebuild", before, await IndexAsync(queue)));
        await queue.RecoverAsync(token);
        violations.AddRange(Differences("the folders after a second recovery", Names(facts), Names(read())));
        if (violations.Count == 0) violations.AddRange(await GoesOnAsync(queue, driver, read));
        return violations;
    }

    /// <summary>Work goes on: what waits is given out, and what is out can be completed.</summary>
    private static async Task<IEnumerable<string>> GoesOnAsync(ITaskQueue queue, Driver driver, Func<QueueFacts> read)
    {
        while ((await queue.ClaimAsync(Checker, QueueWorld.Token)).Task is { Resumed: false } claimed)
        {
            var entry = claimed.Entry;
            driver.Acknowledged.Claimed(entry.Id.Value, entry.Attempt, Checker.Id.Value, resumed: false);
            await driver.CompleteAsync(queue, entry.Claim, Core.Messages.TaskOutcome.Completed, Checker.Id.Value, Driver.Text("checked"));
        }

        return QueueInvariants.Check(read(), driver.Acknowledged);
    }

    private static IEnumerable<string> DroppedFiles(QueueFacts facts, Driver driver)
    {
        var names = facts.Tasks.Select(task => task.TaskId).Concat(facts.Rejected).ToList();
        return driver.Dropped
            .Where(name => !names.Any(known => known.EndsWith(name, StringComparison.Ordinal) || known == name.Split('.')[0]))
            .Select(name => $"the file {name}, which a person put into inbox/, is gone");
    }

    /// <summary>A task never ends in failed/ without a message that says so.</summary>
    private static IEnumerable<string> MessageOfEveryEnd(QueueFacts facts) =>
        from task in facts.Tasks
        where task.Folder == "failed"
        where !facts.Messages.Any(message => message.TaskId == task.TaskId && message is { MessageType: "TASK_UPDATED" } or { MessageType: "TASK_COMPLETE", Outcome: "failed", Late: false })
        select $"{task.TaskId} is in failed/ and no message says why";

    private static IEnumerable<string> MessagesOnce(QueueFacts facts) =>
        from message in facts.Messages
        where message.MessageType is not null && message.Texts[0] is not ("" or News)
        group message.Id by (message.MessageType, message.TaskId, message.Agent, message.Attempt, message.Late, message.Texts[0]) into same
        where same.Count() > 1
        select $"{same.Key.MessageType} \"{same.Key.Item6}\" is there more than once: {string.Join(", ", same)}";

    private static async Task<List<string>> IndexAsync(ITaskQueue queue)
    {
        var lines = new List<string> { (await queue.CountsAsync(QueueWorld.Token)).ToString() };
        foreach (var state in Enum.GetValues<TaskState>())
        {
            foreach (var e in await queue.ListAsync(state, 100, QueueWorld.Token))
            {
                var by = e.State == TaskState.Waiting ? null : e.ClaimedBy;
                lines.Add($"{e.Id} {e.State} {e.Attempt}/{e.MaxAttempts} {e.Priority} for \"{e.AssignedTo}\" by {by} {e.PrioritySetBy} {e.AssignedToSetBy} {e.MaxAttemptsSetBy}");
            }
        }

        foreach (var message in await queue.OutboxAsync(100, QueueWorld.Token)) lines.Add($"outbox {message.MessageId}");
        foreach (var message in await queue.InboxAsync(AgentId.Parse(Driver.Ann), 100, QueueWorld.Token)) lines.Add($"inbox {message.MessageId}");
        return lines;
    }

    private static List<string> Names(QueueFacts facts) =>
    [
        .. facts.Tasks.Select(task => $"{task.Folder}/{task.Name}"),
        .. facts.Messages.Select(message => $"{message.Folder}/{message.Id}"),
        .. facts.FailedNames.Concat(facts.Reasons).Concat(facts.Tmp).Concat(facts.Strangers),
    ];

    private static IEnumerable<string> Differences(string what, List<string> before, List<string> after) =>
    [
        .. before.Except(after).Select(line => $"{what}: gone is {line}"),
        .. after.Except(before).Select(line => $"{what}: new is {line}"),
    ];
}
