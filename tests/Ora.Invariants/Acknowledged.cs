namespace Ora.Invariants;

/// <summary>
/// What a system has promised: every answer that a harness received, and nothing that it only asked for. What must hold after a fault
/// is measured against it. Safe for many threads.
/// </summary>
/// <remarks>
/// Every text that a harness sends (title, summary, note, reason, …) must be unique, because some answers carry no id and their
/// message is found by its text.
/// </remarks>
public sealed class Acknowledged
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _tasks = new(StringComparer.Ordinal);
    private readonly List<MessagePromise> _messages = [];
    private readonly List<HeldClaim> _claims = [];
    private readonly List<AnsweredResult> _results = [];
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _retryAsked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _steps = new(StringComparer.Ordinal);

    /// <summary>How many promises there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _tasks.Count + _messages.Count + _claims.Count + _results.Count;
        }
    }

    /// <summary>A task was put. Repeating a put under the same key gives the same task and is recorded again.</summary>
    public void Put(string taskId, string title)
    {
        lock (_gate) _tasks[taskId] = title;
    }

    /// <summary>A claim was given to an agent.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    /// <param name="agent">Who got it.</param>
    /// <param name="resumed">Whether the agent was told that it held the claim already.</param>
    public void Claimed(string taskId, int attempt, string agent, bool resumed)
    {
        lock (_gate)
        {
            _claims.Add(new HeldClaim(taskId, attempt, agent, resumed));
            Advance(taskId, Step.Working(attempt));
        }
    }

    /// <summary>A heartbeat was accepted.</summary>
    /// <param name="agent">From whom.</param>
    /// <param name="note">Its text.</param>
    /// <param name="claim">The claim it kept alive, as task and attempt; null when there was none, or the agent was told to stop.</param>
    public void Heartbeat(string agent, string note, (string TaskId, int Attempt)? claim)
    {
        lock (_gate)
        {
            _messages.Add(new MessagePromise("HEARTBEAT", null, agent, note) { SurvivesPowerCut = false });
            if (claim is { } held) Advance(held.TaskId, Step.Working(held.Attempt));
        }
    }

    /// <summary>A result was answered.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="agent">From whom.</param>
    /// <param name="outcome">What the agent said: completed or failed.</param>
    /// <param name="summary">Its text.</param>
    /// <param name="result">The word of the answer: completed, requeued, failed, late or already_recorded.</param>
    public void Answered(string taskId, int attempt, string agent, string outcome, string summary, string result)
    {
        lock (_gate)
        {
            _results.Add(new AnsweredResult(taskId, attempt, agent, outcome, summary, result));
            if (result is "completed" or "requeued" or "failed") Advance(taskId, Step.Over(attempt));
            if (result == "failed") _ended.Add(taskId);
        }
    }

    /// <summary>A retry is about to be asked for: from now on the task may leave <c>failed/</c>, whether or not an answer comes.</summary>
    public void AsksRetry(string taskId)
    {
        lock (_gate) _retryAsked.Add(taskId);
    }

    /// <summary>A change of a task (priority, assignee, cancel, retry) was answered.</summary>
    /// <param name="taskId">The task.</param>
    /// <param name="author">Who asked for it.</param>
    /// <param name="reason">Its text.</param>
    /// <param name="change">The wire's word: changed, cancelled or retried.</param>
    public void Updated(string taskId, string author, string reason, string change)
    {
        lock (_gate)
        {
            _messages.Add(new MessagePromise("TASK_UPDATED", null, author, reason) { TaskId = taskId });
            if (change == "cancelled") _ended.Add(taskId);
        }
    }

    /// <summary>A blocker was raised.</summary>
    public void Blocker(string blockerId, string agent, string description) => Add(new MessagePromise("BLOCKER_ALERT", blockerId, agent, description));

    /// <summary>A blocker was answered.</summary>
    /// <param name="messageId">The message that carries the answer.</param>
    /// <param name="addressee">Whom it is for.</param>
    /// <param name="answer">Its text.</param>
    public void BlockerAnswer(string messageId, string addressee, string answer) => Add(new MessagePromise("BLOCKER_RESOLVED", messageId, addressee, answer));

    /// <summary>A decision was recorded.</summary>
    public void Decision(string decisionId, string agent, string title) => Add(new MessagePromise("DECISION_RECORDED", decisionId, agent, title));

    /// <summary>A passage was kept.</summary>
    /// <param name="memoryId">Its id, <c>msg-….n</c>.</param>
    /// <param name="agent">From whom.</param>
    /// <param name="text">The passage.</param>
    public void Memory(string memoryId, string agent, string text) => Add(new MessagePromise("MEMORY_ADDED", memoryId, agent, text));

    /// <summary>A summary was posted.</summary>
    public void Summary(string messageId, string agent, string summary) => Add(new MessagePromise("DIRECTOR_SUMMARY", messageId, agent, summary));

    /// <summary>
    /// The power went: claims and heartbeats are promised to survive a kill, not this, and every agent on the machine died with them.
    /// </summary>
    public void LosePower()
    {
        lock (_gate)
        {
            _claims.Clear();
            _messages.RemoveAll(message => !message.SurvivesPowerCut);
            _steps.Clear();
            foreach (var result in _results.Where(r => r.Result is "completed" or "requeued" or "failed")) Advance(result.TaskId, Step.Over(result.Attempt));
        }
    }

    /// <summary>
    /// Notes how far a task is and returns how far it was known to be before: attempts never go back. See <see cref="Step"/>.
    /// </summary>
    internal int Observe(string taskId, int step)
    {
        lock (_gate)
        {
            var before = _steps.GetValueOrDefault(taskId);
            Advance(taskId, step);
            return before;
        }
    }

    internal Promises Snapshot()
    {
        lock (_gate) return new Promises(new Dictionary<string, string>(_tasks), [.. _messages], [.. _claims], [.. _results], _ended.Except(_retryAsked).ToHashSet(StringComparer.Ordinal));
    }

    private void Add(MessagePromise promise)
    {
        lock (_gate) _messages.Add(promise);
    }

    private void Advance(string taskId, int step) => _steps[taskId] = Math.Max(step, _steps.GetValueOrDefault(taskId));
}

