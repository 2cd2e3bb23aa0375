using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Ora.Core.Schemas;

namespace Ora.Mcp.Tests.Tools;

/// <summary>A refusal as a client gets it.</summary>
internal sealed record Refusal(string Text, string? Code, string? Argument);

/// <summary>A client and the server that serves it.</summary>
internal sealed class McpConnection(McpClient client, Task server, PipeWriter input) : IAsyncDisposable
{
    private Dictionary<string, JsonSchema>? _outputSchemas;
    private bool _disposed;

    public McpClient Client => client;

    /// <summary>Ends when the server has.</summary>
    public Task Server => server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Calls a tool that must succeed. The result is held against the tool's own output schema, and its two forms against each other.</summary>
    public async Task<JsonElement> CallAsync(string tool, string arguments = "{}", string? meta = null)
    {
        var result = await SendAsync(tool, arguments, meta);
        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.False(result.IsError is true, $"{tool} was refused: {text}");
        var structured = Assert.NotNull(result.StructuredContent);
        Assert.True(JsonElement.DeepEquals(structured, JsonElement.Parse(text)));
        Assert.Null((await OutputSchemasAsync())[tool].Check(structured));
        return structured;
    }

    /// <summary>Calls a tool that must refuse.</summary>
    public async Task<Refusal> RefusedAsync(string tool, string arguments = "{}", string? meta = null)
    {
        var result = await SendAsync(tool, arguments, meta);
        var text = Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        Assert.True(result.IsError is true, $"{tool} was not refused: {text}");
        Assert.Null(result.StructuredContent); // Clients check it against the output schema, also in an error.
        var error = result.Meta?["ora/error"];
        return new Refusal(text, error?["code"]?.GetValue<string>(), error?["argument"]?.GetValue<string>());
    }

    /// <summary>Calls a tool, whatever comes of it.</summary>
    public async Task<CallToolResult> SendAsync(string tool, string arguments = "{}", string? meta = null, CancellationToken? cancellationToken = null)
    {
        using var document = JsonDocument.Parse(arguments, new JsonDocumentOptions { MaxDepth = 1_000 });
        var request = new CallToolRequestParams
        {
            Name = tool,
            Arguments = document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone()),
            Meta = meta is null ? null : JsonNode.Parse(meta)!.AsObject(),
        };
        return await client.CallToolAsync(request, cancellationToken ?? Cancellation);
    }

    /// <summary>Ends the server's input, as a client does that is gone, and waits until the server has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await input.CompleteAsync();
        await server;
        await client.DisposeAsync();
    }

    private async Task<Dictionary<string, JsonSchema>> OutputSchemasAsync()
    {
        if (_outputSchemas is not null) return _outputSchemas;
        var tools = await client.ListToolsAsync(new ListToolsRequestParams(), Cancellation);
        return _outputSchemas = tools.Tools.ToDictionary(tool => tool.Name, tool => JsonSchema.Parse(tool.OutputSchema!.Value.GetRawText()));
    }
}
