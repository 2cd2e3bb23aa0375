using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ora.Crash.Driving;

/// <summary>The server went away in the middle of a call, or before it: nobody knows whether the call was done.</summary>
internal sealed class ServerGoneException : Exception;

/// <summary>A server misbehaved: it wrote something that is no answer, failed by itself, or ended otherwise than it was killed.</summary>
internal sealed class MisbehaviourException(string problem) : Exception(problem);

/// <summary>The answer to a tool's call.</summary>
/// <param name="Result">The result, or null when the call was refused.</param>
/// <param name="Refusal">The code of the refusal, or null.</param>
internal readonly record struct ToolAnswer(JsonElement? Result, string? Refusal);

/// <summary>An MCP server in a process of its own, spoken to in the least that JSON-RPC over stdio needs. One call is out at a time.</summary>
internal sealed class ServerProcess : IDisposable
{
    /// <summary>What the exit code of a process that SIGKILL ended is.</summary>
    private const int Killed = 128 + 9;

    private const string Hello = """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"crash","version":"1"}}}
        {"jsonrpc":"2.0","method":"notifications/initialized"}

        """;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private bool _greeted;
    private int _lastId;

    private ServerProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a server. It is greeted together with the first call.</summary>
    public static ServerProcess Start(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        return new ServerProcess(Process.Start(info)!);
    }

    /// <summary>Calls a tool.</summary>
    /// <exception cref="ServerGoneException">The process ended.</exception>
    /// <exception cref="MisbehaviourException">The answer is no answer, or a fault of the server.</exception>
    public async Task<ToolAnswer> CallAsync(string tool, JsonObject arguments, JsonObject? meta = null)
    {
        var id = ++_lastId;
        var parameters = new JsonObject { ["name"] = tool, ["arguments"] = arguments };
        if (meta is not null) parameters["_meta"] = meta;
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = "tools/call", ["params"] = parameters };
        await SendAsync((_greeted ? "" : Hello) + request.ToJsonString() + "\n");
        _greeted = true;
        return Read(tool, await AnswerAsync(id));
    }

    /// <summary>Kills the process if it still lives.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It is buried already.
        }
    }

    /// <summary>Waits for the end of a process that was killed, by itself or by the driver.</summary>
    /// <exception cref="MisbehaviourException">It ended in another way.</exception>
    public async Task BuryAsync()
    {
        await _process.WaitForExitAsync();
        await ReportAsync(_process.ExitCode == Killed);
    }

    /// <summary>Ends the input and waits for the end of the process. True when it ended by itself, false when it was killed.</summary>
    /// <exception cref="MisbehaviourException">It ended in another way, or does not end.</exception>
    public async Task<bool> EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is dead already.
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new MisbehaviourException("The server does not end when its input ends.");
        }

        await ReportAsync(_process.ExitCode is 0 or Killed);
        return _process.ExitCode == 0;
    }

    public void Dispose() => _process.Dispose();

    private async Task SendAsync(string text)
    {
        try
        {
            await _process.StandardInput.WriteAsync(text);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            throw new ServerGoneException();
        }
    }

    private async Task<JsonElement> AnswerAsync(int id)
    {
        while (true)
        {
            var line = await _process.StandardOutput.ReadLineAsync() ?? throw new ServerGoneException();
            var message = Parse(line);
            if (message.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.Number && answered.GetInt32() == id) return message;
        }
    }

    // A line that was cut off is the last one of a process that died while it wrote.
    private static JsonElement Parse(string line)
    {
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            throw new ServerGoneException();
        }
    }

    private static ToolAnswer Read(string tool, JsonElement message)
    {
        if (!message.TryGetProperty("result", out var result)) throw new MisbehaviourException($"{tool} was answered with {message.GetRawText()}");
        if (!result.TryGetProperty("isError", out var isError) || !isError.GetBoolean()) return new ToolAnswer(result.GetProperty("structuredContent"), null);
        var code = result.TryGetProperty("_meta", out var meta) ? meta.GetProperty("ora/error").GetProperty("code").GetString() : "unknown";
        return code is "conflict" or "not_found" or "forbidden"
            ? new ToolAnswer(null, code)
            : throw new MisbehaviourException($"{tool} failed: {result.GetRawText()}");
    }

    private async Task ReportAsync(bool endedAsExpected)
    {
        var errors = await _errors;
        var fault = errors.Split('\n').Any(IsFault);
        if (!endedAsExpected || fault) throw new MisbehaviourException($"A server ended with {_process.ExitCode} and said: {errors}");
    }

    // That a task was given up is an operator's business, and meant to happen here; so is that the database goes while it is written to.
    private static bool IsFault(string line) =>
        (line.Contains("Z Error ", StringComparison.Ordinal) || line.Contains("Z Critical ", StringComparison.Ordinal))
        && !line.Contains("was given up", StringComparison.Ordinal)
        && !line.Contains("The projections could not be brought up to date", StringComparison.Ordinal);
}
