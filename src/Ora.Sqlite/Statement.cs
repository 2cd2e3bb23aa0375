using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Ora.Sqlite;

/// <summary>
/// A statement that is compiled when it is first used, then reused until its connection closes. Every failure of the store leaves it
/// as an <see cref="Core.Queue.IndexUnavailableException"/>.
/// </summary>
/// <remarks>
/// Plain ADO.NET, not a mapper: compiling a statement costs more than running it, and a mapper makes a new command, and so compiles
/// the statement again, at each call.
/// </remarks>
/// <param name="connection">An open connection.</param>
/// <param name="sql">One statement. Its parameters are given in the same order at each call.</param>
internal sealed class Statement(SqliteConnection connection, string sql) : IDisposable
{
    private SqliteCommand? _command;

    /// <summary>Runs the statement; returns how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            return Bind(parameters).ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Unavailable(e);
        }
    }

    /// <summary>The first row, or null when there is none.</summary>
    public T? First<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        try
        {
            using var reader = Bind(parameters).ExecuteReader();
            return reader.Read() ? read(reader) : null;
        }
        catch (Exception e) when (SqliteFailure.IsOfStore(e))
        {
            throw SqliteFailure.Unavailable(e);
        }
    }

    /// <summary>The first column of the first row, or null when there is no row.</summary>
    public long? Number(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            using var reader = Bind(parameters).ExecuteReader();
            return reader.Read() ? reader.GetInt64(0) : null;
        }
        catch (Exception e) when (SqliteFailure.IsOfStore(e))
        {
            throw SqliteFailure.Unavailable(e);
        }
    }

    /// <summary>All rows.</summary>
    public List<T> List<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            using var reader = Bind(parameters).ExecuteReader();
            var rows = new List<T>();
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        }
        catch (Exception e) when (SqliteFailure.IsOfStore(e))
        {
            throw SqliteFailure.Unavailable(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _command?.Dispose();

    private SqliteCommand Bind(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (_command is null)
        {
            _command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this assembly; values come as parameters only.
            _command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in parameters) _command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        for (var i = 0; i < parameters.Length; i++)
        {
            Debug.Assert(_command.Parameters[i].ParameterName == parameters[i].Name, "The order of parameters changed between two calls.");
            _command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        }

        return _command;
    }
}
