using Ora.Core.Errors;

namespace Ora.Mcp.Cli.Settings;

/// <summary>The settings that come from environment variables. A flag of the same name goes before them.</summary>
internal static class EnvironmentSettings
{
    /// <summary>The folder of all projects.</summary>
    public const string Root = "ORA_ROOT";

    /// <summary>The project.</summary>
    public const string Project = "ORA_PROJECT";

    /// <summary>Who a server's connection speaks for.</summary>
    public const string Agent = "ORA_AGENT";

    /// <summary>The role of a server's connection.</summary>
    public const string Role = "ORA_ROLE";

    /// <summary>Where PostgreSQL is, for projects that keep their tables there; may hold the password of the project's role.</summary>
    public const string Postgres = "ORA_POSTGRES";

    /// <summary>The connection of PostgreSQL's administrator, for <c>init</c>, <c>rebuild</c> and <c>drop</c>. It may hold a password.</summary>
    public const string PostgresAdmin = "ORA_POSTGRES_ADMIN";

    /// <summary>The Pinecone index that vectors are kept in. It turns search by meaning on; without it nothing leaves this machine.</summary>
    public const string PineconeIndex = "ORA_PINECONE_INDEX";

    /// <summary>Another control plane than Pinecone's own.</summary>
    public const string PineconeUrl = "ORA_PINECONE_URL";

    /// <summary>The cloud that a missing index is made in.</summary>
    public const string PineconeCloud = "ORA_PINECONE_CLOUD";

    /// <summary>The region that a missing index is made in.</summary>
    public const string PineconeRegion = "ORA_PINECONE_REGION";

    /// <summary>Who embeds: pinecone or openai, which is every endpoint of OpenAI's form.</summary>
    public const string Embeddings = "ORA_EMBEDDINGS";

    /// <summary>The address of an endpoint of OpenAI's form, which then embeds.</summary>
    public const string EmbeddingsUrl = "ORA_EMBEDDINGS_URL";

    /// <summary>The embedding model.</summary>
    public const string EmbeddingsModel = "ORA_EMBEDDINGS_MODEL";

    /// <summary>The dimension of its vectors.</summary>
    public const string EmbeddingsDimension = "ORA_EMBEDDINGS_DIMENSION";

    /// <summary>Pinecone's key, a secret under the name that its own programs use.</summary>
    public const string PineconeKey = "PINECONE_API_KEY";

    /// <summary>The key of an endpoint of OpenAI's form, a secret under the name that OpenAI's own programs use.</summary>
    public const string OpenAIKey = "OPENAI_API_KEY";

    /// <summary>The address of an endpoint of OpenAI's form, under the name that OpenAI's own programs use.</summary>
    public const string OpenAIUrl = "OPENAI_BASE_URL";

    private const string Prefix = "ORA_";

    /// <summary>All that Ora reads.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        Root, Project, Agent, Role, Postgres, PostgresAdmin, PineconeIndex, PineconeUrl, PineconeCloud, PineconeRegion,
        Embeddings, EmbeddingsUrl, EmbeddingsModel, EmbeddingsDimension,
    ];

    // Oracle's database client has used this prefix for decades; its variables are none of ours.
    private static readonly string[] OraclePrefixes =
        ["ORA_NLS", "ORA_SDTZ", "ORA_TZFILE", "ORA_CRS_HOME", "ORA_ASM_HOME", "ORA_GRID", "ORA_CLIENT", "ORA_ENCRYPT", "ORA_RMAN", "ORA_DEBUG", "ORA_FPU", "ORA_OCI"];

    /// <summary>Refuses a variable that looks like a setting of Ora but is none: a misspelt setting must not be ignored silently.</summary>
    /// <exception cref="OraException">There is one.</exception>
    public static void RefuseUnknown(IReadOnlyDictionary<string, string> variables)
    {
        var unknown = variables.Keys
            .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && !Known.Contains(name, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
                && !OraclePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        if (unknown is null) return;
        throw new OraException(
            OraErrorCode.Configuration,
            $"The environment variable {unknown} is no setting of Ora.",
            $"Unset it or correct its name; known are: {string.Join(", ", Known)}.",
            unknown);
    }

    /// <summary>A variable's value; one that is empty counts as not set.</summary>
    public static string? Find(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
