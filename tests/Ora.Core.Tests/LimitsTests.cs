using System.Text.Json;
using Ora.Core.Messages;

namespace Ora.Core.Tests;

/// <summary>The published schemas say what <see cref="Limits"/> says: they are files, so nothing but this keeps the two together.</summary>
public sealed class LimitsTests
{
    [Theory]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.title", "maxLength", Limits.TitleLength)]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.description", "maxLength", Limits.DescriptionLength)]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.objective", "maxLength", Limits.NoteLength)]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.maxAttempts", "maximum", Limits.MaxAttempts)]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.paths", "maxItems", Limits.ListItems)]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.dependsOn", "maxItems", Limits.ListItems)]
    [InlineData("NEW_TASK_ASSIGNMENT", "task.requires", "maxItems", Limits.ListItems)]
    [InlineData("TASK_COMPLETE", "summary", "maxLength", Limits.SummaryLength)]
    [InlineData("TASK_COMPLETE", "artifacts", "maxItems", Limits.ListItems)]
    [InlineData("HEARTBEAT", "note", "maxLength", Limits.NoteLength)]
    [InlineData("HEARTBEAT", "status", "maxLength", Limits.IdLength)]
    [InlineData("BLOCKER_ALERT", "description", "maxLength", Limits.DescriptionLength)]
    [InlineData("BLOCKER_ALERT", "needs", "maxLength", Limits.NoteLength)]
    [InlineData("BLOCKER_RESOLVED", "answer", "maxLength", Limits.DescriptionLength)]
    [InlineData("DECISION_RECORDED", "title", "maxLength", Limits.TitleLength)]
    [InlineData("DECISION_RECORDED", "rationale", "maxLength", Limits.DescriptionLength)]
    [InlineData("DECISION_RECORDED", "alternatives", "maxItems", Limits.ListItems)]
    [InlineData("DECISION_RECORDED", "evidence", "maxItems", Limits.ListItems)]
    [InlineData("DIRECTOR_SUMMARY", "summary", "maxLength", Limits.SummaryLength)]
    [InlineData("AGENT_UPDATED", "maxClaims", "maximum", Limits.MaxClaimsPerAgent)]
    [InlineData("AGENT_UPDATED", "capabilities", "maxItems", Limits.ListItems)]
    [InlineData("TASK_UPDATED", "reason", "maxLength", Limits.NoteLength)]
    [InlineData("MEMORY_ADDED", "entries", "maxItems", Limits.MemoryEntries)]
    [InlineData("MEMORY_FORGOTTEN", "ids", "maxItems", Limits.ListItems)]
    [InlineData("MEMORY_FORGOTTEN", "sources", "maxItems", Limits.ListItems)]
    [InlineData("MEMORY_FORGOTTEN", "reason", "maxLength", Limits.NoteLength)]
    public void Schema_Limit_IsTheOneInLimits(string messageType, string field, string keyword, int limit)
    {
        using var schema = JsonDocument.Parse(MessageSchemas.Text(messageType));
        var element = schema.RootElement;
        foreach (var name in field.Split('.')) element = element.GetProperty("properties").GetProperty(name);
        Assert.Equal(limit, element.GetProperty(keyword).GetInt32());
    }

    [Fact]
    public void Schema_EveryTextAndList_HasALimit()
    {
        foreach (var type in MessageTypes.All)
        {
            using var schema = JsonDocument.Parse(MessageSchemas.Text(type));
            Assert.Empty(Unlimited(schema.RootElement, type));
        }
    }

    private static IEnumerable<string> Unlimited(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("type", out var type))
        {
            var isBounded = type.GetString() switch
            {
                "string" => schema.TryGetProperty("maxLength", out _) || schema.TryGetProperty("enum", out _)
                    || schema.TryGetProperty("const", out _) || schema.TryGetProperty("pattern", out _),
                "array" => schema.TryGetProperty("maxItems", out _),
                "integer" or "number" => schema.TryGetProperty("maximum", out _),
                _ => true,
            };
            if (!isBounded) yield return path;
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                foreach (var unlimited in Unlimited(property.Value, $"{path}.{property.Name}")) yield return unlimited;
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var unlimited in Unlimited(items, $"{path}[]")) yield return unlimited;
        }
    }
}
