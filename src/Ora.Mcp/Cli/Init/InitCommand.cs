using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Ids;
using Ora.Files.Projects;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Cli.Init;

/// <summary><c>ora init</c>: makes a project.</summary>
internal static class InitCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("PROJECT") { Description = "Its name: 1 to 40 characters of a-z, 0-9 and '-'" };
        var command = new Command("init", "Make a project; one that is there stays as it is") { name };
        context.SetAction(command, (parsed, _) =>
            Task.FromResult(Run(context.Root(parsed), ProjectName.Parse(parsed.GetRequiredValue(name)), context.Host.Clock)));
        return command;
    }

    private static Report Run(string root, ProjectName name, TimeProvider clock)
    {
        var folder = ProjectFolder.Create(root, name, settings: null, clock);
        var json = new JsonObject { ["project"] = name.Value, ["path"] = folder.Path, ["created"] = folder.Created };
        return new Report(writer => json.WriteTo(writer), screen =>
        {
            if (!folder.Created)
            {
                screen.Line($"The project {name} is there already, in {folder.Path}; nothing was changed.");
                return;
            }

            screen.Line($"Made the project {name} in {folder.Path}");
            screen.Line($"Next: ora task add --project {name} --title \"…\", and ora client-config claude-code --project {name} --write");
        });
    }
}
