using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using Ora.Core.State;

namespace Ora.Postgres.Migrations;

/// <summary>
/// Brings a schema to the version of this program by the numbered scripts <c>0001_….sql</c>, …: each once, in order, in one
/// transaction. Several programs may start at once, so they take turns by an advisory lock.
/// </summary>
internal static class Migrator
{
    private const string Prefix = "Ora.Postgres.";
    private const int LockClass = 0x4F7261; // "Ora", so that the lock is in nobody's way.

    private const int ScriptSeconds = 600; // An index on tables that are full takes its time.

    private const string Exists = "SELECT to_regclass(quote_ident(current_schema()) || '.schema_migrations') IS NOT NULL";

    private const string DropTables = """
        DROP TABLE IF EXISTS
          messages, tasks, agents, director_decisions, blockers, attempts, performance_metrics, projection_failures, schema_migrations
        CASCADE
        """;

    private const string CreateTable = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          version integer PRIMARY KEY CHECK (version > 0),
          name text NOT NULL,
          checksum text NOT NULL,
          applied_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    /// <summary>All scripts, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Read()];

    /// <summary>The version of this program's tables.</summary>
    public static int Newest => All[^1].Version;

    /// <summary>The version of a schema's tables, or null when it has none.</summary>
    /// <exception cref="StateUnavailableException">They are newer than this program, or were made by scripts that are not this program's.</exception>
    public static async Task<int?> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await connection.QuerySingleAsync<bool>(Exists, commandTimeout: connection.CommandTimeout).ConfigureAwait(false)) return null;
        var applied = await AppliedAsync(connection, transaction: null).ConfigureAwait(false);
        Check(applied);
        return applied.Count == 0 ? null : applied[^1].Version;
    }

    /// <summary>Applies the scripts that are missing.</summary>
    /// <exception cref="StateUnavailableException">The tables are newer than this program, or were made by scripts that are not this program's.</exception>
    public static Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        MigrateAsync(connection, isAnew: false, cancellationToken);

    /// <summary>Drops the tables that are there, with what depends on them, and applies all scripts.</summary>
    public static Task MakeAnewAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        MigrateAsync(connection, isAnew: true, cancellationToken);

    private static async Task MigrateAsync(NpgsqlConnection connection, bool isAnew, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await connection.ExecuteAsync(
                "SELECT pg_advisory_xact_lock(@LockClass, hashtext(current_schema()))", new { LockClass }, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
            if (isAnew) await connection.ExecuteAsync(DropTables, param: null, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
            if (!await connection.QuerySingleAsync<bool>(Exists, param: null, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false))
                await connection.ExecuteAsync(CreateTable, param: null, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
            var applied = await AppliedAsync(connection, transaction).ConfigureAwait(false);
            Check(applied);
            foreach (var migration in All.Skip(applied.Count)) await ApplyAsync(connection, transaction, migration).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Refuses tables that this program's scripts did not make.</summary>
    internal static void Check(IReadOnlyList<AppliedMigration> applied)
    {
        for (var n = 0; n < applied.Count; n++)
        {
            if (n >= All.Count)
            {
                throw new StateUnavailableException(
                    $"The project's tables in PostgreSQL have version {applied[^1].Version}; this program knows {Newest}.",
                    "Use the version of ora that made them, or a newer one.");
            }

            if (applied[n].Version == All[n].Version && applied[n].Checksum == All[n].Checksum) continue;
            throw new StateUnavailableException(
                $"The project's tables in PostgreSQL were made by another script {applied[n].Version:0000} than this program's.",
                "Use the version of ora that made them; or drop the schema, then run `ora init PROJECT --postgres` and `ora rebuild`.");
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Migration migration)
    {
        await connection.ExecuteAsync(migration.Sql, param: null, transaction, commandTimeout: ScriptSeconds).ConfigureAwait(false);
        await connection.ExecuteAsync(
            "INSERT INTO schema_migrations (version, name, checksum) VALUES (@Version, @Name, @Checksum)",
            new { migration.Version, migration.Name, migration.Checksum },
            transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
    }

    private static async Task<List<AppliedMigration>> AppliedAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        var rows = await connection.QueryAsync<AppliedMigration>(
            "SELECT version, checksum FROM schema_migrations ORDER BY version", param: null, transaction, commandTimeout: connection.CommandTimeout).ConfigureAwait(false);
        return [.. rows];
    }

    private static IEnumerable<Migration> Read()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd().ReplaceLineEndings("\n"); // The checksum must not depend on how the source was checked out.
            var name = resource[Prefix.Length..^".sql".Length];
            var version = int.Parse(name.Split('_')[0], CultureInfo.InvariantCulture);
            yield return new Migration(version, name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }
    }
}

/// <summary>A script.</summary>
/// <param name="Version">Its number, from 1 without a gap.</param>
/// <param name="Name">Its file's name without the extension.</param>
/// <param name="Sql">What it does.</param>
/// <param name="Checksum">SHA-256 of <paramref name="Sql"/>, in hexadecimal.</param>
internal sealed record Migration(int Version, string Name, string Sql, string Checksum);

/// <summary>A row of <c>schema_migrations</c>.</summary>
internal sealed record AppliedMigration
{
    public int Version { get; init; }

    public required string Checksum { get; init; }
}
