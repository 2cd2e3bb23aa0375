using Ora.Core.Messages;

namespace Ora.Core.Agents;

/// <summary>The message of a profile.</summary>
internal static class AgentChange
{
    /// <summary>AGENT_UPDATED with all that the profile says.</summary>
    public static AgentUpdated Of(AgentProfile profile, string? reason) => new()
    {
        Subject = profile.Id.Value,
        Role = profile.Role,
        Status = profile.Status,
        Capabilities = profile.Capabilities,
        MaxClaims = profile.MaxClaims,
        Reason = reason,
    };
}
