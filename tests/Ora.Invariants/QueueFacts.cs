using System.Globalization;
using System.Text.Json;

namespace Ora.Invariants;

/// <summary>A task's file, as its name says.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Folder">Where it is: inbox, working, processed or failed.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">The attempts spent, or in working/ the attempt that is out; null in processed/.</param>
/// <param name="Agent">In working/, who holds it.</param>
public sealed record TaskFile(string TaskId, string Folder, string Name, int? Number, string? Agent);

/// <summary>A message's file with what the checks need of its content.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Folder">Where it is: inbox, outbox or processed.</param>
/// <param name="MessageType">Its type; null when it cannot be read.</param>
/// <param name="Agent">Its agentId.</param>
/// <param name="TaskId">The task it is about.</param>
/// <param name="Attempt">The attempt it is about.</param>
/// <param name="Outcome">Of a result: completed or failed.</param>
/// <param name="Late">Of a result: whether it was not applied.</param>
/// <param name="Texts">What it says; a batch of passages has several.</param>
public sealed record MessageFile(
    string Id, string Folder, string? MessageType, string Agent, string? TaskId, int? Attempt, string? Outcome, bool Late, IReadOnlyList<string> Texts);

/// <summary>
/// What lies in the folders of a queue, read by the names and formats of the design and by none of the product's code, so that a
/// mistake of that code cannot hide itself. The queue must be at rest.
/// </summary>
public sealed class QueueFacts
{
    private const string Extension = ".json";
    private const string ErrorExtension = ".error.json";
    private static readonly string[] TaskFolders = ["inbox", "working", "processed", "failed"];
    private static readonly string[] MessageFolders = ["inbox", "outbox", "processed"];

    private readonly Dictionary<string, string> _titles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MessageFile> _readBefore = new(StringComparer.Ordinal);

    private QueueFacts()
    {
    }

    /// <summary>The tasks.</summary>
    public IReadOnlyList<TaskFile> Tasks { get; private set; } = [];

    /// <summary>The messages.</summary>
    public IReadOnlyList<MessageFile> Messages { get; private set; } = [];

    /// <summary>The names in failed/ that have a reason beside them, whether or not the file itself is there.</summary>
    public IReadOnlySet<string> Reasons { get; private set; } = new HashSet<string>();

    /// <summary>Every name in failed/ that is no reason.</summary>
    public IReadOnlySet<string> FailedNames { get; private set; } = new HashSet<string>();

    /// <summary>The names in failed/ that were rejected and never were a message.</summary>
    public IReadOnlyList<string> Rejected { get; private set; } = [];

    /// <summary>What is in tmp/.</summary>
    public IReadOnlyList<string> Tmp { get; private set; } = [];

    /// <summary>Names that the design does not know, as folder/name.</summary>
    public IReadOnlyList<string> Strangers { get; private set; } = [];

    /// <summary>The title of each task; empty when the file cannot be read.</summary>
    public IReadOnlyDictionary<string, string> Titles => _titles;

    /// <summary>Reads the folders.</summary>
    /// <param name="reader">The folders.</param>
    /// <param name="before">Facts read earlier of the same queue: a message is written once, so it need not be read again.</param>
    public static QueueFacts Read(IQueueReader reader, QueueFacts? before = null)
    {
        var facts = new QueueFacts();
        foreach (var (id, title) in before?._titles ?? []) facts._titles[id] = title;
        foreach (var (id, message) in before?._readBefore ?? []) facts._readBefore[id] = message;
        facts.ReadFolders(reader);
        return facts;
    }

