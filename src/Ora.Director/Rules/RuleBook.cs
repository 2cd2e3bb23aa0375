using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>All rules, in the order in which they apply.</summary>
internal static class RuleBook
{
    private static readonly IReadOnlyList<IRule> Rules =
    [
        new OpenBlockers(),
        new StalledTasks(),
        new FailedTasks(),
        new GoneAgents(),
        new WaitingTasks(),
        new CriticalTasks(),
        new ForHumans(),
    ];

    /// <summary>What should be done about a briefing. The same briefing and time give the same plan.</summary>
    public static Plan Decide(Briefing briefing, DateTimeOffset now)
    {
        var plan = new PlanBuilder();
        foreach (var rule in Rules) rule.Apply(briefing, now, plan);
        return plan.Build();
    }
}
