using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Ora.Core.Errors;
using Ora.Core.Schemas;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools;

/// <summary>
/// A tool: checks its arguments against its own schema before anything else happens, calls its use case, and turns the outcome into
/// a result. A refusal is a result too, one that the model can act on. (The SDK asks for a base class; this is the only one.)
/// </summary>
/// <typeparam name="TInput">The arguments.</typeparam>
/// <typeparam name="TResult">The result.</typeparam>
/// <param name="connection">The connection that the tool serves.</param>
/// <param name="definition">How the tool presents itself.</param>
internal abstract partial class OraTool<TInput, TResult>(ToolConnection connection, ToolDefinition definition) : McpServerTool
{
    // Made by the first call, not at the start of the server: compiling its patterns takes longer than saying hello.
    private readonly Lazy<JsonSchema> _inputSchema = new(() => JsonSchema.Parse(definition.InputSchema.ToJsonString()));

    /// <inheritdoc/>
    public sealed override Tool ProtocolTool { get; } = definition.ToProtocol();

    /// <inheritdoc/>
    public sealed override IReadOnlyList<object> Metadata => [];

    /// <summary>The connection that the tool serves.</summary>
    protected ToolConnection Connection => connection;

    /// <summary>How the arguments are read.</summary>
    protected abstract JsonTypeInfo<TInput> InputType { get; }

    /// <summary>How the result is written.</summary>
    protected abstract JsonTypeInfo<TResult> ResultType { get; }

    /// <inheritdoc/>
    public sealed override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        try
        {
            var arguments = new ToolArguments(definition.Name, _inputSchema.Value);
            var input = WithMeta(arguments.Read(request.Params.Arguments, InputType), request.Params.Meta);
            var project = await connection.Project.GetAsync(cancellationToken);
            var result = await ExecuteAsync(project, input, cancellationToken);
            if (definition.Effect != ToolEffect.Reads) project.Projector.Signal();
            return ToolResults.Success(result, ResultType);
        }
        catch (OraException refusal)
        {
            return ToolResults.Refusal(refusal);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFault(connection.Logger, definition.Name, fault);
            return ToolResults.Fault();
        }
    }

    /// <summary>Does what the tool is for.</summary>
    protected abstract ValueTask<TResult> ExecuteAsync(OpenProject project, TInput input, CancellationToken cancellationToken);

    /// <summary>Takes from the request's <c>_meta</c> what a client program, and no model, may say.</summary>
    protected virtual TInput WithMeta(TInput input, JsonObject? meta) => input;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} failed.")]
    private static partial void LogFault(ILogger logger, string tool, Exception exception);
}
