using System.Text.Json.Serialization;

namespace Ora.Postgres.State;

/// <summary>The source-generated shapes of rows on their way into the tables: named like the columns.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<MessageInput>))]
[JsonSerializable(typeof(List<TaskInput>))]
[JsonSerializable(typeof(IReadOnlyList<Core.State.AttemptChange>))]
[JsonSerializable(typeof(IReadOnlyList<Core.State.MetricChange>))]
internal sealed partial class StateJsonContext : JsonSerializerContext;

/// <summary>The source-generated shape of a progress as it is kept.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Core.Messages.Progress))]
internal sealed partial class ProgressJsonContext : JsonSerializerContext;
