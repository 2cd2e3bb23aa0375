using Ora.Core.Agents;
using Ora.Core.Errors;

namespace Ora.Core.Review;

/// <summary>The arguments of <c>review_project</c>: none.</summary>
public sealed record ReviewProjectInput;

/// <summary>Makes the briefing.</summary>
public sealed class ReviewProject
{
    /// <summary>Answers <c>review_project</c>.</summary>
    /// <exception cref="OraException">The caller's role may not review, or it is retired.</exception>
    public ValueTask<Briefing> ExecuteAsync(Caller caller, ReviewProjectInput input, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
