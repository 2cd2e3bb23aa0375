using Microsoft.Extensions.Logging;
using Ora.Core.Agents;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Tools;

/// <summary>The connection that a tool serves: who is at its other end, in which project. No argument of a tool reaches past it.</summary>
/// <param name="Caller">Who calls.</param>
/// <param name="Project">The project, opened by the first call.</param>
/// <param name="Logger">Where faults are logged.</param>
/// <param name="InputEnded">Cancelled when nobody is there any more to read an answer that is waited for.</param>
internal sealed record ToolConnection(Caller Caller, LazyProject Project, ILogger Logger, CancellationToken InputEnded);
