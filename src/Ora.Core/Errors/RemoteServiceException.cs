namespace Ora.Core.Errors;

/// <summary>
/// A service outside this machine, such as a store of vectors or an embedding model, does not answer or refuses. Its words hold no
/// secret.
/// </summary>
/// <param name="service">Its name.</param>
/// <param name="problem">What is wrong: one sentence that ends with a full stop.</param>
/// <param name="inner">What the platform reported, for the log only.</param>
public sealed class RemoteServiceException(string service, string problem, Exception? inner = null) : Exception(problem, inner)
{
    /// <summary>The service's name.</summary>
    public string Service { get; } = service;

    /// <summary>The HTTP status of its answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Its own code of the error, when it gave one.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Whether the same request may succeed later: no answer, too many requests, a fault on its side.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long it asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether what was sent is at fault, not who sent it nor the service: 400, 413 or 422.</summary>
    public bool IsOfInput => Status is 400 or 413 or 422;
}
