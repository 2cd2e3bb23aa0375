using System.Text.Json;
using Ora.Director.Server;

namespace Ora.Director.Tests.Server;

public sealed class IdempotencyKeyTests
{
    private static readonly Dictionary<string, object?> Arguments = new() { ["taskId"] = "task-a", ["retry"] = true };

    [Fact]
    public void SameCall_HasTheSameKeyWhateverTheOrderAndForm()
    {
        var other = new Dictionary<string, object?> { ["retry"] = JsonElement.Parse("true"), ["taskId"] = JsonElement.Parse("\"task-a\"") };

        var key = IdempotencyKey.For("review-1", "update_task", Arguments);

        Assert.Equal(key, IdempotencyKey.For("review-1", "update_task", other));
        Assert.Matches("^review-1-[0-9a-f]{16}$", key);
    }

    [Theory]
    [InlineData("review-2", "update_task", "task-a")]
    [InlineData("review-1", "update_agent", "task-a")]
    [InlineData("review-1", "update_task", "task-b")]
    public void AnotherCall_HasAnotherKey(string review, string tool, string task) => Assert.NotEqual(
        IdempotencyKey.For("review-1", "update_task", Arguments),
        IdempotencyKey.For(review, tool, new Dictionary<string, object?>(Arguments) { ["taskId"] = task }));
}
