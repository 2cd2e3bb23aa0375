using System.Globalization;
using Ora.Core.Agents;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Mcp.Serving;

namespace Ora.Crash.Serving;

/// <summary>Serves exactly as <c>ora serve</c> does, until it comes past a point.</summary>
internal static class FusedServer
{
    /// <summary>The verb of this program under which it serves.</summary>
    public const string Verb = "serve";

    /// <summary>The command line that makes <see cref="RunAsync"/> serve.</summary>
    public static IReadOnlyList<string> Arguments(string root, string project, string agent, AgentRole role, string point, int passes) =>
        [Verb, root, project, agent, WireEnum.Name(role), point, passes.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Serves on standard input and output until the input ends or the fuse burns.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var root, var project, var agent, var roleName, var point, var passes] || !WireEnum.TryParse<AgentRole>(roleName, out var role)) return 2;
        var caller = new Caller(ProjectName.Parse(project), AgentId.Parse(agent), role, []);
        var fuse = new Fuse(point, int.Parse(passes, CultureInfo.InvariantCulture));
        using var log = new StandardErrorLog(Console.Error, TimeProvider.System);
        var server = new StreamServer(root, caller, log, TimeProvider.System, new FusedAdapters(fuse));
        await server.RunAsync(Console.OpenStandardInput(), new BufferedStream(Console.OpenStandardOutput()), CancellationToken.None);
        return 0;
    }
}
