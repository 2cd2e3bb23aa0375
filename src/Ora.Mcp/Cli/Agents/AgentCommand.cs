using System.CommandLine;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Core.State;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Resources;

namespace Ora.Mcp.Cli.Agents;

/// <summary><c>ora agent</c>: the agents of a project.</summary>
internal static class AgentCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context) => new("agent", "List and retire agents")
    {
        CreateList(context),
        CreateRetire(context),
    };

    /// <summary>The agents as a table; <c>ora status</c> shows it too.</summary>
    public static void Show(Screen screen, IReadOnlyList<AgentDetails> agents)
    {
        var table = new Table(
            new Column("AGENT"), new Column("ROLE"), new Column("STATUS"), new Column("LAST SEEN"), new Column("HOLDS", Flexible: true), new Column("DOES", Flexible: true));
        foreach (var agent in agents)
        {
            table.Add(
                agent.AgentId, WireEnum.Name(agent.Role), WireEnum.Name(agent.Status), Moment.Text(agent.LastSeenAt),
                string.Join(", ", agent.Holding), agent.LastStatus);
        }

        table.WriteTo(screen, "No agents. An agent is registered by its first call.");
    }

    private static Command CreateList(CommandContext context)
    {
        var command = new Command("list", "List agents with what they hold");
        context.SetAction(command, async (_, project, cancellationToken) => Listed(await project.Reader.AgentsAsync(cancellationToken)));
        return command;
    }

    private static Command CreateRetire(CommandContext context)
    {
        var id = new Argument<string>("AGENT") { Description = "The agent's id" };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Description = "Why" };
        var command = new Command("retire", "Take an agent off the project; what it holds waits again") { id, reason };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            // update_agent registers whom it does not know; here that is a typing error.
            var agent = AgentId.Parse(parsed.GetRequiredValue(id));
            _ = await project.Agents.FindAsync(agent, cancellationToken) ?? throw new OraException(
                OraErrorCode.NotFound, $"There is no agent \"{agent}\" in this project.", "Check the id; `ora agent list` shows the agents.", "agentId");
            var input = new UpdateAgentInput { AgentId = agent.Value, Status = AgentStatus.Retired, Reason = parsed.GetValue(reason) };
            return Retired(await project.UpdateAgent.ExecuteAsync(project.Operator, input, cancellationToken));
        });
        return command;
    }

    private static Report Listed(Projected<IReadOnlyList<AgentDetails>> agents) =>
        Report.OfList("agents", agents, ReadJsonContext.Default.AgentDetails, screen => Show(screen, agents.Value));

    private static Report Retired(UpdateAgentResult result) => Report.Of(result, WireJsonContext.Default.UpdateAgentResult, screen =>
        screen.Line($"{result.AgentId} is {WireEnum.Name(result.Status)}; {result.TasksReleased} of its tasks were taken back."));
}
