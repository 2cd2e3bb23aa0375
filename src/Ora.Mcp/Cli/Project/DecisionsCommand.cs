using System.CommandLine;
using Ora.Core;
using Ora.Core.State;
using Ora.Mcp.Cli.Output;
using Ora.Mcp.Resources;

namespace Ora.Mcp.Cli.Project;

/// <summary><c>ora decisions</c>: what was decided and why.</summary>
internal static class DecisionsCommand
{
    private const int LimitDefault = 50;

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("DECISION") { Description = "Show this one in full", Arity = ArgumentArity.ZeroOrOne };
        var limit = new Option<string>("--limit") { HelpName = "N", Description = $"At most this many, 1 to {Limits.ListingRows} [default: {LimitDefault}]" };
        var command = new Command("decisions", "List decisions, most recent first, or show one") { id, limit };
        context.SetAction(command, async (parsed, project, cancellationToken) =>
        {
            if (parsed.GetValue(id) is { } decision) return One(await project.Reader.DecisionAsync(decision, cancellationToken));
            var count = Number.Parse(parsed.GetValue(limit), "limit", 1, Limits.ListingRows) ?? LimitDefault;
            return Many(await project.Projector.ReadAsync((state, token) => state.DecisionsAsync(count, token), [], cancellationToken));
        });
        return command;
    }

    private static Report Many(Projected<IReadOnlyList<DecisionRow>> decisions) =>
        Report.OfList("decisions", decisions, ReadJsonContext.Default.DecisionRow, screen =>
        {
            var table = new Table(new Column("WHEN"), new Column("DECISION"), new Column("AGENT"), new Column("TITLE", Flexible: true));
            foreach (var decision in decisions.Value) table.Add(Moment.Text(decision.DecidedAt), decision.DecisionId, decision.AgentId, decision.Title);
            table.WriteTo(screen, "No decisions.");
        });

    private static Report One(DecisionRow decision) =>
        Report.OfOne("decision", new Projected<DecisionRow>(decision, null), ReadJsonContext.Default.DecisionRow, screen =>
        {
            screen.Line($"{decision.DecisionId}  {decision.Title}");
            screen.Line();
            screen.Fields(
                ("Decided by", decision.AgentId),
                ("When", Moment.Text(decision.DecidedAt)),
                ("Evidence", string.Join(", ", decision.Evidence)));
            screen.Line();
            screen.Block(decision.Rationale);
            if (decision.Alternatives.Count == 0) return;
            screen.Line();
            screen.Line("Also considered");
            foreach (var alternative in decision.Alternatives) screen.Block(alternative, "  ");
        });
}
