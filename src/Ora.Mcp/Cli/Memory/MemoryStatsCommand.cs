using System.CommandLine;
using System.Text.Json.Nodes;
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
            return Report(await project.Memory.StatsAsync(cancellationToken), degraded);
        });
        return command;
    }

    private static Report Report(MemoryStats stats, string? degraded)
    {
        var types = new JsonObject();
        foreach (var (type, count) in stats.Types) types[type] = count;
        var json = new JsonObject { ["passages"] = stats.Passages, ["types"] = types, ["sources"] = stats.Sources, ["terms"] = stats.Terms };
        if (stats.Newest is { } newest) json["newest"] = UtcTimestampConverter.ToText(newest);
        if (degraded is not null) json["degraded"] = degraded;
        return new Report(writer => json.WriteTo(writer), screen => screen.Fields(
            ("Passages", $"{stats.Passages}"),
            ("Types", string.Join(", ", stats.Types.Select(type => $"{type.Value} {type.Key}"))),
            ("Sources", $"{stats.Sources}"),
            ("Terms", $"{stats.Terms}"),
            ("Newest", stats.Newest is null ? null : Moment.Text(stats.Newest)),
            ("Degraded", degraded)));
    }
}
