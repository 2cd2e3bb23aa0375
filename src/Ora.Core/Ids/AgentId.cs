using Ora.Core.Errors;

namespace Ora.Core.Ids;

/// <summary>Who is at the other end of a connection. It comes from the connection only, never from a tool's arguments.</summary>
public readonly record struct AgentId
{
    private AgentId(string value) => Value = value;

    /// <summary>The id.</summary>
    public string Value { get; }

    /// <summary>Reads an agent id.</summary>
    /// <exception cref="OraException">It is not one; <paramref name="argument"/> is named.</exception>
    public static AgentId Parse(string? value, string argument = "agentId") =>
        new(IdRules.Require(value, argument, "an agent id", nextStep:
            $"Use 1 to {Limits.IdLength} characters of a-z, 0-9, '-' and '_', for example \"worker-1\"."));

    /// <summary>Reads an agent id without throwing.</summary>
    public static bool TryParse(string? value, out AgentId id)
    {
        var valid = IdRules.Problem(value) is null;
        id = valid ? new AgentId(value!) : default;
        return valid;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
