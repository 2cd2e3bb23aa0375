using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Mcp.Cli.Output;

/// <summary>
/// Writes the outcome of a command. For people: the result to standard output, an error to standard error. With <c>--json</c>:
/// exactly one JSON object on one line of standard output, whether it worked or not; the exit code or the member <c>error</c> tells.
/// </summary>
/// <param name="host">The process.</param>
/// <param name="asJson">Whether <c>--json</c> was given.</param>
internal sealed class Reporter(CliHost host, bool asJson)
{
    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Read by programs and people, never embedded in HTML.
    };

    /// <summary>Writes a result.</summary>
    public int Write(Report report)
    {
        if (asJson) WriteJson(report.WriteJson);
        else report.Show(new Screen(host.Output, host.Width));
        return ExitCode.Ok;
    }

    /// <summary>Writes a refusal.</summary>
    public int Write(OraException refusal) =>
        WriteError(ExitCode.Of(refusal.Code), WireEnum.Name(refusal.Code), refusal.Problem, refusal.NextStep, refusal.Argument);

    /// <summary>Writes what is wrong with the command line.</summary>
    public int WriteUsage(string problem, string nextStep) => WriteError(ExitCode.Usage, "usage", problem, nextStep, null);

    /// <summary>Writes that the command was interrupted.</summary>
    public int WriteInterrupted() =>
        WriteError(ExitCode.Interrupted, "interrupted", "Interrupted.", "Run the command again; what it had reported is done.", null);

    /// <summary>Writes a fault that nobody foresaw, with all that is known about it.</summary>
    public int WriteFault(Exception fault)
    {
        host.Error.WriteLine(TerminalText.Block(fault.ToString()));
        return WriteError(ExitCode.Internal, "internal", $"Ora failed: {fault.Message}", "Please report this with the text on standard error.", null);
    }

    private int WriteError(int exitCode, string code, string problem, string nextStep, string? argument)
    {
        if (asJson)
        {
            WriteJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("error");
                writer.WriteString("code", code);
                writer.WriteString("problem", problem);
                writer.WriteString("nextStep", nextStep);
                if (argument is not null) writer.WriteString("argument", argument);
                writer.WriteEndObject();
                writer.WriteEndObject();
            });
        }
        else
        {
            var screen = new Screen(host.Error, null);
            screen.Line($"ora: {problem}");
            screen.Raw($"     {TerminalText.Line(nextStep)}");
        }

        return exitCode;
    }

    private void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, WriterOptions)) write(writer);
        host.Output.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
    }
}
