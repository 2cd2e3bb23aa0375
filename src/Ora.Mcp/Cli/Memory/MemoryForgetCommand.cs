using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Errors;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Memory;

/// <summary><c>ora memory forget</c>: takes passages out of memory for good.</summary>
internal static class MemoryForgetCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var ids = new Argument<string[]>("ID") { Description = "Passages as query_memory names them, or messages for all of theirs", Arity = ArgumentArity.ZeroOrMore };
        var sources = new Option<string[]>("--source") { HelpName = "SOURCE", Description = "All passages from this source; may be repeated" };
        var reason = new Option<string>("--reason") { HelpName = "WHY", Description = "Why; it is kept" };
        var command = new Command("forget", "Take passages out of memory, also after a rebuild; the log keeps the messages that brought them") { ids, sources, reason };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            var messageId = await project.ForgetMemory.ExecuteAsync(
                project.Operator, parsed.GetValue(ids) ?? [], parsed.GetValue(sources) ?? [], parsed.GetValue(reason), cancellationToken);
            var degraded = await project.Projector.CatchUpFullyAsync(cancellationToken);
            degraded = await ForgetVectorsAsync(project, cancellationToken) ?? degraded;
            var json = new JsonObject { ["messageId"] = messageId };
            if (degraded is not null) json["degraded"] = degraded;
            return new Report(writer => json.WriteTo(writer), screen =>
            {
                screen.Line($"Forgotten ({messageId}).");
                if (degraded is not null) screen.Line($"Degraded: {degraded}");
            });
        });
        return command;
    }

    // What is forgotten leaves the vectors now if it can, and else when they can be reached again.
    private static async Task<string?> ForgetVectorsAsync(OpenProject project, CancellationToken cancellationToken)
    {
        if (project.Dense is null) return null;
        try
        {
            await project.Dense.SyncAsync(cancellationToken);
            return null;
        }
        catch (RemoteServiceException e)
        {
            return $"the vectors are removed when their store answers again: {e.Message}";
        }
    }
}
