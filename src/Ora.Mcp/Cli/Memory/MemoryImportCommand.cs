using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Cli.Memory;

/// <summary><c>ora memory import</c>: takes in documents, code and lists of passages.</summary>
internal static class MemoryImportCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files and folders: documents, source code, or .jsonl with an entry per line (text, type, and source, title, author, session, timestamp, language where known)",
            Arity = ArgumentArity.OneOrMore,
        };
        var replace = new Option<bool>("--replace") { Description = "Forget what was imported before from the sources of a .jsonl; for documents and code that is always done" };
        var command = new Command("import", "Import documents, code or a list of passages") { paths, replace };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            var files = new ImportFiles(context.Host.CurrentDirectory);
            var (lists, documents) = files.Find(parsed.GetValue(paths)!);
            var @operator = project.Operator;
            var first = await project.ImportMemory.ExecuteAsync(@operator, All(lists, ImportFiles.ReadListAsync, cancellationToken), parsed.GetValue(replace), cancellationToken);
            var second = await project.ImportMemory.ExecuteAsync(@operator, All(documents, files.ReadDocumentAsync, cancellationToken), replaces: true, cancellationToken);
            var degraded = await project.Projector.CatchUpFullyAsync(cancellationToken);
            return Report(first, second, files.Skipped, degraded);
        });
        return command;
    }

    private static async IAsyncEnumerable<MemoryEntry> All(
        IReadOnlyList<string> files,
        Func<string, CancellationToken, IAsyncEnumerable<MemoryEntry>> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            await foreach (var entry in read(file, cancellationToken)) yield return entry;
        }
    }

    private static Report Report(ImportMemoryResult lists, ImportMemoryResult documents, IReadOnlyList<string> skipped, string? degraded)
    {
        var (entries, messages, replaced) = (lists.Entries + documents.Entries, lists.Messages + documents.Messages, lists.Replaced + documents.Replaced);
        var json = new JsonObject { ["entries"] = entries, ["messages"] = messages, ["replaced"] = replaced, ["skipped"] = skipped.Count };
        if (degraded is not null) json["degraded"] = degraded;
        return new Report(writer => json.WriteTo(writer), screen =>
        {
            screen.Line($"Imported {entries} passages in {messages} messages; {replaced} sources were there before and are replaced.");
            foreach (var file in skipped) screen.Line($"Skipped {file}");
            if (degraded is not null) screen.Line($"Degraded: {degraded}");
        });
    }
}
