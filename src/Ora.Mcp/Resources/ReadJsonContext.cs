using System.Text.Json;
using System.Text.Json.Serialization;
using Ora.Core;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Mcp.Resources;

/// <summary>The source-generated shapes of what is read from a project, the same in resources and in <c>--json</c>.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = Limits.JsonDepth + Nesting,
    Converters = [typeof(UtcTimestampConverter), typeof(WireEnumConverter<TaskState>)])]
[JsonSerializable(typeof(TaskDetails))]
[JsonSerializable(typeof(AgentDetails))]
[JsonSerializable(typeof(ProjectStatus))]
[JsonSerializable(typeof(TaskRow))]
[JsonSerializable(typeof(DecisionRow))]
[JsonSerializable(typeof(BlockerRow))]
internal sealed partial class ReadJsonContext : JsonSerializerContext
{
    // What is read carries free-form parts of a message (a task's context) a few levels deeper than the message file does.
    private const int Nesting = 8;
}
