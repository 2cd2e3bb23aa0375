using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ora.Processes;

/// <summary>What a tool answered.</summary>
/// <param name="Refused">Whether it refused or failed.</param>
/// <param name="Result">The structured result; undefined when it refused.</param>
/// <param name="Text">The text of the answer: of a refusal, what is wrong and what to do.</param>
/// <param name="Code">The code of a refusal, or null.</param>
public sealed record ToolAnswer(bool Refused, JsonElement Result, string Text, string? Code)
{
    /// <summary>A text of the result.</summary>
    public string? this[string name] => Result.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>The server answered something that is no answer, or ended instead of answering.</summary>
/// <param name="message">What happened, with the end of its standard error.</param>
public sealed class ServerBrokenException(string message) : Exception(message);

/// <summary>
/// <c>ora serve</c> in a process of its own, spoken to with the least that JSON-RPC over stdio needs. One request of a well-behaved
/// caller is out at a time; anything at all can be written as well.
/// </summary>
public sealed class OraServer : IAsyncDisposable
{
    private const int ErrorCharactersKept = 64 * 1024;
    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private int _lastId = 1_000_000; // Far from the ids in raw lines.

    private OraServer(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>The process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The end of what it wrote to standard error.</summary>
    public string StandardError
    {
        get
        {
            lock (_error) return _error.ToString();
        }
    }

    /// <summary>Starts a server and shakes hands.</summary>
    public static async Task<OraServer> StartAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        var server = StartSilent(start);
        try
        {
            var parameters = new JsonObject
            {
                ["protocolVersion"] = "2025-06-18",
                ["capabilities"] = new JsonObject(),
                ["clientInfo"] = new JsonObject { ["name"] = "harness", ["version"] = "1" },
            };
            await server.RequestAsync("initialize", parameters, cancellationToken);
            await server.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""" + "\n", cancellationToken);
            return server;
        }
        catch
        {
            await server.KillAsync();
            throw;
        }
    }

    /// <summary>Starts a server and says nothing.</summary>
    public static OraServer StartSilent(ProcessStartInfo start) =>
        new(Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start."));

    /// <summary>Calls a tool.</summary>
    /// <exception cref="ServerBrokenException">No answer came, or one that is no result.</exception>
    public async Task<ToolAnswer> CallAsync(string tool, JsonObject? arguments, CancellationToken cancellationToken)
    {
        var answer = await RequestAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] }, cancellationToken);
        if (!answer.TryGetProperty("result", out var result)) return new ToolAnswer(true, default, answer.GetRawText(), null);
        var text = result.TryGetProperty("content", out var content) && content.GetArrayLength() > 0 ? content[0].GetProperty("text").GetString()! : "";
        var refused = result.TryGetProperty("isError", out var isError) && isError.GetBoolean();
        var code = refused && result.TryGetProperty("_meta", out var meta) && meta.TryGetProperty("ora/error", out var error) ? error.GetProperty("code").GetString() : null;
        return new ToolAnswer(refused, result.TryGetProperty("structuredContent", out var structured) ? structured : default, text, code);
    }

    /// <summary>Calls a tool that must not refuse.</summary>
    public async Task<ToolAnswer> MustCallAsync(string tool, JsonObject? arguments, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(tool, arguments, cancellationToken);
        return answer.Refused ? throw new ServerBrokenException($"{tool} was refused: {answer.Text}\n{StandardError}") : answer;
    }

    /// <summary>Sends a request and waits for its answer: the whole message, whether result or error.</summary>
    public async Task<JsonElement> RequestAsync(string method, JsonObject parameters, CancellationToken cancellationToken)
    {
        var id = ++_lastId;
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters };
        await WriteAsync(request.ToJsonString() + "\n", cancellationToken);
        while (true)
        {
            var message = await ReadAsync(cancellationToken) ?? throw Broken($"The server ended instead of answering {method}.");
            if (message.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.Number && answered.TryGetInt32(out var number) && number == id)
                return message;
        }
    }

    /// <summary>Writes anything to the server's input.</summary>
    public Task WriteAsync(string text, CancellationToken cancellationToken) => WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Writes anything to the server's input.</summary>
    /// <exception cref="ServerBrokenException">It no longer reads.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _process.StandardInput.BaseStream.WriteAsync(bytes, cancellationToken);
            await _process.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw Broken($"The server no longer reads: {e.Message}");
        }
    }

    /// <summary>Reads the next message, or null when the server has closed its output.</summary>
    /// <exception cref="ServerBrokenException">It wrote something that is no JSON.</exception>
    public async Task<JsonElement?> ReadAsync(CancellationToken cancellationToken)
    {
        string? line;
        try
        {
            line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw Broken("The server did not answer in time.");
        }

        if (line is null) return null;
        try
        {
            return JsonElement.Parse(line);
        }
        catch (JsonException)
        {
            throw Broken($"The server wrote something that is no protocol: {line}");
        }
    }

    /// <summary>Ends the server's input and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        while (await ReadAsync(cancellationToken) is not null)
        {
        }

        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Kills the server.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Ends the server as its client's end would, and kills it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                await EndAsync(patience.Token);
            }
            catch (Exception e) when (e is ServerBrokenException or IOException or OperationCanceledException)
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }

    private ServerBrokenException Broken(string what) => new($"{what}\nIts standard error:\n{StandardError}");

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_error)
        {
            _error.AppendLine(line);
            if (_error.Length > ErrorCharactersKept) _error.Remove(0, _error.Length - ErrorCharactersKept);
        }
    }
}
