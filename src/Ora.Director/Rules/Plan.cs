using System.Text.Json;

namespace Ora.Director.Rules;

/// <summary>What the rules want done in one cycle.</summary>
/// <param name="Steps">What to do, in order.</param>
/// <param name="NeedsHuman">What only a person can do: one line of Markdown each, most urgent first.</param>
internal sealed record Plan(IReadOnlyList<Step> Steps, IReadOnlyList<string> NeedsHuman)
{
    /// <summary>The actions of all steps, in order.</summary>
    public IReadOnlyList<PlannedAction> Actions { get; } = [.. Steps.SelectMany(step => step.Actions)];
}

/// <summary>Actions that follow from one rule.</summary>
/// <param name="Decision">The decision in one line, or null when the actions speak for themselves and none is recorded.</param>
/// <param name="Rationale">Why, in one or two sentences.</param>
/// <param name="Actions">What to do.</param>
internal sealed record Step(string? Decision, string Rationale, IReadOnlyList<PlannedAction> Actions);

/// <summary>One call of a tool.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments: a JSON object.</param>
/// <param name="Done">What was done once it succeeded: one line of Markdown without a full stop.</param>
/// <param name="Evidence">The ids of the messages it rests on.</param>
internal sealed record PlannedAction(string Tool, JsonElement Arguments, string Done, IReadOnlyList<string> Evidence);
