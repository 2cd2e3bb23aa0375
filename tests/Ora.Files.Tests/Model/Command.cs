using CsCheck;
using Ora.Core.Messages;

namespace Ora.Files.Tests.Model;

/// <summary>Something that is done to a queue. Numbers choose among what is there, so that every shorter history makes sense too.</summary>
internal abstract record Command
{
    /// <summary>A task is put. <paramref name="DependsOn"/> and the key, if any, choose among earlier ones.</summary>
    internal sealed record Put(TaskPriority Priority, string Assignee, int MaxAttempts, int? DependsOn, string? Requires, string? Path, string? Key) : Command;

    internal sealed record Claim(string Agent) : Command;

    internal sealed record Beat(string Agent) : Command;

    /// <summary>The agent answers for the last claim it was given, whatever became of it.</summary>
    internal sealed record Complete(string Agent, TaskOutcome Outcome, string Summary) : Command;

    internal sealed record Prioritize(int Task, TaskPriority Priority) : Command;

    internal sealed record Assign(int Task, string Assignee) : Command;

    internal sealed record Cancel(int Task) : Command;

    internal sealed record Retry(int Task) : Command;

    internal sealed record Release(string Agent) : Command;

    internal sealed record Expire : Command;

    internal sealed record Wait(int Minutes) : Command;

    internal sealed record Decide : Command;

    internal sealed record MarkAllRead : Command;

    /// <summary>A person puts a task into inbox/, with so many attempts spent by its name.</summary>
    internal sealed record DropTask(TaskPriority Priority, int Spent) : Command;

    /// <summary>A person puts a file into inbox/ that has the name of a task that is elsewhere.</summary>
    internal sealed record DropTwin(int Task) : Command;

    internal sealed record DropRubbish : Command;

    /// <summary>Another process takes over; the first one stays.</summary>
    internal sealed record SwitchProcess : Command;

    /// <summary>The process is killed at rest, and another one starts.</summary>
    internal sealed record Restart : Command;

    /// <summary>The database is deleted while nobody works.</summary>
    internal sealed record LoseIndex : Command;

    internal sealed record Recover : Command;

    internal sealed record Rebuild : Command;

    private static readonly Gen<string> GenAgent = Gen.OneOf(Agents.Names);
    private static readonly Gen<int> GenTask = Gen.Int[0, 9];
    private static readonly Gen<TaskPriority> GenPriority = Gen.Enum<TaskPriority>();

    private static readonly Gen<Command> GenPut = Gen.Select(
        GenPriority,
        Gen.Frequency((4, Gen.Const("")), (1, GenAgent)),
        Gen.Int[1, 3],
        Gen.Frequency((3, Gen.Const((int?)null)), (1, GenTask.Select(number => (int?)number))),
        Gen.Frequency((3, Gen.Const((string?)null)), (1, Gen.OneOf<string?>("x", "y"))),
        Gen.Frequency((2, Gen.Const((string?)null)), (1, Gen.OneOf<string?>("src/**", "src/a.cs", "docs/*.md", "docs/b.md"))),
        Gen.Frequency((6, Gen.Const((string?)null)), (1, Gen.OneOf<string?>("key-1", "key-2"))),
        Command (priority, assignee, max, dependsOn, requires, path, key) => new Put(priority, assignee, max, dependsOn, requires, path, key));

    /// <summary>Any command.</summary>
    public static Gen<Command> Any { get; } = Gen.Frequency(
        (8, GenPut),
        (10, GenAgent.Select(Command (agent) => new Claim(agent))),
        (4, GenAgent.Select(Command (agent) => new Beat(agent))),
        (8, Gen.Select(GenAgent, Gen.Enum<TaskOutcome>(), Gen.OneOf("Done.", "Done otherwise."), Command (agent, outcome, summary) => new Complete(agent, outcome, summary))),
        (2, Gen.Select(GenTask, GenPriority, Command (task, priority) => new Prioritize(task, priority))),
        (2, Gen.Select(GenTask, Gen.Frequency((1, Gen.Const("")), (3, GenAgent)), Command (task, agent) => new Assign(task, agent))),
        (2, GenTask.Select(Command (task) => new Cancel(task))),
        (2, GenTask.Select(Command (task) => new Retry(task))),
        (1, GenAgent.Select(Command (agent) => new Release(agent))),
        (2, Gen.Const<Command>(new Expire())),
        (5, Gen.Int[1, 15].Select(Command (minutes) => new Wait(minutes))),
        (1, Gen.Const<Command>(new Decide())),
        (1, Gen.Const<Command>(new MarkAllRead())),
        (2, Gen.Select(GenPriority, Gen.Int[0, 2], Command (priority, spent) => new DropTask(priority, spent))),
        (1, GenTask.Select(Command (task) => new DropTwin(task))),
        (1, Gen.Const<Command>(new DropRubbish())),
        (3, Gen.Const<Command>(new SwitchProcess())),
        (1, Gen.Const<Command>(new Restart())),
        (1, Gen.Const<Command>(new LoseIndex())),
        (1, Gen.Const<Command>(new Recover())),
        (1, Gen.Const<Command>(new Rebuild())));
}

/// <summary>The agents of every history, and what they can do.</summary>
internal static class Agents
{
    public static readonly string[] Names = ["ann", "bob", "cat"];

    public static IReadOnlyList<string> Capabilities(string agent) => agent switch
    {
        "bob" => ["x"],
        "cat" => ["x", "y"],
        _ => [],
    };
}
