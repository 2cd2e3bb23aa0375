using Microsoft.Extensions.AI;
using ModelContextProtocol.Client;

namespace Ora.Director.Server;

/// <summary>
/// A tool of the server as an engine sees it. Unlike the client library's own function it gives the engine the answer once, not as
/// JSON and as text; it throws when the tool refuses, so that refusals count as errors; and it sends the key of the call.
/// </summary>
internal sealed class DirectorTool(McpClientTool tool, OraSession session, string cycleKey) : DelegatingAIFunction(tool)
{
    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey.For(cycleKey, Name, arguments);
        return await session.CallAsync(Name, arguments, key, cancellationToken).ConfigureAwait(false);
    }
}
