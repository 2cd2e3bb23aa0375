using System.Text.Json;
using Ora.Core.Review;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

/// <summary>What one rule decides, in a form that is easy to compare.</summary>
internal sealed class Decided
{
    private readonly Plan _plan;

    private Decided(Plan plan) => _plan = plan;

    /// <summary>The calls as text: the tool, then its arguments but the reason.</summary>
    public IReadOnlyList<string> Calls =>
        [.. _plan.Actions.Select(action => $"{action.Tool} {string.Join(' ', action.Arguments.EnumerateObject().Where(IsPlain).Select(Text))}")];

    public IReadOnlyList<string> NeedsHuman => _plan.NeedsHuman;

    public IReadOnlyList<Step> Steps => _plan.Steps;

    public static Decided By(IRule rule, Briefing briefing)
    {
        var plan = new PlanBuilder();
        rule.Apply(briefing, briefing.Timestamp, plan);
        return new Decided(plan.Build());
    }

    private static bool IsPlain(JsonProperty argument) => argument.Name is not ("reason" or "description" or "needs" or "answer");

    private static string Text(JsonProperty argument) => $"{argument.Name}={argument.Value}";
}
