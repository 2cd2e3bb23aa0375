using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Errors;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Settings;

namespace Ora.Mcp.Cli.Memory;

/// <summary><c>ora memory sync</c>: embeds what waits, now.</summary>
internal static class MemorySyncCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var again = new Option<bool>("--again") { Description = "Drop the project's vectors and embed everything anew, by the model that is set" };
        var command = new Command("sync", "Embed what waits, now; servers do it by themselves") { again };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            if (project.Dense is not { } dense)
            {
                throw new OraException(
                    OraErrorCode.Configuration, "No store of vectors is set, so nothing is embedded.", $"Set {EnvironmentSettings.PineconeIndex} and {EnvironmentSettings.PineconeKey}.");
            }

            var degraded = await project.Projector.CatchUpFullyAsync(cancellationToken);
            if (parsed.GetValue(again)) await dense.RestartAsync(cancellationToken);
            var (embedded, removed, refused) = await dense.SyncAsync(cancellationToken);
            var json = new JsonObject { ["embedded"] = embedded, ["removed"] = removed, ["refused"] = refused };
            if (degraded is not null) json["degraded"] = degraded;
            return new Report(writer => json.WriteTo(writer), screen =>
            {
                screen.Line($"Embedded {embedded} passages by {dense.Model.Name}, removed {removed} vectors.");
                if (refused > 0) screen.Line($"The model refuses {refused} passages; they are found by their words only.");
                if (degraded is not null) screen.Line($"Degraded: {degraded}");
            });
        });
        return command;
    }
}