    private void ReadFolders(IQueueReader reader)
    {
        var tasks = new List<TaskFile>();
        var messages = new List<MessageFile>();
        var rejected = new List<string>();
        var strangers = new List<string>();
        foreach (var folder in TaskFolders.Union(MessageFolders))
        {
            foreach (var name in reader.List(folder).Order(StringComparer.Ordinal))
            {
                if (folder == "failed" && name.EndsWith(ErrorExtension, StringComparison.Ordinal)) continue;
                if (folder == "failed" && IsRejected(reader, name)) rejected.Add(name);
                else if (TaskFolders.Contains(folder) && ParseTask(folder, name) is { } task) tasks.Add(ReadTitle(reader, task));
                else if (MessageFolders.Contains(folder) && IsMessage(name)) messages.Add(ReadMessage(reader, folder, name));
                else strangers.Add($"{folder}/{name}");
            }
        }

        var failed = reader.List("failed").ToList();
        Tasks = tasks;
        Messages = messages;
        Rejected = rejected;
        Strangers = strangers;
        Reasons = failed.Where(name => name.EndsWith(ErrorExtension, StringComparison.Ordinal)).Select(name => name[..^ErrorExtension.Length]).ToHashSet();
        FailedNames = failed.Where(name => !name.EndsWith(ErrorExtension, StringComparison.Ordinal)).ToHashSet();
        Tmp = [.. reader.List("tmp").Order(StringComparer.Ordinal)];
    }

    // inbox: task-x.json, task-x.<spent>.json. working: task-x.<attempt>.<agent>.json. processed: task-x.json. failed: task-x.<attempt>.json.
    private static TaskFile? ParseTask(string folder, string name)
    {
        if (!name.StartsWith("task-", StringComparison.Ordinal) || !name.EndsWith(Extension, StringComparison.Ordinal)) return null;
        var parts = name[..^Extension.Length].Split('.');
        int? number = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return (folder, parts.Length) switch
        {
            ("inbox", 1) => new TaskFile(parts[0], folder, name, 0, null),
            ("inbox", 2) when number >= 1 => new TaskFile(parts[0], folder, name, number, null),
            ("working", 3) when number >= 1 => new TaskFile(parts[0], folder, name, number, parts[2]),
            ("processed", 1) => new TaskFile(parts[0], folder, name, null, null),
            ("failed", 2) when number is not null => new TaskFile(parts[0], folder, name, number, null),
            _ => null,
        };
    }

    private static bool IsRejected(IQueueReader reader, string name)
    {
        using var reason = Parse(reader.Read("failed", name + ErrorExtension));
        return reason is not null && Text(reason.RootElement, "kind") == "rejected";
    }

    private static bool IsMessage(string name) =>
        name.StartsWith("msg-", StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal) && name.Count(c => c == '.') == 1;

    private TaskFile ReadTitle(IQueueReader reader, TaskFile task)
    {
        if (_titles.TryGetValue(task.TaskId, out var known) && known.Length > 0) return task;
        using var json = Parse(reader.Read(task.Folder, task.Name));
        _titles[task.TaskId] = json is not null && json.RootElement.TryGetProperty("task", out var body) ? Text(body, "title") ?? "" : "";
        return task;
    }

    private MessageFile ReadMessage(IQueueReader reader, string folder, string name)
    {
        var id = name[..^Extension.Length];
        if (_readBefore.TryGetValue(id, out var known)) return known with { Folder = folder };
        using var json = Parse(reader.Read(folder, name));
        if (json is null) return new MessageFile(id, folder, null, "", null, null, null, false, []);
        return _readBefore[id] = Describe(json.RootElement, id, folder);
    }

    private static MessageFile Describe(JsonElement message, string id, string folder)
    {
        var type = Text(message, "messageType");
        IReadOnlyList<string> texts = type == "MEMORY_ADDED" && message.TryGetProperty("entries", out var entries)
            ? [.. entries.EnumerateArray().Select(entry => Text(entry, "text") ?? "")]
            : [Text(message, TextField(type)) ?? ""];
        return new MessageFile(
            id,
            folder,
            Text(message, "messageId") == id ? type : null,
            Text(message, "agentId") ?? "",
            Text(message, "taskId"),
            message.TryGetProperty("attempt", out var attempt) ? attempt.GetInt32() : null,
            Text(message, "outcome"),
            message.TryGetProperty("late", out var late) && late.GetBoolean(),
            texts);
    }

    private static string TextField(string? type) => type switch
    {
        "HEARTBEAT" => "note",
        "TASK_COMPLETE" or "DIRECTOR_SUMMARY" => "summary",
        "BLOCKER_ALERT" => "description",
        "BLOCKER_RESOLVED" => "answer",
        "DECISION_RECORDED" => "title",
        _ => "reason",
    };

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonDocument? Parse(byte[]? content)
    {
        if (content is null) return null;
        try
        {
            var json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json;
            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
