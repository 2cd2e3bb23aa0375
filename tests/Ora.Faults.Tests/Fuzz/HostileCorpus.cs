namespace Ora.Faults.Tests.Fuzz;

/// <summary>Valid messages and requests that mutants are made of. Their ids are ids of strangers, so that no mutant speaks of real work.</summary>
internal static class HostileCorpus
{
    /// <summary>A valid message file.</summary>
    public static string Message(Random random, string id) => random.Next(8) switch
    {
        0 => $$"""{"schemaVersion":1,"messageId":"msg-h{{id}}","messageType":"TASK_COMPLETE","projectName":"demo","agentId":"w9","timestamp":"2026-01-01T00:00:00Z","taskId":"task-h{{id}}","attempt":1,"outcome":"completed","summary":"s"}""",
        1 => $$"""{"schemaVersion":1,"messageId":"msg-h{{id}}","messageType":"TASK_UPDATED","projectName":"demo","agentId":"boss","timestamp":"2026-01-01T00:00:00Z","taskId":"task-h{{id}}","change":"changed","priority":"HIGH"}""",
        2 => $$"""{"schemaVersion":1,"messageId":"msg-h{{id}}","messageType":"HEARTBEAT","projectName":"demo","agentId":"w9","timestamp":"2026-01-01T00:00:00Z","status":"working"}""",
        3 => $$"""{"schemaVersion":1,"messageId":"msg-h{{id}}","messageType":"BLOCKER_ALERT","projectName":"demo","agentId":"w9","timestamp":"2026-01-01T00:00:00Z","description":"d","severity":"HIGH","needs":"n"}""",
        4 => $$"""{"schemaVersion":1,"messageId":"msg-h{{id}}","messageType":"MEMORY_ADDED","projectName":"demo","agentId":"w9","timestamp":"2026-01-01T00:00:00Z","entries":[{"text":"t","type":"note"}]}""",
        _ => $$"""{"schemaVersion":1,"messageId":"task-h{{id}}","messageType":"NEW_TASK_ASSIGNMENT","projectName":"demo","priority":"LOW","task":{"title":"stranger {{id}}","description":"d","paths":["src/{{id}}/**"],"requires":[],"dependsOn":[],"maxAttempts":3} }""",
    };

    /// <summary>Valid requests of a session, after the handshake.</summary>
    public static IReadOnlyList<string> Requests { get; } =
    [
        """{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{}}""",
        """{"jsonrpc":"2.0","id":3,"method":"ping"}""",
        """{"jsonrpc":"2.0","id":"four","method":"resources/list"}""",
        """{"jsonrpc":"2.0","id":5,"method":"resources/read","params":{"uri":"ora://task/task-none"}}""",
        """{"jsonrpc":"2.0","id":6,"method":"prompts/get","params":{"name":"agent-worker","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_task","arguments":{"waitSeconds":0}}}""",
        """{"jsonrpc":"2.0","id":8,"method":"tools/call","params":{"name":"post_heartbeat","arguments":{"status":"working","progress":{"phase":"p","tasksCompleted":1,"tasksRemaining":2},"note":"n"}}}""",
        """{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"complete_task","arguments":{"claim":"task-none.1","outcome":"completed","summary":"s","artifacts":["a"]}}}""",
        """{"jsonrpc":"2.0","id":10,"method":"tools/call","params":{"name":"raise_blocker","arguments":{"description":"d","severity":"LOW","needs":"n"}}}""",
        """{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{"name":"query_memory","arguments":{"query":"\"a* OR (b","topK":3,"types":["note"],"since":"2026-01-01T00:00:00Z"}}}""",
        """{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"record_decision","arguments":{"title":"t","rationale":"r","alternatives":["a"],"evidence":[]}}}""",
        """{"jsonrpc":"2.0","id":13,"method":"tools/call","params":{"name":"remember","arguments":{"text":"t","type":"note","source":"s"},"_meta":{"progressToken":1}}}""",
        """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7,"reason":"r"}}""",
        """{"jsonrpc":"2.0","id":14,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""",
        """{"jsonrpc":"2.0","id":15,"result":{}}""",
        """{"jsonrpc":"2.0","id":16,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"agent-worker"},"argument":{"name":"a","value":"b"}}}""",
        """{"jsonrpc":"2.0","id":17,"method":"logging/setLevel","params":{"level":"debug"}}""",
    ];
}
