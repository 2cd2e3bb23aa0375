using System.CommandLine;
using System.Globalization;
using Ora.Core;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Cli.Memory;

/// <summary><c>ora memory search</c>: what <c>query_memory</c> finds.</summary>
internal static class MemorySearchCommand
{
    private const int ShownLength = 600;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var question = new Argument<string>("QUESTION") { Description = "What to look for, in plain words" };
        var top = new Option<string>("--top") { HelpName = "N", Description = $"At most this many, 1 to {Limits.TopK} [default: {Limits.TopKDefault}]" };
        var type = new Option<string[]>("--type") { HelpName = "T", Description = $"Only this type: {string.Join(", ", WireEnum.Names<MemoryType>())}; may be repeated" };
        var command = new Command("search", "Search what the project knows") { question, top, type };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            var input = new QueryMemoryInput
            {
                Query = parsed.GetValue(question)!,
                TopK = Number.Parse(parsed.GetValue(top), "top", 1, Limits.TopK),
                Types = parsed.GetValue(type)?.Select(name => WireValue.Parse<MemoryType>(name, "type")).ToList(),
            };
            var result = await project.QueryMemory.ExecuteAsync(project.Operator, input, cancellationToken);
            return Report.Of(result, WireJson.Context.QueryMemoryResult, screen => Show(screen, result));
        });
        return command;
    }

    private static void Show(Screen screen, QueryMemoryResult result)
    {
        if (result.Results.Count == 0) screen.Line("Nothing was found.");
        foreach (var passage in result.Results)
        {
            var score = passage.Score.ToString("0.00", CultureInfo.InvariantCulture);
            screen.Line($"{score}  {passage.Id}  {WireEnum.Name(passage.Type)}  {passage.Source}  {passage.Author ?? passage.AgentId}  {Moment.Text(passage.Timestamp)}");
            if (passage.Title is not null) screen.Line($"      {passage.Title}");
            screen.Block(passage.Text.Length <= ShownLength ? passage.Text : $"{passage.Text[..ShownLength]}…", "      ");
            screen.Line();
        }

        if (result.Degraded is not null) screen.Line($"Degraded: {result.Degraded}");
    }
}
