using Npgsql;

namespace Ora.Postgres.Provisioning;

/// <summary>An administrator's transaction.</summary>
/// <remarks>Not a mapper: statements that define something take no parameters, so names are checked, quoted and put into the text.</remarks>
internal sealed class AdminSession(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
{
    /// <summary>Runs statements.</summary>
    public async Task RunAsync(string sql)
    {
        var command = Create(sql);
        await using (command.ConfigureAwait(false)) await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first value of a query about a name, or null.</summary>
    public async Task<object?> ValueAsync(string sql, string? name = null)
    {
        var command = Create(sql);
        await using (command.ConfigureAwait(false))
        {
            if (name is not null) command.Parameters.Add(new NpgsqlParameter<string>("name", name));
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

#pragma warning disable CA2100 // Constants, numbers, checked and quoted names, and a verifier without a backslash.
    private NpgsqlCommand Create(string sql) => new(sql, connection, transaction);
#pragma warning restore CA2100
}
