using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Core.Review;
using Ora.Core.State;

namespace Ora.Director.Server;

/// <summary>A connection to <c>ora serve</c> in the director role. When the server is lost it is of no more use.</summary>
internal sealed class OraSession : IAsyncDisposable
{
    /// <summary>The prompt that tells a model what a Director does.</summary>
    public const string PromptName = "director-review";

    /// <summary>The key of a call's <c>_meta</c> under which the server knows a repeated call.</summary>
    public const string IdempotencyMetaKey = "ora/idempotencyKey";

    private const int LastWords = 3;
    private const string IndexUri = "ora://index";

    /// <summary>How long a call may take before the server counts as lost.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromMinutes(1);

    private readonly McpClient _client;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _lost = new();
    private readonly Task _watch;

    private OraSession(McpClient client, IReadOnlyList<McpClientTool> tools, TimeProvider timeProvider)
    {
        _client = client;
        _timeProvider = timeProvider;
        Tools = tools;
        _watch = WatchAsync();
    }

    /// <summary>The tools that the server offers in this role.</summary>
    public IReadOnlyList<McpClientTool> Tools { get; }

    /// <summary>Cancelled as soon as the server is lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Starts or joins a server and gets to know its tools.</summary>
    /// <exception cref="ServerLostException">It cannot be started or does not speak the protocol.</exception>
    public static async Task<OraSession> ConnectAsync(
        IClientTransport transport, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        McpClient? client = null;
        try
        {
            // On a busy machine a start can outlast the default probe, after which the client would fall back to another handshake.
            var options = new McpClientOptions { TimeProvider = timeProvider, DiscoverProbeTimeout = Timeout.InfiniteTimeSpan };
            client = await McpClient.CreateAsync(transport, options, loggerFactory: null, cancellationToken).ConfigureAwait(false);
            var tools = await client.ListToolsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return new OraSession(client, [.. tools], timeProvider);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (client is not null) await client.DisposeAsync().ConfigureAwait(false);
            throw new ServerLostException($"The server cannot be started: {Describe((e as ClientTransportClosedException)?.Details, e)}", e);
        }
    }

    /// <summary>Asks for a briefing.</summary>
    /// <exception cref="ToolFailedException">The server refused.</exception>
    /// <exception cref="ServerLostException">The server is lost.</exception>
    public async Task<Briefing> ReviewAsync(CancellationToken cancellationToken)
    {
        var result = await CallAsync(ToolNames.ReviewProject, null, null, cancellationToken).ConfigureAwait(false);
        return Read(result, WireJsonContext.Default.Briefing);
    }

