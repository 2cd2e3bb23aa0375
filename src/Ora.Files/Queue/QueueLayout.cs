using System.Globalization;
using Ora.Core.Ids;
using Ora.Core.Queue;

namespace Ora.Files.Queue;

/// <summary>
/// Where the files of a queue are and what they are called. Paths are made of validated ids and numbers only.
/// </summary>
internal sealed class QueueLayout
{
    public const string Extension = ".json";
    public const string ErrorExtension = ".error.json";
    public const string PartExtension = ".part";

    public QueueLayout(string queueDirectory)
    {
        Root = queueDirectory;
        Inbox = Path.Combine(queueDirectory, "inbox");
        Working = Path.Combine(queueDirectory, "working");
        Outbox = Path.Combine(queueDirectory, "outbox");
        Processed = Path.Combine(queueDirectory, "processed");
        Failed = Path.Combine(queueDirectory, "failed");
        Archive = Path.Combine(queueDirectory, "archive");
        Tmp = Path.Combine(queueDirectory, "tmp");
    }

    public string Root { get; }

    public string Inbox { get; }

    public string Working { get; }

    public string Outbox { get; }

    public string Processed { get; }

    public string Failed { get; }

    public string Archive { get; }

    public string Tmp { get; }

    public IReadOnlyList<string> Directories => [Inbox, Working, Outbox, Processed, Failed, Archive, Tmp];

    public string InboxPath(TaskId task, int spent) => Path.Combine(Inbox, TaskFileName.Waiting(task, spent));

    public string WorkingPath(Claim claim, AgentId agent) => Path.Combine(Working, $"{claim}.{agent}{Extension}");

    public string ProcessedPath(TaskId task) => Path.Combine(Processed, task.Value + Extension);

    public string FailedPath(Claim attempt) => Path.Combine(Failed, attempt + Extension);

    public string PreparedPath(Claim attempt, MessageId message) => Path.Combine(Tmp, $"{attempt}.{message}{Extension}");

    public string PartPath(string id, string writer) => Path.Combine(Tmp, $"{id}.{writer}{PartExtension}");

    public string MessagePath(MessageId message, MessagePlace place) => Path.Combine(Directory(place), message.Value + Extension);

    public string Directory(MessagePlace place) => place switch
    {
        MessagePlace.Inbox => Inbox,
        MessagePlace.Outbox => Outbox,
        _ => Processed,
    };

    /// <summary>Where a task's file is, as the index knows it.</summary>
    public string PathOf(TaskEntry entry) => entry.State switch
    {
        TaskState.Waiting => InboxPath(entry.Id, entry.Attempt),
        TaskState.Working => WorkingPath(entry.Claim, AgentId.Parse(entry.ClaimedBy)),
        TaskState.Completed => ProcessedPath(entry.Id),
        _ => FailedPath(entry.Claim),
    };
}

/// <summary>
/// The name of a task's file: <c>task-x.json</c>; with the attempts spent, <c>task-x.2.json</c>; while it is claimed, with the
/// agent, <c>task-x.3.worker-1.json</c>.
/// </summary>
internal readonly record struct TaskFileName(TaskId Task, int? Number, AgentId? Agent)
{
    public static string Waiting(TaskId task, int spent) =>
        spent == 0 ? task.Value + QueueLayout.Extension : new Claim(task, spent) + QueueLayout.Extension;

    public static bool TryParse(string name, out TaskFileName parsed)
    {
        parsed = default;
        if (!name.EndsWith(QueueLayout.Extension, StringComparison.Ordinal)) return false;
        var parts = name[..^QueueLayout.Extension.Length].Split('.');
        if (parts.Length > 3 || !TaskId.TryParse(parts[0], out var task)) return false;
        int? number = null;
        AgentId? agent = null;
        if (parts.Length > 1)
        {
            if (!TryParseNumber(parts[1], out var value)) return false;
            number = value;
        }

        if (parts.Length > 2)
        {
            if (!AgentId.TryParse(parts[2], out var id)) return false;
            agent = id;
        }

        parsed = new TaskFileName(task, number, agent);
        return true;
    }

    // "01" is refused: one attempt must have one name.
    private static bool TryParseNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value.ToString(CultureInfo.InvariantCulture) == text;
}

/// <summary>The name of another message's file: <c>msg-x.json</c>.</summary>
internal static class MessageFileName
{
    public static bool TryParse(string name, out MessageId message)
    {
        message = default;
        return name.EndsWith(QueueLayout.Extension, StringComparison.Ordinal)
            && MessageId.TryParse(name[..^QueueLayout.Extension.Length], out message);
    }
}

/// <summary>The name of a prepared change in tmp/: the attempt it is about and the message that tells of it, <c>task-x.2.msg-y.json</c>.</summary>
internal readonly record struct PreparedFileName(Claim Attempt, MessageId Message)
{
    public static bool TryParse(string name, out PreparedFileName parsed)
    {
        parsed = default;
        if (!name.EndsWith(QueueLayout.Extension, StringComparison.Ordinal)) return false;
        var parts = name[..^QueueLayout.Extension.Length].Split('.');
        if (parts.Length != 3
            || !TaskId.TryParse(parts[0], out var task)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            || !MessageId.TryParse(parts[2], out var message))
        {
            return false;
        }

        parsed = new PreparedFileName(new Claim(task, attempt), message);
        return true;
    }
}
