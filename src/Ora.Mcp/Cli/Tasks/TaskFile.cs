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
        var (type, named) = Peek(content);
        if (type is not null && type != MessageTypes.NewTaskAssignment) throw Invalid("It holds another type of message.", "messageType");
        var read = new MessageReader(project).Read(content, (named ?? Unnamed).Value);
        if (read.Rejection is { } rejection) throw Invalid(rejection.Problem, rejection.Field);
        var task = (TaskAssignment)read.Message!;
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

    // What must be known before the reader can be asked; the reader says what is wrong with the rest.
    private static (string? Type, TaskId? Id) Peek(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return default;
            return (Text(document.RootElement, "messageType"), TaskId.TryParse(Text(document.RootElement, "messageId"), out var id) ? id : null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return default; // No JSON, or text that is no Unicode.
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static OraException Invalid(string problem, string? field) => new(
        OraErrorCode.InvalidArgument,
        $"The file is no task. {problem}",
        $"Give a {MessageTypes.NewTaskAssignment}; its schema is ora://schema/{MessageSchemas.NameOf(MessageTypes.NewTaskAssignment)}.",
        field ?? "file");
}
