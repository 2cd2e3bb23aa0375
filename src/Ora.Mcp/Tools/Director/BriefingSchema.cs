using System.Text.Json.Nodes;

namespace Ora.Mcp.Tools.Director;

/// <summary>The schema of a <see cref="Core.Review.Briefing"/>.</summary>
internal static class BriefingSchema
{
    /// <summary>The schema.</summary>
    public static JsonObject Create() => Schema.Result(
        [
            "reviewId", "project", "timestamp", "changed", "counts", "agentCount", "agents", "working", "waiting", "failed", "blockers",
            "answers", "awaited", "rejected", "messages", "messagesCarriedOver",
        ],
        ("reviewId", Schema.Text()),
        ("project", Schema.Text()),
        ("timestamp", Schema.Text()),
        ("changed", Schema.Flag()),
        ("counts", Counts()),
        ("agentCount", Schema.Number()),
        ("agents", Schema.List(Agent())),
        ("working", Schema.List(Task())),
        ("waiting", Schema.List(Task())),
        ("failed", Schema.List(Task())),
        ("blockers", Schema.List(Blocker())),
        ("answers", Schema.List(Blocker())),
        ("awaited", Schema.List(Task())),
        ("rejected", Schema.List(Rejected())),
        ("messages", Schema.List(Message())),
        ("messagesCarriedOver", Schema.Number()),
        ("degraded", Schema.Text()));

    private static JsonObject Counts() => Schema.Part(
        ("waiting", Schema.Number()),
        ("blocked", Schema.Number()),
        ("working", Schema.Number()),
        ("completed", Schema.Number()),
        ("failed", Schema.Number()),
        ("cancelled", Schema.Number()),
        ("inbox", Schema.Number()),
        ("outbox", Schema.Number()),
        ("rejected", Schema.Number()));

    private static JsonObject Agent() => Schema.Part(
        ("agentId", Schema.Text()),
        ("role", Schema.Text()),
        ("status", Schema.Text()),
        ("capabilities", Schema.List(Schema.Text())),
        ("holding", Schema.List(Schema.Text())),
        ("lastSeenAt", Schema.Text()),
        ("gone", Schema.Flag()));

    private static JsonObject Task() => Schema.Part(
        ("taskId", Schema.Text()),
        ("title", Schema.Text()),
        ("state", Schema.Text()),
        ("priority", Schema.Text()),
        ("assignedTo", Schema.Text()),
        ("claimedBy", Schema.Text()),
        ("claim", Schema.Text()),
        ("attempt", Schema.Number()),
        ("maxAttempts", Schema.Number()),
        ("leaseExpiresAt", Schema.Text()),
        ("progressAt", Schema.Text()),
        ("stalled", Schema.Flag()),
        ("waitsFor", Schema.List(Schema.Text())),
        ("retries", Schema.Number()),
        ("leaseExpired", Schema.Flag()),
        ("dueAt", Schema.Text()),
        ("summary", Schema.Text()));

    private static JsonObject Blocker() => Schema.Part(
        ("blockerId", Schema.Text()),
        ("kind", Schema.Text()),
        ("agentId", Schema.Text()),
        ("taskId", Schema.Text()),
        ("attempt", Schema.Number()),
        ("description", Schema.Text()),
        ("severity", Schema.Text()),
        ("needs", Schema.Text()),
        ("raisedAt", Schema.Text()),
        ("resolvedAt", Schema.Text()),
        ("answer", Schema.Text()),
        ("resolvedBy", Schema.Text()));

    private static JsonObject Rejected() => Schema.Part(
        ("name", Schema.Text()),
        ("rejectedAt", Schema.Text()),
        ("rejection", Schema.Part(("code", Schema.Text()), ("field", Schema.Text()), ("problem", Schema.Text()))));

    private static JsonObject Message() => Schema.Part(
        ("messageId", Schema.Text()),
        ("messageType", Schema.Text()),
        ("agentId", Schema.Text()),
        ("taskId", Schema.Text()),
        ("timestamp", Schema.Text()),
        ("urgent", Schema.Flag()),
        ("text", Schema.Text()),
        ("detail", Schema.Text()));
}
