using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ora.Files.Projects;

/// <summary>The content of <c>project.json</c>.</summary>
/// <remarks>What has a default is set, not init-only: the source-generated reader would overwrite the default.</remarks>
internal sealed record ProjectFile
{
    public const int CurrentVersion = 1;
    public const string SqliteState = "sqlite";
    public const string PostgresState = "postgres";

    public int SchemaVersion { get; set; } = CurrentVersion;

    public required string Name { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The one store that owns tasks and messages. Only "files" so far.</summary>
    public string Authority { get; set; } = "files";

    /// <summary>Where the tables are: "sqlite" or "postgres".</summary>
    public string State { get; set; } = SqliteState;

    public string? Schema { get; init; }

    public PostgresSection? Postgres { get; init; }

    public string? Namespace { get; init; }

    /// <summary>Which model the project's vectors are of, once there are any.</summary>
    public EmbeddingsSection? Embeddings { get; init; }

    public string? Channel { get; init; }

    public SettingsSection? Settings { get; init; }
}

/// <summary>Where the tables are in PostgreSQL. There is no password here.</summary>
internal sealed record PostgresSection
{
    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? Database { get; init; }

    public string? Role { get; init; }

    public string? SslMode { get; init; }

    public string? RootCertificate { get; init; }
}

/// <summary>Which model the project's vectors are of, and in which index they are.</summary>
internal sealed record EmbeddingsSection
{
    public required string Model { get; init; }

    public required int Dimension { get; init; }

    public required string Index { get; init; }
}

/// <summary>What may be set; what is left out has the default of <see cref="Core.Projects.ProjectSettings"/>.</summary>
internal sealed record SettingsSection
{
    public int? LeaseSeconds { get; init; }

    public int? MaxAttempts { get; init; }

    public int? HeartbeatSeconds { get; init; }

    public int? StallSeconds { get; init; }

    public int? AgentGoneSeconds { get; init; }
}

/// <summary>The content of <c>profile.json</c>.</summary>
internal sealed record ProfileFile
{
    public int SchemaVersion { get; set; } = 1;

    public required string AgentId { get; init; }

    public required string Role { get; init; }

    public required string Status { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public int? MaxClaims { get; init; }
}

/// <summary>The content of <c>failed/&lt;name&gt;.error.json</c>.</summary>
internal sealed record ErrorFile
{
    public const string Rejected = "rejected";
    public const string GivenUp = "failed";
    public const string Cancelled = "cancelled";

    public int SchemaVersion { get; set; } = 1;

    /// <summary>rejected: the file never was a message. failed, cancelled: a task's end.</summary>
    public required string Kind { get; init; }

    public required string Code { get; init; }

    public string? Field { get; init; }

    public required string Problem { get; init; }

    public string? TaskId { get; init; }

    public int? Attempt { get; init; }

    public string? AgentId { get; init; }

    /// <summary>Of a task's end: who held it then; null when it waited. No name of a file in failed/ and no single message says it.</summary>
    public string? ClaimedBy { get; init; }

    public DateTimeOffset? Timestamp { get; init; }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(Core.Messages.UtcTimestampConverter)])]
[JsonSerializable(typeof(ProjectFile))]
[JsonSerializable(typeof(ProfileFile))]
[JsonSerializable(typeof(ErrorFile))]
internal sealed partial class FileJsonContext : JsonSerializerContext;
