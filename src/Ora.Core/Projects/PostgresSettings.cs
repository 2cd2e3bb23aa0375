namespace Ora.Core.Projects;

/// <summary>Where a project's tables are when they are in PostgreSQL. The password is never part of it.</summary>
public sealed record PostgresSettings
{
    /// <summary>The server's name or address, or the folder of its Unix socket.</summary>
    public required string Host { get; init; }

    /// <summary>The server's port.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The schema that the project owns.</summary>
    public required string Schema { get; init; }

    /// <summary>The login role that the project uses, and that owns the schema.</summary>
    public required string Role { get; init; }

    /// <summary>How the connection is encrypted: disable, allow, prefer, require, verify-ca or verify-full; null: prefer.</summary>
    public string? SslMode { get; init; }

    /// <summary>The file of the certificate that the server's must descend from; null: the system's.</summary>
    public string? RootCertificate { get; init; }
}
