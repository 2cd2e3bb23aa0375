using System.CommandLine;
using System.CommandLine.Parsing;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Core.Tasks;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Cli.Tasks;

/// <summary><c>ora task add</c>.</summary>
internal sealed class TaskAddCommand
{
    private readonly Option<string> _title = Text("--title", "T", "One line that says what is to be done");
    private readonly Option<string> _description = Text("--description", "D", "What the agent needs to know");
    private readonly Option<string> _objective = Text("--objective", "O", "What is to be achieved");
    private readonly Option<string> _agent = Text("--agent", "A", "The only agent it is offered to [default: any that qualifies]");
    private readonly Option<string> _priority = Text("--priority", "P", $"{string.Join(", ", WireEnum.Names<TaskPriority>())} [default: MEDIUM]");
    private readonly Option<string[]> _dependsOn = Texts("--depends-on", "ID", "A task that must be completed first");
    private readonly Option<string[]> _paths = Texts("--path", "GLOB", "Files it edits; tasks that overlap are never out at the same time");
    private readonly Option<string[]> _requires = Texts("--requires", "CAP", "A capability that the agent must have");
    private readonly Option<string> _maxAttempts = Text("--max-attempts", "N", $"Attempts it gets, 1 to {Limits.MaxAttempts} [default: the project's setting]");
    private readonly Option<string> _file = Text("--file", "FILE", "Read a NEW_TASK_ASSIGNMENT from a JSON file, or from standard input if it is '-'");

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var add = new TaskAddCommand();
        var command = new Command("add", "Add a task")
        {
            add._title, add._description, add._objective, add._agent, add._priority,
            add._dependsOn, add._paths, add._requires, add._maxAttempts, add._file,
        };
        command.Validators.Add(add.RequireTitleOrFile);
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            if (parsed.GetValue(add._file) is not { } file)
            {
                var input = add.Input(parsed);
                return Report(await project.AssignTask.ExecuteAsync(project.Operator, input, cancellationToken), input.Title);
            }

            var task = await TaskFile.ReadAsync(file, project.Operator.Project, context.Host, cancellationToken);
            return Report(await project.AssignTask.ExecuteAsync(project.Operator, task, cancellationToken), task.Task.Title);
        });
        return command;
    }

    private AssignTaskInput Input(ParseResult parsed) => new()
    {
        Title = parsed.GetValue(_title)!,
        Description = parsed.GetValue(_description),
        Objective = parsed.GetValue(_objective),
        AgentId = parsed.GetValue(_agent),
        Priority = parsed.GetValue(_priority) is { } priority ? WireValue.Parse<TaskPriority>(priority, "priority") : null,
        DependsOn = NullIfEmpty(parsed.GetValue(_dependsOn)),
        Paths = NullIfEmpty(parsed.GetValue(_paths)),
        Requires = NullIfEmpty(parsed.GetValue(_requires)),
        MaxAttempts = Number.Parse(parsed.GetValue(_maxAttempts), "maxAttempts", 1, Limits.MaxAttempts),
    };

    private void RequireTitleOrFile(CommandResult result)
    {
        var isFile = result.GetResult(_file) is not null;
        if (!isFile && result.GetResult(_title) is null) result.AddError("Give --title, or --file.");
        Option[] others = [_title, _description, _objective, _agent, _priority, _dependsOn, _paths, _requires, _maxAttempts];
        if (isFile && others.FirstOrDefault(option => result.GetResult(option) is not null) is { } other)
            result.AddError($"--file cannot be combined with {other.Name}: the file says it all.");
    }

    private static Report Report(AssignTaskResult result, string title) =>
        Output.Report.Of(result, WireJsonContext.Default.AssignTaskResult, screen =>
        {
            screen.Line(result.Created ? $"Added {result.TaskId}: {title}" : $"{result.TaskId} was added before with the same idempotencyKey.");
            if (result.Warning is not null) screen.Line($"Note: {result.Warning}");
        });

    private static string[]? NullIfEmpty(string[]? values) => values is { Length: > 0 } ? values : null;

    private static Option<string> Text(string name, string valueName, string description) => new(name) { HelpName = valueName, Description = description };

    private static Option<string[]> Texts(string name, string valueName, string description) =>
        new(name) { HelpName = valueName, Description = $"{description}; may be repeated", Arity = ArgumentArity.OneOrMore };
}
