using Ora.Core.Review;

namespace Ora.Director.Rules;

/// <summary>
/// One thing the Director watches for. A rule has no memory and no clock: what it decides follows from the briefing alone, so that
/// a cycle that is repeated after a crash decides the same, less what is already done.
/// </summary>
internal interface IRule
{
    /// <summary>Adds what should be done about <paramref name="briefing"/>.</summary>
    void Apply(Briefing briefing, DateTimeOffset now, PlanBuilder plan);
}

/// <summary>Collects what the rules decide.</summary>
internal sealed class PlanBuilder
{
    private readonly List<Step> _steps = [];
    private readonly List<string> _needsHuman = [];

    /// <summary>Adds actions that are worth a recorded decision; nothing when there are none.</summary>
    public void Decide(string decision, string rationale, IReadOnlyList<PlannedAction> actions)
    {
        if (actions.Count > 0) _steps.Add(new Step(decision, rationale, actions));
    }

    /// <summary>Adds an action that speaks for itself.</summary>
    public void Do(PlannedAction action) => _steps.Add(new Step(null, "", [action]));

    /// <summary>Adds a line of Markdown for the person in charge.</summary>
    public void AskHuman(string markdown) => _needsHuman.Add(markdown);

    /// <summary>The plan.</summary>
    public Plan Build() => new([.. _steps], [.. _needsHuman]);
}
