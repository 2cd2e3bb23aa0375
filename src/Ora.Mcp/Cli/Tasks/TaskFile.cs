using System.Text.Json;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Mcp.Cli.Tasks;

/// <summary>Reads a task from a file in the form in which the queue keeps it.</summary>
internal static class TaskFile
{
    private const string StandardInput = "-";

    // Stands for the id that Ora will make, while the file is checked.
    private static readonly TaskId Unnamed = TaskId.Parse("task-unnamed");

    /// <summary>Reads a NEW_TASK_ASSIGNMENT. Its id is empty when the file names none.</summary>
    /// <param name="file">The path, or "-" for standard input.</param>
    /// <param name="project">The project; a file that names another one is refused.</param>
    /// <param name="host">The process.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OraException">The file cannot be read or is no valid task.</exception>
    public static async ValueTask<TaskAssignment> ReadAsync(string file, ProjectName project, CliHost host, CancellationToken cancellationToken)
    {
        var content = await ContentAsync(file, host, cancellationToken);
        var named = NamedId(content);
        var read = new MessageReader(project).Read(content, (named ?? Unnamed).Value);
        if (read.Rejection is { } rejection) throw Invalid(rejection.Problem, rejection.Field);
        var task = read.As<TaskAssignment>() ?? throw Invalid($"It holds a {read.Message!.MessageType}.", "messageType");
        return named is null ? task with { MessageId = "" } : task;
    }

    private static async ValueTask<byte[]> ContentAsync(string file, CliHost host, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file == StandardInput ? host.OpenInput() : File.OpenRead(Path.GetFullPath(file, host.CurrentDirectory));

            // One byte more than the limit is enough for the reader to see that it is exceeded.
            var content = new byte[Limits.MessageFileBytes + 1];
            var length = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
            return content[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OraException(OraErrorCode.InvalidArgument, $"The file cannot be read: {e.Message}", "Check the path given with --file.", "file", e);
        }
    }

    private static TaskId? NamedId(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("messageId", out var id)
                && id.ValueKind == JsonValueKind.String
                && TaskId.TryParse(id.GetString(), out var task) ? task : null;
        }
        catch (JsonException)
        {
            return null; // The reader that follows says what is wrong.
        }
    }

    private static OraException Invalid(string problem, string? field) => new(
        OraErrorCode.InvalidArgument,
        $"The file is no task. {problem}",
        $"Give a {MessageTypes.NewTaskAssignment}; its schema is ora://schema/{MessageSchemas.NameOf(MessageTypes.NewTaskAssignment)}.",
        field ?? "file");
}