    /// <summary>
    /// The open blockers of agents that are critical. It is the cheapest look there is: one read of the project's index, which
    /// changes nothing and asks no model.
    /// </summary>
    /// <exception cref="ToolFailedException">The server refused.</exception>
    /// <exception cref="ServerLostException">The server is lost.</exception>
    public async Task<IReadOnlyList<string>> CriticalBlockersAsync(CancellationToken cancellationToken)
    {
        var read = await RequestAsync(
            token => _client.ReadResourceAsync(IndexUri, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        var json = read.Contents.OfType<TextResourceContents>().FirstOrDefault()?.Text ?? "{}";
        try
        {
            using var index = JsonDocument.Parse(json);
            var blockers = index.RootElement.GetProperty("project").GetProperty("blockers").EnumerateArray()
                .Select(row => row.Deserialize(WireJsonContext.Default.BlockerRow)!);
            return [.. blockers.Where(IsCritical).Select(row => row.BlockerId)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw NotUnderstood(e);
        }
    }

    /// <summary>Posts the summary of a review, which marks what was read.</summary>
    /// <exception cref="ToolFailedException">The server refused.</exception>
    /// <exception cref="ServerLostException">The server is lost.</exception>
    public async Task<PostSummaryResult> PostSummaryAsync(string reviewId, string summary, CancellationToken cancellationToken)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["reviewId"] = reviewId, ["summary"] = summary };
        var key = IdempotencyKey.For(reviewId, ToolNames.PostSummary, arguments);
        var result = await CallAsync(ToolNames.PostSummary, arguments, key, cancellationToken).ConfigureAwait(false);
        return Read(result, WireJsonContext.Default.PostSummaryResult);
    }

    /// <summary>The Director's instructions, as the project has them.</summary>
    /// <exception cref="ToolFailedException">The server refused.</exception>
    /// <exception cref="ServerLostException">The server is lost.</exception>
    public async Task<IList<ChatMessage>> PromptAsync(CancellationToken cancellationToken)
    {
        var prompt = await RequestAsync(
            token => _client.GetPromptAsync(PromptName, cancellationToken: token), cancellationToken).ConfigureAwait(false);
        return prompt.ToChatMessages();
    }

    /// <summary>Calls a tool and returns what it answered: its JSON if it has any, else its text.</summary>
    /// <exception cref="ToolFailedException">The tool refused.</exception>
    /// <exception cref="ServerLostException">The server is lost.</exception>
    public async ValueTask<JsonElement> CallAsync(
        string tool, IReadOnlyDictionary<string, object?>? arguments, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var options = new RequestOptions();
        if (idempotencyKey is not null) options.Meta = new JsonObject { [IdempotencyMetaKey] = idempotencyKey };
        var result = await RequestAsync(
            token => _client.CallToolAsync(tool, arguments, progress: null, options, token), cancellationToken).ConfigureAwait(false);
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        if (result.IsError is true) throw new ToolFailedException(text);
        return result.StructuredContent ?? JsonSerializer.SerializeToElement(text, AIJsonUtilities.DefaultOptions);
    }

    /// <summary>Whether it must be looked at before its turn. The Director's own incidents are no news to it.</summary>
    public static bool IsCritical(BlockerRow blocker) => blocker is { Kind: BlockerKind.Blocker, Severity: BlockerSeverity.Critical };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(false);
        _lost.Dispose();
    }

    private async Task WatchAsync()
    {
        await _client.Completion.ConfigureAwait(false);
        await _lost.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>The client library never answers a call that is made as the connection ends, so the loss is waited for too.</summary>
    private async Task<T> RequestAsync<T>(Func<CancellationToken, ValueTask<T>> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(CallTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, _lost.Token);
        try
        {
            return await request(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw await LoseAsync($"It did not answer within {CallTimeout.TotalSeconds:0} s.", e).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException || _lost.IsCancellationRequested || _client.Completion.IsCompleted)
        {
            throw await LoseAsync(await LastWordsAsync(e).ConfigureAwait(false), e).ConfigureAwait(false);
        }
        catch (McpException e)
        {
            throw new ToolFailedException(e.Message);
        }
    }

    /// <summary>
    /// Whoever waits for the engine must learn of the loss too: function invocation would hand it to the engine as a tool's error.
    /// </summary>
    private async Task<ServerLostException> LoseAsync(string why, Exception cause)
    {
        await _lost.CancelAsync().ConfigureAwait(false);
        return new ServerLostException($"The server is lost. {why}", cause);
    }

    private async Task<string> LastWordsAsync(Exception cause) =>
        _client.Completion.IsCompleted ? Describe(await _client.Completion.ConfigureAwait(false), cause) : cause.Message;

    private static string Describe(ClientCompletionDetails? details, Exception cause)
    {
        var lastWords = string.Join(" | ", (details as StdioClientCompletionDetails)?.StandardErrorTail?.TakeLast(LastWords) ?? []);
        return lastWords.Length == 0 ? (details?.Exception ?? cause).Message : lastWords;
    }

    private static T Read<T>(JsonElement json, JsonTypeInfo<T> type)
    {
        try
        {
            return json.Deserialize(type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e);
        }
    }

    private static ToolFailedException NotUnderstood(Exception cause) =>
        new($"The server's answer is not understood ({cause.Message}). Use ora and ora-director of the same version.");
}
