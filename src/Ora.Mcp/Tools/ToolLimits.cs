namespace Ora.Mcp.Tools;

/// <summary>Limits that a tool's schema needs and that no one else does: they follow from <see cref="Core.Limits"/> or bound a form.</summary>
internal static class ToolLimits
{
    /// <summary>A task id, a dot, and the digits of an attempt, in characters.</summary>
    public const int ClaimLength = Core.Limits.IdLength + 11;

    /// <summary>A message id, a dot, and the number of an entry, in characters.</summary>
    public const int EvidenceIdLength = Core.Limits.IdLength + 11;

    /// <summary>The longest form of a time, in characters.</summary>
    public const int TimestampLength = 40;

    /// <summary>The largest count in a heartbeat's progress.</summary>
    public const int ProgressMax = 1_000_000;

    /// <summary>The longest idempotency key, in characters.</summary>
    public const int IdempotencyKeyLength = 200;
}
