namespace Ora.Core.Errors;

/// <summary>What kind of refusal an <see cref="OraException"/> is. The command line maps each to an exit code.</summary>
public enum OraErrorCode
{
    /// <summary>An argument is missing, mistyped, too large or malformed.</summary>
    InvalidArgument,

    /// <summary>The thing that was named does not exist in this project.</summary>
    NotFound,

    /// <summary>The thing exists, but its state does not allow what was asked (a task that is done cannot be cancelled).</summary>
    Conflict,

    /// <summary>The connection's agent or role may not do this.</summary>
    Forbidden,

    /// <summary>Storage does not answer or refuses: disk full, read-only, permissions, a lock that is not released.</summary>
    Unavailable,

    /// <summary>The settings or the project folder are wrong.</summary>
    Configuration,
}

/// <summary>
/// A refusal that the caller can act on. It says what was wrong and what to do next, in words fit for a model and a person, and
/// never holds a secret, a stack trace or another project's name. It is an expected outcome: nothing was written.
/// </summary>
public sealed class OraException : Exception
{
    /// <summary>Creates a refusal.</summary>
    /// <param name="code">The kind of refusal.</param>
    /// <param name="problem">What was wrong: one sentence that ends with a full stop.</param>
    /// <param name="nextStep">What the caller should do now: one sentence that ends with a full stop.</param>
    /// <param name="argument">The argument at fault, as it is named on the wire, if one is.</param>
    /// <param name="inner">What the platform reported, for the log only.</param>
    public OraException(OraErrorCode code, string problem, string nextStep, string? argument = null, Exception? inner = null)
        : base($"{problem} {nextStep}", inner)
    {
        Code = code;
        Problem = problem;
        NextStep = nextStep;
        Argument = argument;
    }

    /// <summary>The kind of refusal.</summary>
    public OraErrorCode Code { get; }

    /// <summary>The argument at fault, as named on the wire, or null.</summary>
    public string? Argument { get; }

    /// <summary>What was wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do next.</summary>
    public string NextStep { get; }
}
