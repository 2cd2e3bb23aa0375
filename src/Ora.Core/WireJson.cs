using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ora.Core.Agents;
using Ora.Core.Blockers;
using Ora.Core.Decisions;
using Ora.Core.Heartbeats;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.Review;
using Ora.Core.Tasks;

namespace Ora.Core;

/// <summary>The source-generated shapes of the tools' arguments and results, for the server, the command line and the Director.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = Limits.JsonDepth + ResultNesting,
    Converters = [typeof(UtcTimestampConverter), typeof(WireEnumConverter<TaskState>), typeof(WireEnumConverter<CompletionResult>)])]
[JsonSerializable(typeof(GetTaskInput))]
[JsonSerializable(typeof(GetTaskResult))]
[JsonSerializable(typeof(PostHeartbeatInput))]
[JsonSerializable(typeof(PostHeartbeatResult))]
[JsonSerializable(typeof(CompleteTaskInput))]
[JsonSerializable(typeof(CompleteTaskResult))]
[JsonSerializable(typeof(RaiseBlockerInput))]
[JsonSerializable(typeof(RaiseBlockerResult))]
[JsonSerializable(typeof(QueryMemoryInput))]
[JsonSerializable(typeof(QueryMemoryResult))]
[JsonSerializable(typeof(RecordDecisionInput))]
[JsonSerializable(typeof(RecordDecisionResult))]
[JsonSerializable(typeof(RememberInput))]
[JsonSerializable(typeof(RememberResult))]
[JsonSerializable(typeof(Briefing))]
[JsonSerializable(typeof(AssignTaskInput))]
[JsonSerializable(typeof(AssignTaskResult))]
[JsonSerializable(typeof(UpdateTaskInput))]
[JsonSerializable(typeof(UpdateTaskResult))]
[JsonSerializable(typeof(ResolveBlockerInput))]
[JsonSerializable(typeof(ResolveBlockerResult))]
[JsonSerializable(typeof(UpdateAgentInput))]
[JsonSerializable(typeof(UpdateAgentResult))]
[JsonSerializable(typeof(PostSummaryInput))]
[JsonSerializable(typeof(PostSummaryResult))]
public sealed partial class WireJsonContext : JsonSerializerContext
{
    // A result carries free-form parts of a message (a task's context) a few levels deeper than the message file does.
    private const int ResultNesting = 8;
}

/// <summary>The one way to write and read the wire's JSON.</summary>
public static class WireJson
{
    /// <summary>
    /// The shapes, with text written as it is: a model reads "é" in one token and its escape in five, and nothing embeds this in HTML.
    /// </summary>
    public static WireJsonContext Context { get; } = new(
        new JsonSerializerOptions(WireJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
