using System.CommandLine;

namespace Ora.Mcp.Cli.Memory;

/// <summary><c>ora memory</c>: what the project knows.</summary>
internal static class MemoryCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context) => new("memory", "Import, search, count, embed and forget what the project knows")
    {
        MemoryImportCommand.Create(context),
        MemorySearchCommand.Create(context),
        MemoryStatsCommand.Create(context),
        MemoryForgetCommand.Create(context),
        MemorySyncCommand.Create(context),
    };
}
