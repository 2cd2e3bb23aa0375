namespace Ora.Core.State;

/// <summary>
/// The tables' store does not answer or refuses. Tasks and messages are in the files, so nothing is lost: what the tables lack is kept
/// in the queue's feed, and follows by itself.
/// </summary>
/// <param name="problem">What is wrong, in words for a reader, without a secret: one sentence that ends with a full stop.</param>
/// <param name="nextStep">What helps: one sentence that ends with a full stop.</param>
/// <param name="inner">What the store reported.</param>
public sealed class StateUnavailableException(string problem, string nextStep, Exception? inner = null)
    : Exception($"{problem} {nextStep}", inner)
{
    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do next.</summary>
    public string NextStep { get; } = nextStep;
}