/// <summary>The promises at one time.</summary>
/// <param name="Tasks">The title of each task.</param>
/// <param name="Messages">The messages.</param>
/// <param name="Claims">The claims.</param>
/// <param name="Results">The answered results.</param>
/// <param name="StayFailed">Tasks that failed for good or were cancelled, and that nobody asked to retry.</param>
internal sealed record Promises(
    IReadOnlyDictionary<string, string> Tasks,
    IReadOnlyList<MessagePromise> Messages,
    IReadOnlyList<HeldClaim> Claims,
    IReadOnlyList<AnsweredResult> Results,
    IReadOnlySet<string> StayFailed);

/// <summary>A message that must be readable.</summary>
/// <param name="MessageType">Its type.</param>
/// <param name="Id">Its id, or null when the answer carries none; of a passage, <c>msg-….n</c>.</param>
/// <param name="Agent">Its agentId.</param>
/// <param name="Text">Its text.</param>
internal sealed record MessagePromise(string MessageType, string? Id, string Agent, string Text)
{
    public string? TaskId { get; init; }

    public bool SurvivesPowerCut { get; init; } = true;
}

internal sealed record HeldClaim(string TaskId, int Attempt, string Agent, bool Resumed);

internal sealed record AnsweredResult(string TaskId, int Attempt, string Agent, string Outcome, string Summary, string Result);

/// <summary>
/// How far a task is, as a number that never falls: even after n spent attempts, odd while the one after them is out. A retry gives a
/// task more attempts and takes none back.
/// </summary>
internal static class Step
{
    public static int Working(int attempt) => (2 * attempt) - 1;

    public static int Over(int attempt) => 2 * attempt;

    public static string Text(int step) => step % 2 == 1 ? $"attempt {(step + 1) / 2} out" : $"{step / 2} attempts spent";
}
