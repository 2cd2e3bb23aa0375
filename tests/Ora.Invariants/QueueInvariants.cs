namespace Ora.Invariants;

/// <summary>
/// What must hold of a queue at rest, after recovery, whatever happened to the processes that wrote it. Every violation is a sentence
/// that names the task or message.
/// </summary>
public static class QueueInvariants
{
    /// <summary>Checks what lies in the folders against what was promised.</summary>
    /// <param name="facts">What lies there.</param>
    /// <param name="acknowledged">What was promised. It also remembers how far each task was seen to be.</param>
    /// <param name="strangers">What the harness itself put where it does not belong (folder/name), which must be left alone.</param>
    public static IReadOnlyList<string> Check(QueueFacts facts, Acknowledged acknowledged, IReadOnlySet<string>? strangers = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(acknowledged);
        var promises = acknowledged.Snapshot();
        var results = facts.Messages.Where(message => message.MessageType == "TASK_COMPLETE").ToLookup(message => message.TaskId ?? "", StringComparer.Ordinal);
        return
        [
            .. facts.Tmp.Select(name => $"tmp/{name} was left behind by a recovery"),
            .. facts.Strangers.Where(path => strangers?.Contains(path) != true).Select(path => $"{path} has no name that the queue knows"),
            .. Readable(facts),
            .. OneFolderEach(facts, promises),
            .. OneMessageEach(facts),
            .. Ends(facts, promises),
            .. Reasons(facts),
            .. OneOwnerEach(facts, promises),
            .. AppliedOnce(facts, results),
            .. Results(promises, results),
            .. Messages(facts, promises),
            .. NeverBack(facts, acknowledged, results),
        ];
    }

    private static IEnumerable<string> Readable(QueueFacts facts) =>
    [
        .. facts.Messages.Where(message => message.MessageType is null).Select(message => $"{message.Folder}/{message.Id}.json cannot be read as a message"),
        .. facts.Tasks.Where(task => facts.Titles[task.TaskId].Length == 0).Select(task => $"{task.Folder}/{task.Name} cannot be read as a task"),
    ];

    private static IEnumerable<string> OneFolderEach(QueueFacts facts, Promises promises)
    {
        var byId = facts.Tasks.ToLookup(task => task.TaskId, StringComparer.Ordinal);
        foreach (var task in byId.Where(files => files.Count() > 1))
            yield return $"{task.Key} is in more than one place: {string.Join(", ", task.Select(file => $"{file.Folder}/{file.Name}"))}";
        foreach (var (id, title) in promises.Tasks)
        {
            if (!byId.Contains(id)) yield return $"{id} was acknowledged and is in no folder";
            else if (facts.Titles[id] != title) yield return $"{id} was acknowledged as \"{title}\" and reads \"{facts.Titles[id]}\"";
        }
    }

    private static IEnumerable<string> OneMessageEach(QueueFacts facts) =>
        from message in facts.Messages
        group message.Folder by message.Id into places
        where places.Count() > 1
        select $"{places.Key} is in more than one folder: {string.Join(", ", places)}";

    private static IEnumerable<string> Ends(QueueFacts facts, Promises promises)
    {
        var completed = facts.Tasks.Where(task => task.Folder == "processed").Select(task => task.TaskId).ToHashSet(StringComparer.Ordinal);
        var failed = facts.Tasks.Where(task => task.Folder == "failed").Select(task => task.TaskId).ToHashSet(StringComparer.Ordinal);
        foreach (var result in promises.Results.Where(r => r.Result == "completed" && !completed.Contains(r.TaskId)))
            yield return $"{result.TaskId} was acknowledged as completed and is not in processed/";
        foreach (var task in promises.StayFailed.Where(task => !failed.Contains(task)))
            yield return $"{task} was acknowledged as failed or cancelled, nobody asked for a retry, and it is not in failed/";
    }

    private static IEnumerable<string> Reasons(QueueFacts facts)
    {
        foreach (var task in facts.Tasks.Where(task => task.Folder == "failed" && !facts.Reasons.Contains(task.Name)))
            yield return $"failed/{task.Name} has no reason beside it";
        foreach (var name in facts.Reasons.Where(name => !facts.FailedNames.Contains(name)))
            yield return $"failed/{name}.error.json is the reason for a file that is not there";
    }

