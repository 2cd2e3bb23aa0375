using System.Text.Json;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Files.Projects;

namespace Ora.Files.Queue;

/// <summary>Messages as file contents and as index entries.</summary>
internal static class MessageFiles
{
    public static byte[] Serialize(Message message)
    {
        var content = MessageJson.Serialize(message);
        if (content.Length <= Limits.MessageFileBytes) return content;
        throw new OraException(
            OraErrorCode.InvalidArgument, $"The message has {content.Length} bytes; the limit is {Limits.MessageFileBytes}.", "Shorten it: put long material into a file and name the file.");
    }

    public static byte[] Serialize(ErrorFile error) => JsonSerializer.SerializeToUtf8Bytes(error, FileJsonContext.Default.ErrorFile);

    public static ErrorFile? ParseError(byte[]? content)
    {
        if (content is null) return null;
        try
        {
            return JsonSerializer.Deserialize(content, FileJsonContext.Default.ErrorFile);
        }
        catch (JsonException)
        {
            return null; // Somebody edited it. The file beside it still tells what it is.
        }
    }

    /// <summary>A new task as the index sees it.</summary>
    public static TaskEntry EntryOf(TaskAssignment message, TaskId id, int defaultMaxAttempts) => new()
    {
        Id = id,
        State = TaskState.Waiting,
        MaxAttempts = message.Task.MaxAttempts ?? defaultMaxAttempts,
        Priority = message.Priority,
        AssignedTo = message.AgentId,
        DependsOn = message.Task.DependsOn ?? [],
        Requires = message.Task.Requires ?? [],
        Paths = message.Task.Paths ?? [],
        IdempotencyKey = message.IdempotencyKey,
    };

    public static MessageEntry EntryOf(Message message, MessagePlace place) => new()
    {
        Id = MessageId.Parse(message.MessageId),
        MessageType = message.MessageType,
        Place = place,
        To = place == MessagePlace.Inbox ? (message as TaskUpdated)?.ClaimedBy ?? message.AgentId : null,
        TaskId = message is TaskComplete result ? result.TaskId : null,
        AppliedAttempt = message is TaskComplete { Late: false } applied ? applied.Attempt : null,
    };

    /// <summary>What a message says about a task's entry. The order in which messages are seen does not matter.</summary>
    public static TaskEntry Fold(TaskEntry entry, Message message)
    {
        switch (message)
        {
            case TaskComplete { Late: false, Outcome: TaskOutcome.Completed } result:
                // Who held the last attempt is in no file name once the task is completed; the result says it.
                return entry.State == TaskState.Completed ? entry with { Attempt = result.Attempt, ClaimedBy = result.AgentId } : entry;
            case TaskUpdated update:
                if (update.Priority is { } priority && IsLater(update, entry.PrioritySetBy))
                    entry = entry with { Priority = priority, PrioritySetBy = update.MessageId };
                if (update.AssignedTo is { } assignee && IsLater(update, entry.AssignedToSetBy))
                    entry = entry with { AssignedTo = assignee, AssignedToSetBy = update.MessageId };
                if (update.MaxAttempts is { } attempts && IsLater(update, entry.MaxAttemptsSetBy))
                    entry = entry with { MaxAttempts = attempts, MaxAttemptsSetBy = update.MessageId };
                return entry;
            default:
                return entry;
        }
    }

    private static bool IsLater(TaskUpdated update, string? setBy) => string.CompareOrdinal(update.MessageId, setBy) > 0;
}

/// <summary>Names for writes in progress, which tell whether their writer is still alive.</summary>
internal static class Writers
{
    private static long _count;

    public static string NewName() => $"{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    /// <summary>Whether the process that made a name is gone.</summary>
    public static bool IsGone(string partName)
    {
        var writer = partName[..^QueueLayout.PartExtension.Length];
        var pid = writer[(writer.LastIndexOf('.') + 1)..].Split('-')[0];
        return !int.TryParse(pid, out var id) || (id != Environment.ProcessId && !Disk.Processes.IsAlive(id));
    }
}
