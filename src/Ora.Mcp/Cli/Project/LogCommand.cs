using System.CommandLine;
using System.Text.Json;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.State;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Project;

/// <summary><c>ora log</c>: the messages of a project.</summary>
internal static class LogCommand
{
    private const int LimitDefault = 50;

    // What one look of --follow goes through, at least. Ids of two processes may arrive out of order, so the last ones are looked at again.
    private const int FollowWindow = 200;
    private static readonly TimeSpan FollowInterval = TimeSpan.FromSeconds(1);

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var type = new Option<string>("--type") { HelpName = "T", Description = $"Only this type: {string.Join(", ", MessageTypes.All)}" };
        var agent = new Option<string>("--agent") { HelpName = "A", Description = "Only messages from, or for, this agent" };
        var task = new Option<string>("--task") { HelpName = "ID", Description = "Only messages about this task" };
        var limit = new Option<string>("--limit") { HelpName = "N", Description = $"The last N, 1 to {Limits.ListingRows} [default: {LimitDefault}]" };
        var follow = new Option<bool>("--follow") { Description = "Go on with new ones until interrupted" };
        var command = new Command("log", "Show messages, newest last") { type, agent, task, limit, follow };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            var filter = new MessageFilter(
                parsed.GetValue(type) is { } t ? TypeNamed(t) : null,
                parsed.GetValue(agent) is { } a ? AgentId.Parse(a, "agent").Value : null,
                parsed.GetValue(task) is { } id ? TaskId.Parse(id, "task").Value : null,
                Limit: Number.Parse(parsed.GetValue(limit), "limit", 1, Limits.ListingRows) ?? LimitDefault);
            if (!parsed.GetValue(follow)) return Report(await ReadAsync(project, filter, cancellationToken), new MessageReader(project.Operator.Project));
            if (context.IsJson(parsed))
                throw new OraException(OraErrorCode.InvalidArgument, "--follow does not end, so it cannot be one JSON object.", "Leave out --follow or --json.", "follow");
            await FollowAsync(project, filter, context.Host, cancellationToken);
            return new Report(_ => { }, _ => { });
        });
        return command;
    }

    private static async ValueTask<Projected<IReadOnlyList<MessageRow>>> ReadAsync(OpenProject project, MessageFilter filter, CancellationToken cancellationToken)
    {
        var rows = await project.Projector.ReadAsync((state, token) => state.MessagesAsync(filter, token), [], cancellationToken);
        return rows with { Value = [.. rows.Value.Reverse()] };
    }

    private static Report Report(Projected<IReadOnlyList<MessageRow>> rows, MessageReader reader) => Output.Report.OfList("messages", rows, WritePayload, screen =>
    {
        var table = new Table(
            new Column("WHEN"), new Column("MESSAGE"), new Column("TYPE"), new Column("AGENT"), new Column("TASK"), new Column("TEXT", Flexible: true));
        foreach (var row in rows.Value) table.Add(Moment.Text(row.Timestamp), row.MessageId, row.MessageType, row.AgentId, row.TaskId, TextOf(row, reader));
        table.WriteTo(screen, "No messages.");
    });

    private static async Task FollowAsync(OpenProject project, MessageFilter filter, CliHost host, CancellationToken cancellationToken)
    {
        var screen = new Screen(host.Output, host.Width);
        var reader = new MessageReader(project.Operator.Project);
        var window = filter with { Limit = Math.Max(filter.Limit, FollowWindow) };
        for (HashSet<string>? seen = null; ;)
        {
            var rows = (await ReadAsync(project, window, cancellationToken)).Value;
            foreach (var row in seen is null ? rows.TakeLast(filter.Limit) : rows.Where(row => !seen.Contains(row.MessageId)))
                ShowLine(screen, row, reader);
            seen = rows.Select(row => row.MessageId).ToHashSet(StringComparer.Ordinal);
            await host.Output.FlushAsync(cancellationToken);
            await Task.Delay(FollowInterval, host.Clock, cancellationToken);
        }
    }

    private static void ShowLine(Screen screen, MessageRow row, MessageReader reader)
    {
        var line = TerminalText.Line($"{Moment.Text(row.Timestamp)}  {row.MessageType}  {row.AgentId}  {row.TaskId ?? "-"}  {TextOf(row, reader)}");
        screen.Raw(screen.Width is { } width ? TerminalText.Cut(line, width) : line);
    }

    private static void WritePayload(Utf8JsonWriter writer, MessageRow row)
    {
        using var document = JsonDocument.Parse(row.Payload);
        document.RootElement.WriteTo(writer);
    }

    private static string TextOf(MessageRow row, MessageReader reader) =>
        reader.Read(System.Text.Encoding.UTF8.GetBytes(row.Payload), row.MessageId).Message is { } message ? MessageText.Of(message) : "";

    private static string TypeNamed(string text) =>
        MessageTypes.All.FirstOrDefault(type => string.Equals(type, text, StringComparison.OrdinalIgnoreCase)) ?? throw new OraException(
            OraErrorCode.InvalidArgument, $"type cannot be \"{text}\".", $"Use one of: {string.Join(", ", MessageTypes.All)}.", "type");
}
