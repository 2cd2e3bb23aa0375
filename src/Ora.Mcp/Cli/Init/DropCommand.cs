using System.CommandLine;
using System.Text.Json.Nodes;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Files.Projects;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Settings;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Init;

/// <summary><c>ora drop</c>: removes a project with everything it has, after <c>--yes</c> and its name once more on standard input.</summary>
internal static class DropCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var name = new Argument<string>("PROJECT") { Description = "Its name" };
        var yes = new Option<bool>("--yes") { Description = "Really remove it; the name is then asked once more, on standard input" };
        var postgres = InitCommand.PostgresOption("Where its tables are, if they are in PostgreSQL");
        var keepVectors = new Option<bool>("--keep-vectors") { Description = "Leave its vectors where they are, in Pinecone" };
        var command = new Command("drop", "Remove a project: its folder with all tasks and messages, its schema and its login role, its vectors") { name, yes, postgres, keepVectors };
        context.SetAction(command, (parsed, cancellationToken) => RunAsync(
            context, context.Root(parsed), ProjectName.Parse(parsed.GetRequiredValue(name)), parsed.GetValue(yes), parsed.GetValue(postgres),
            parsed.GetValue(keepVectors), context.IsJson(parsed), cancellationToken));
        return command;
    }

    private static async Task<Report> RunAsync(
        CommandContext context, string root, ProjectName name, bool yes, string? postgres, bool keepVectors, bool asJson, CancellationToken cancellationToken)
    {
        var folder = ProjectFolder.Open(root, name);
        if (!yes)
        {
            throw new OraException(
                OraErrorCode.InvalidArgument, $"That would remove the project {name} with all its tasks and messages for ever.", "Give --yes, and then its name once more.", "yes");
        }

        await using var vectors = keepVectors ? null : VectorsOf(folder, context.Host);

        // The database goes first: without the folder nobody would know its names any more.
        using var input = new StreamReader(context.Host.OpenInput());
        var connection = folder.UsesPostgres
            ? await AdminConnection.FindAsync(postgres, context.Host, () => input.ReadLineAsync(cancellationToken).AsTask())
            : null;
        if (!asJson) await context.Host.Output.WriteAsync($"Type the name of the project again to remove it: ");
        if (await input.ReadLineAsync(cancellationToken) != name.Value)
            throw new OraException(OraErrorCode.InvalidArgument, "That is not its name; nothing was removed.", $"Type {name} on standard input.", "project");
        if (vectors is not null) await vectors.Memory.DropAsync(cancellationToken);
        if (connection is not null) await connection.Administration(context.Host).DropAsync(folder.Postgres, cancellationToken);
        folder.Delete();
        var json = new JsonObject { ["project"] = name.Value, ["path"] = folder.Path, ["dropped"] = true };
        return new Report(writer => json.WriteTo(writer), screen =>
        {
            screen.Line();
            if (connection is not null) screen.Line($"Removed the schema \"{folder.Postgres.Schema}\" and the role \"{folder.Postgres.Role}\".");
            if (vectors is not null) screen.Line($"Removed its vectors from the Pinecone index {vectors.Model.Index}.");
            screen.Line($"Removed {folder.Path}");
        });
    }

    private static OpenVectors? VectorsOf(ProjectFolder folder, CliHost host)
    {
        var isSet = EnvironmentSettings.Find(host.Variables, EnvironmentSettings.PineconeIndex) is not null;
        if (folder.ReadModel() is not { } model) return null;
        return isSet ? OpenVectors.Of(folder, host.Variables, model, host.Clock) : throw new OraException(
            OraErrorCode.Configuration,
            $"The project has vectors in the Pinecone index {model.Index}.",
            $"Set {EnvironmentSettings.PineconeIndex} and {EnvironmentSettings.PineconeKey} so that they are removed too, or give --keep-vectors.",
            "keep-vectors");
    }
}
