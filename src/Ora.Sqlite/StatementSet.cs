using Microsoft.Data.Sqlite;

namespace Ora.Sqlite;

/// <summary>The statements of one connection.</summary>
/// <param name="connection">An open connection; it stays the caller's.</param>
internal sealed class StatementSet(SqliteConnection connection) : IDisposable
{
    private readonly List<(string Sql, Statement Statement)> _statements = [];

    /// <summary>The text of every statement, for the tests that look at the query plans.</summary>
    public IEnumerable<string> Texts => _statements.Select(s => s.Sql);

    /// <summary>Adds a statement, to be compiled when it is first used.</summary>
    public Statement Add(string sql)
    {
        var statement = new Statement(connection, sql);
        _statements.Add((sql, statement));
        return statement;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, statement) in _statements) statement.Dispose();
    }
}