    private static IEnumerable<string> OneOwnerEach(QueueFacts facts, Promises promises)
    {
        var working = facts.Tasks.Where(task => task.Folder == "working").ToLookup(task => task.TaskId, StringComparer.Ordinal);
        foreach (var claim in promises.Claims.GroupBy(claim => (claim.TaskId, claim.Attempt)))
        {
            var name = $"{claim.Key.TaskId}.{claim.Key.Attempt}";
            var owners = claim.Select(c => c.Agent).Distinct(StringComparer.Ordinal).ToList();
            if (owners.Count > 1) yield return $"{name} was given to more than one agent: {string.Join(", ", owners)}";
            if (claim.Count(c => !c.Resumed) > 1) yield return $"{name} was given out as new more than once";
            foreach (var file in working[claim.Key.TaskId].Where(file => file.Number == claim.Key.Attempt && !owners.Contains(file.Agent!)))
                yield return $"{name} was given to {owners[0]} and is held by {file.Agent}";
        }
    }

    private static IEnumerable<string> AppliedOnce(QueueFacts facts, ILookup<string, MessageFile> results)
    {
        foreach (var task in facts.Tasks)
        {
            var applied = results[task.TaskId].Where(result => !result.Late).ToList();
            foreach (var attempt in applied.GroupBy(result => result.Attempt).Where(same => same.Count() > 1))
                yield return $"{task.TaskId}.{attempt.Key} has more than one applied result: {string.Join(", ", attempt.Select(r => r.Id))}";
            var successes = applied.Count(result => result.Outcome == "completed");
            if (task.Folder == "processed" && successes != 1) yield return $"{task.TaskId} is completed and has {successes} applied results that say so";
            if (task.Folder != "processed" && successes != 0) yield return $"{task.TaskId} has an applied result that says completed and is in {task.Folder}/";
        }

        var known = facts.Tasks.Select(task => task.TaskId).ToHashSet(StringComparer.Ordinal);
        foreach (var orphan in results.SelectMany(r => r).Where(result => !result.Late && !known.Contains(result.TaskId ?? "")))
            yield return $"{orphan.Id} is the applied result of {orphan.TaskId}, which is in no folder";
    }

    private static IEnumerable<string> Results(Promises promises, ILookup<string, MessageFile> results)
    {
        foreach (var answer in promises.Results)
        {
            var same = results[answer.TaskId]
                .Where(r => r.Attempt == answer.Attempt && r.Agent == answer.Agent && r.Outcome == answer.Outcome && r.Texts[0] == answer.Summary)
                .ToList();
            var kept = answer.Result switch
            {
                "late" => same.Any(result => result.Late),
                "already_recorded" => same.Count > 0,
                _ => same.Any(result => !result.Late),
            };
            if (!kept) yield return $"the result of {answer.TaskId}.{answer.Attempt} by {answer.Agent}, acknowledged as {answer.Result}, is not kept as that";
        }
    }

    private static IEnumerable<string> Messages(QueueFacts facts, Promises promises)
    {
        var byId = facts.Messages.ToLookup(message => message.Id, StringComparer.Ordinal);
        var byText = facts.Messages.SelectMany(message => message.Texts.Select(text => (text, message))).ToLookup(pair => pair.text, pair => pair.message, StringComparer.Ordinal);
        foreach (var promise in promises.Messages)
        {
            var found = promise.Id is { } id ? byId[id.Split('.')[0]] : byText[promise.Text];
            var isThere = found.Any(message => message.MessageType == promise.MessageType && message.Agent == promise.Agent
                && message.Texts.Contains(promise.Text) && (promise.TaskId is null || promise.TaskId == message.TaskId));
            if (!isThere) yield return $"{promise.MessageType} {promise.Id ?? $"\"{promise.Text}\""} of {promise.Agent} was acknowledged and is not readable";
        }
    }

    private static IEnumerable<string> NeverBack(QueueFacts facts, Acknowledged acknowledged, ILookup<string, MessageFile> results)
    {
        foreach (var task in facts.Tasks)
        {
            var last = results[task.TaskId].Where(result => !result.Late).Max(result => result.Attempt) ?? 0;
            var step = task.Folder == "working" ? Step.Working(task.Number!.Value) : Step.Over(task.Number ?? last);
            var before = Math.Max(acknowledged.Observe(task.TaskId, step), Step.Over(last));
            if (step < before) yield return $"{task.TaskId} went back: {Step.Text(step)} ({task.Folder}/{task.Name}) after {Step.Text(before)}";
        }
    }
}
