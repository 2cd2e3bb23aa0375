using System.Text.Json;
using System.Text.Json.Serialization;
using Ora.Core.Messages;

namespace Ora.Sqlite.State;

/// <summary>The source-generated shapes of what the tables keep as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Progress))]
internal sealed partial class StateJsonContext : JsonSerializerContext;
