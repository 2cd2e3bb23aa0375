using Ora.Core.Messages;

namespace Ora.Mcp.Tests.Tools;

/// <summary>Bad input for every tool: the answer says which argument, what is wrong and what to do next; nothing is written.</summary>
public sealed class BadArgumentTests
{
    private const string Claim = "\"claim\":\"task-a.1\"";

    public static TheoryData<string, string, string?, string> Cases => new()
    {
        { "get_task", """{"waitSeconds":-1}""", "waitSeconds", "must be from 0 to 55" },
        { "get_task", """{"waitSeconds":56}""", "waitSeconds", "must be from 0 to 55" },
        { "get_task", """{"waitSeconds":"5"}""", "waitSeconds", "must be a whole number, not a string" },
        { "get_task", """{"waitSeconds":1.5}""", "waitSeconds", "must be a whole number" },
        { "get_task", """{"waitSeconds":1e999}""", "waitSeconds", "must be a whole number" },
        { "get_task", """{"agent":"w2"}""", "agent", "is not known; known are: waitSeconds" },
        { "get_task", """{"project":"other"}""", "project", "is not known" },

        { "post_heartbeat", "{}", "status", "is missing" },
        { "post_heartbeat", """{"status":null}""", "status", "is missing" },
        { "post_heartbeat", """{"status":""}""", "status", "must not be empty" },
        { "post_heartbeat", $$"""{"status":"{{Text(64)}}"}""", "status", "the limit is 63" },
        { "post_heartbeat", """{"status":"ok","claim":""}""", "claim", "is not a claim" },
        { "post_heartbeat", """{"status":"ok","claim":"task-a"}""", "claim", "is not a claim" },
        { "post_heartbeat", """{"status":"ok","claim":"../a.1"}""", "claim", "is not a claim" },
        { "post_heartbeat", """{"status":"ok","claim":"task-a.1"}""", "claim", "was never given out" },
        { "post_heartbeat", """{"status":"ok","claim":5}""", "claim", "must be a string" },
        { "post_heartbeat", """{"status":"ok","progress":5}""", "progress", "must be an object" },
        { "post_heartbeat", """{"status":"ok","progress":{"phase":-1}}""", "progress.phase", "must be from 0 to 1000000" },
        { "post_heartbeat", """{"status":"ok","progress":{"done":1}}""", "progress.done", "is not known; known are: phase, tasksCompleted, tasksRemaining" },
        { "post_heartbeat", $$"""{"status":"ok","note":"{{Text(4_097)}}"}""", "note", "the limit is 4096" },

        { "complete_task", $$"""{{{Claim}},"outcome":"completed"}""", "summary", "is missing" },
        { "complete_task", """{"outcome":"completed","summary":"s"}""", "claim", "is missing" },
        { "complete_task", $$"""{{{Claim}},"summary":"s"}""", "outcome", "is missing" },
        { "complete_task", $$"""{{{Claim}},"outcome":"done","summary":"s"}""", "outcome", "must be one of: completed, failed" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":""}""", "summary", "must not be empty" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":"{{Text(16_385)}}"}""", "summary", "the limit is 16384" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":"s","artifacts":"a"}""", "artifacts", "must be an array" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":"s","artifacts":[""]}""", "artifacts[0]", "must not be empty" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":"s","artifacts":[{{Many(101)}}]}""", "artifacts", "the limit is 100" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":"s","artifacts":["{{Text(501)}}"]}""", "artifacts[0]", "the limit is 500" },
        { "complete_task", """{"claim":"task-a.0","outcome":"completed","summary":"s"}""", "claim", "is not a claim" },
        { "complete_task", $$"""{{{Claim}},"outcome":"completed","summary":"s"}""", "claim", "was never given out" },

        { "raise_blocker", """{"severity":"HIGH","needs":"n"}""", "description", "is missing" },
        { "raise_blocker", """{"description":"d","needs":"n"}""", "severity", "is missing" },
        { "raise_blocker", """{"description":"d","severity":"HIGH"}""", "needs", "is missing" },
        { "raise_blocker", """{"description":"d","severity":"high","needs":"n"}""", "severity", "must be one of: LOW, MEDIUM, HIGH, CRITICAL" },
        { "raise_blocker", $$"""{"description":"{{Text(32_769)}}","severity":"HIGH","needs":"n"}""", "description", "the limit is 32768" },
        { "raise_blocker", $$"""{"description":"d","severity":"HIGH","needs":"{{Text(4_097)}}"}""", "needs", "the limit is 4096" },
        { "raise_blocker", """{"description":"d","severity":"HIGH","needs":"n","claim":"task-a"}""", "claim", "is not a claim" },
        { "raise_blocker", """{"description":"d","severity":"HIGH","needs":"n","claim":"task-a.1"}""", "claim", "no task \"task-a\"" },

        { "query_memory", "{}", "query", "is missing" },
        { "query_memory", """{"query":""}""", "query", "must not be empty" },
        { "query_memory", """{"query":" \t "}""", "query", "is empty" },
        { "query_memory", $$"""{"query":"{{Text(4_097)}}"}""", "query", "the limit is 4096" },
        { "query_memory", """{"query":"q","topK":0}""", "topK", "must be from 1 to 50" },
        { "query_memory", """{"query":"q","topK":51}""", "topK", "must be from 1 to 50" },
        { "query_memory", """{"query":"q","types":"note"}""", "types", "must be an array" },
        { "query_memory", """{"query":"q","types":["notes"]}""", "types[0]", "must be one of: conversation, code, documentation, note, decision" },
        { "query_memory", """{"query":"q","since":"yesterday"}""", "since", "must be a time such as" },
        { "query_memory", """{"query":"q","maxTokens":0}""", "maxTokens", "must be from 1 to 20000" },
        { "query_memory", """{"query":"q","namespace":"other"}""", "namespace", "is not known" },

        { "record_decision", """{"rationale":"r"}""", "title", "is missing" },
        { "record_decision", """{"title":"t"}""", "rationale", "is missing" },
        { "record_decision", $$"""{"title":"{{Text(201)}}","rationale":"r"}""", "title", "the limit is 200" },
        { "record_decision", """{"title":"t","rationale":"r","evidence":["because"]}""", "evidence", "is not the id of a memory, message or task" },
        { "record_decision", """{"title":"t","rationale":"r","evidence":["msg-../x"]}""", "evidence", "is not the id" },
        { "record_decision", """{"title":"t","rationale":"r","alternatives":[5]}""", "alternatives[0]", "must be a string" },

        { "remember", """{"type":"note"}""", "text", "is missing" },
        { "remember", """{"text":"t"}""", "type", "is missing" },
        { "remember", """{"text":"t","type":"decision"}""", "type", "must be one of: conversation, code, documentation, note" },
        { "remember", $$"""{"text":"{{Text(32_769)}}","type":"note"}""", "text", "the limit is 32768" },
        { "remember", $$"""{"text":"t","type":"note","source":"{{Text(501)}}"}""", "source", "the limit is 500" },

        { "review_project", """{"project":"other"}""", "project", "is not known" },

        { "assign_task", """{"description":"d"}""", "title", "is missing" },
        { "assign_task", """{"title":"t"}""", "description", "is missing" },
        { "assign_task", """{"title":"","description":"d"}""", "title", "must not be empty" },
        { "assign_task", $$"""{"title":"{{Text(201)}}","description":"d"}""", "title", "the limit is 200" },
        { "assign_task", """{"title":"t","description":"d","priority":"URGENT"}""", "priority", "must be one of" },
        { "assign_task", """{"title":"t","description":"d","agentId":"../w"}""", "agentId", "may hold only" },
        { "assign_task", """{"title":"t","description":"d","agentId":"W1"}""", "agentId", "lower-case" },
        { "assign_task", """{"title":"t","description":"d","dependsOn":["../../other/task-a"]}""", "dependsOn", "must start with \"task-\"" },
        { "assign_task", """{"title":"t","description":"d","dependsOn":["task-none"]}""", "dependsOn", "no task task-none" },
        { "assign_task", """{"title":"t","description":"d","paths":["../other/**"]}""", "paths", "../other/**" },
        { "assign_task", """{"title":"t","description":"d","paths":["/etc/passwd"]}""", "paths", "/etc/passwd" },
        { "assign_task", """{"title":"t","description":"d","maxAttempts":0}""", "maxAttempts", "must be from 1 to 20" },
        { "assign_task", """{"title":"t","description":"d","dueAt":"soon"}""", "dueAt", "must be a time" },
        { "assign_task", """{"title":"t","description":"d","idempotencyKey":"k"}""", "idempotencyKey", "is not known" },
        { "assign_task", """{"title":"t","description":"d","context":{}}""", "context", "is not known" },
        { "assign_task", $$"""{"title":"t","description":"d","successCriteria":{{new string('[', 31)}}{{new string(']', 31)}}}""", "successCriteria", "nested more than 30" },
        { "assign_task", $$"""{"title":"t","description":"d","successCriteria":{{new string('[', 60)}}{{new string(']', 60)}}}""", "successCriteria", "nested more than 31" },
        { "assign_task", $$"""{"title":"t","description":"d","successCriteria":["{{Text(262_000)}}"]}""", null, "262144" },
        { "assign_task", $$"""{"title":"t","description":"d","successCriteria":["{{Text(270_000)}}"]}""", "successCriteria", "262144 bytes" },

        { "update_task", """{"priority":"LOW"}""", "taskId", "is missing" },
        { "update_task", """{"taskId":"task-none"}""", "taskId", "nothing to change" },
        { "update_task", """{"taskId":"task-none","cancel":false}""", "taskId", "nothing to change" },
        { "update_task", """{"taskId":"task-none","cancel":true,"retry":true}""", "cancel", "can be combined neither" },
        { "update_task", """{"taskId":"task-none","retry":true,"priority":"LOW"}""", "retry", "can be combined neither" },
        { "update_task", """{"taskId":"task-none","priority":"LOW"}""", "taskId", "no task task-none" },
        { "update_task", """{"taskId":"../x","cancel":true}""", "taskId", "must start with" },
        { "update_task", """{"taskId":"task-none","agentId":"a/b"}""", "agentId", "may hold only" },
        { "update_task", """{"taskId":"task-none","cancel":"yes"}""", "cancel", "must be a boolean" },

        { "resolve_blocker", """{"answer":"a"}""", "blockerId", "is missing" },
        { "resolve_blocker", """{"blockerId":"msg-none"}""", "answer", "is missing" },
        { "resolve_blocker", """{"blockerId":"task-a","answer":"a"}""", "blockerId", "must start with \"msg-\"" },
        { "resolve_blocker", """{"blockerId":"msg-none","answer":"a"}""", "blockerId", "no blocker \"msg-none\"" },
        { "resolve_blocker", """{"blockerId":"msg-none","answer":""}""", "answer", "must not be empty" },

        { "update_agent", "{}", "agentId", "is missing" },
        { "update_agent", """{"agentId":".."}""", "agentId", "may hold only" },
        { "update_agent", """{"agentId":"con","status":"active"}""", "agentId", "reserve" },
        { "update_agent", """{"agentId":"operator","status":"active"}""", "agentId", "person at the command line" },
        { "update_agent", """{"agentId":"director","status":"retired"}""", "agentId", "cannot retire itself" },
        { "update_agent", """{"agentId":"w1","role":"admin"}""", "role", "must be one of: agent, director, observer" },
        { "update_agent", """{"agentId":"w1","maxClaims":21}""", "maxClaims", "must be from 1 to 20" },
        { "update_agent", """{"agentId":"w1","capabilities":[""]}""", "capabilities[0]", "must not be empty" },

        { "post_summary", "{}", "summary", "is missing" },
        { "post_summary", $$"""{"summary":"{{Text(16_385)}}"}""", "summary", "the limit is 16384" },
        { "post_summary", """{"summary":"s","reviewId":"review-none"}""", "reviewId", "is not open on this connection" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_BadArgument_NamesItSaysWhatToDoAndWritesNothing(string tool, string arguments, string? argument, string words)
    {
        await using var world = new McpWorld();
        var director = await world.ConnectAsync("director", AgentRole.Director);
        await director.CallAsync("review_project"); // Registers the director, which writes.
        var before = world.Snapshot();
        var refusal = await director.RefusedAsync(tool, arguments);
        Assert.Equal(argument, refusal.Argument);
        Assert.Contains(words, refusal.Text, StringComparison.Ordinal);
        Assert.Contains(argument ?? "", refusal.Text, StringComparison.Ordinal);
        Assert.True(refusal.Text.Length < 1_000, "A refusal is read by a model and must not repeat what was too long.");
        Assert.Matches("\\. [A-Z].*\\.$", refusal.Text); // The problem, then the next step.
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public void Cases_CoverEveryTool() => Assert.Equal(13, Cases.Select(row => row.Data.Item1).Distinct().Count());

    [Theory]
    [InlineData("""{"ora/idempotencyKey":5}""")]
    [InlineData("""{"ora/idempotencyKey":""}""")]
    [InlineData("""{"ora/idempotencyKey":{}}""")]
    public async Task AssignTask_BadIdempotencyKey_IsRefused(string meta)
    {
        await using var world = new McpWorld();
        var director = await world.ConnectAsync("director", AgentRole.Director);
        var refusal = await director.RefusedAsync("assign_task", """{"title":"t","description":"d"}""", meta);
        Assert.Equal("ora/idempotencyKey", refusal.Argument);
        Assert.Empty(world.Files("inbox"));
    }

    [Fact]
    public async Task Call_ArgumentThatIsNull_CountsAsLeftOut()
    {
        await using var world = new McpWorld();
        var agent = await world.ConnectAsync("w1");
        await agent.CallAsync("post_heartbeat", """{"status":"idle","claim":null,"progress":null,"note":null}""");
    }

    private static string Text(int length) => new('x', length);

    private static string Many(int count) => string.Join(',', Enumerable.Repeat("\"a\"", count));
}
