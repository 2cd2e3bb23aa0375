using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Errors;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Cli.Memory;

/// <summary><c>ora memory stats</c>: how much the project knows.</summary>
internal static class MemoryStatsCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var command = new Command("stats", "Count what is in memory");
        context.SetAction(command, async (_, project, cancellationToken) =>
        {
            var degraded = await project.Projector.CatchUpAsync(cancellationToken);
            var stats = await project.Memory.StatsAsync(cancellationToken);
            if (project.Dense is not { } dense) return Report(stats, degraded);
            try
            {
                return Report(stats, degraded, await dense.Memory.CountAsync(cancellationToken));
            }
            catch (RemoteServiceException e)
            {
                return Report(stats, degraded ?? e.Message);
            }
        });
        return command;
    }

    private static Report Report(MemoryStats stats, string? degraded, long? vectors = null)
    {
        var types = new JsonObject();
        foreach (var (type, count) in stats.Types) types[type] = count;
        var json = new JsonObject { ["passages"] = stats.Passages, ["types"] = types, ["sources"] = stats.Sources, ["terms"] = stats.Terms };
        if (stats.Newest is { } newest) json["newest"] = UtcTimestampConverter.ToText(newest);
        if (vectors is not null) json["vectors"] = vectors;
        if (degraded is not null) json["degraded"] = degraded;
        return new Report(writer => json.WriteTo(writer), screen => screen.Fields(
            ("Passages", $"{stats.Passages}"),
            ("Types", string.Join(", ", stats.Types.Select(type => $"{type.Value} {type.Key}"))),
            ("Sources", $"{stats.Sources}"),
            ("Terms", $"{stats.Terms}"),
            ("Newest", stats.Newest is null ? null : Moment.Text(stats.Newest)),
            ("Vectors", vectors is null ? null : $"{vectors}"),
            ("Degraded", degraded)));
    }
}
