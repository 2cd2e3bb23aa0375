using System.CommandLine;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Mcp.Cli;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Cli.Settings;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Serving;

/// <summary>
/// <c>ora serve</c>: the MCP server on standard input and output. Project, agent and role come from its flags or the environment, and
/// from nowhere else.
/// </summary>
internal static class ServeCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var agent = new Option<string>("--agent") { HelpName = "ID", Description = $"Who the connection speaks for [{EnvironmentSettings.Agent}]" };
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = $"agent, director or observer [{EnvironmentSettings.Role}, else agent]" };
        var capability = new Option<string[]>("--capability") { HelpName = "WORD", Description = "What the agent can do; may be given more than once" };
        var command = new Command("serve", "Serve MCP on standard input and output, for one agent of one project") { agent, role, capability };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            context,
            () => (context.Root(parsed), CallerOf(context, parsed, parsed.GetValue(agent), parsed.GetValue(role), parsed.GetValue(capability) ?? [])),
            cancellationToken));
        return command;
    }

    // Standard output belongs to the protocol, so a refusal goes to standard error, also with --json.
    private static async Task<int> RunAsync(
        CommandContext context, Func<(string Root, Caller Caller)> settings, CancellationToken cancellationToken)
    {
        var host = context.Host;
        try
        {
            EnvironmentSettings.RefuseUnknown(host.Variables);
            var (root, caller) = settings();
            using var log = new StandardErrorLog(host.Error, host.Clock);
            var server = new StreamServer(root, caller, log, host.Clock, new ProjectAdapters(host.Variables));
            await server.RunAsync(new StandardInput(host.OpenInput()), new BufferedStream(new ServerOutput(host.OpenOutput())), cancellationToken);
            return ExitCode.Ok;
        }
        catch (OraException refusal)
        {
            return new Reporter(host, asJson: false).Write(refusal);
        }
        catch (Exception fault)
        {
            return new Reporter(host, asJson: false).WriteFault(fault);
        }
    }

    private static Caller CallerOf(CommandContext context, ParseResult parsed, string? agentFlag, string? roleFlag, string[] capabilities)
    {
        var variables = context.Host.Variables;
        var project = context.Project(parsed);
        var role = (roleFlag ?? EnvironmentSettings.Find(variables, EnvironmentSettings.Role)) is { } named
            ? WireValue.Parse<AgentRole>(named, "role")
            : AgentRole.Agent;
        var agent = agentFlag ?? EnvironmentSettings.Find(variables, EnvironmentSettings.Agent) ?? DefaultAgent(role);
        return new Caller(project, RequireFree(AgentId.Parse(agent, "agent")), role, RequireCapabilities(capabilities));
    }

    // Two workers under one name would be given the same task, so a worker's name is never guessed.
    private static string DefaultAgent(AgentRole role) => role switch
    {
        AgentRole.Director or AgentRole.Observer => WireEnum.Name(role),
        _ => throw new OraException(
            OraErrorCode.Configuration,
            "No agent is named.",
            $"Give --agent ID or set {EnvironmentSettings.Agent}; every agent that works at the same time needs an id of its own, for example \"worker-1\".",
            "agent"),
    };

    private static AgentId RequireFree(AgentId agent)
    {
        if (agent != Caller.OperatorId) return agent;
        throw new OraException(
            OraErrorCode.InvalidArgument, $"The agent id \"{agent}\" stands for the person at the command line.", "Choose another id.", "agent");
    }

    private static string[] RequireCapabilities(string[] capabilities)
    {
        if (capabilities.Length > Core.Limits.ListItems || capabilities.Any(word => word.Length is 0 or > Core.Limits.IdLength))
        {
            throw new OraException(
                OraErrorCode.InvalidArgument,
                $"--capability takes at most {Core.Limits.ListItems} words of 1 to {Core.Limits.IdLength} characters.",
                "Correct them.",
                "capability");
        }

        return capabilities;
    }
}
