using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Ora.Sqlite;

/// <summary>
/// A statement that is compiled when it is first used, then reused until its connection closes. Every failure of the store leaves it
/// as an <see cref="Core.Queue.IndexUnavailableException"/>.
/// </summary>
/// <remarks>
/// SQLite's own calls, not ADO.NET: a provider looks its parameters up by name, wraps each row and splits the text again at each call,
/// which takes as long as the statement. And no mapper: it makes a new command, and so compiles the statement again, each time.
/// </remarks>
/// <param name="connection">An open connection.</param>
/// <param name="sql">One statement. Its parameters are given in the same order at each call.</param>
internal sealed class Statement(SqliteConnection connection, string sql) : IDisposable
{
    private const int TextOnStackBytes = 512;

    private sqlite3_stmt? _compiled;
    private int[] _places = [];

    /// <summary>Runs the statement.</summary>
    public void Run(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            Bind(parameters);
            while (Step())
            {
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Unavailable(e);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row, or null when there is none.</summary>
    public T? First<T>(Func<Row, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        try
        {
            Bind(parameters);
            return Step() ? read(new Row(_compiled!)) : null;
        }
        catch (Exception e) when (SqliteFailure.IsOfStore(e))
        {
            throw SqliteFailure.Unavailable(e);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the first row, or null when there is no row.</summary>
    public long? Number(params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            Bind(parameters);
            long? number = Step() ? new Row(_compiled!).GetInt64(0) : null;

            // A statement that writes and returns has written when it has come to its end.
            while (number is not null && Step())
            {
            }

            return number;
        }
        catch (Exception e) when (SqliteFailure.IsOfStore(e))
        {
            throw SqliteFailure.Unavailable(e);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows.</summary>
    public List<T> List<T>(Func<Row, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            Bind(parameters);
            var rows = new List<T>();
            while (Step()) rows.Add(read(new Row(_compiled!)));
            return rows;
        }
        catch (Exception e) when (SqliteFailure.IsOfStore(e))
        {
            throw SqliteFailure.Unavailable(e);
        }
        finally
        {
            Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _compiled?.Dispose();

    private void Bind(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (_compiled is null) Compile(parameters);
        for (var i = 0; i < parameters.Length; i++)
        {
            Debug.Assert(sqlite3_bind_parameter_index(_compiled!, parameters[i].Name) == _places[i], "The order of parameters changed between two calls.");
            Check(Bind(_places[i], parameters[i].Value));
        }
    }

    private void Compile(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        Check(sqlite3_prepare_v3(connection.Handle, sql, SQLITE_PREPARE_PERSISTENT, out var compiled));
        _compiled = compiled;
        _places = new int[parameters.Length];
        for (var i = 0; i < parameters.Length; i++) _places[i] = sqlite3_bind_parameter_index(compiled, parameters[i].Name);
    }

    private int Bind(int place, object? value) => value switch
    {
        null => sqlite3_bind_null(_compiled!, place),
        string text => BindText(place, text),
        byte[] { Length: 0 } => sqlite3_bind_zeroblob(_compiled!, place, 0),
        byte[] bytes => sqlite3_bind_blob(_compiled!, place, bytes),
        int number => sqlite3_bind_int64(_compiled!, place, number),
        long number => sqlite3_bind_int64(_compiled!, place, number),
        _ => throw new ArgumentException($"{value.GetType()} is not kept in a column.", nameof(value)),
    };

    private int BindText(int place, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var buffer = most <= TextOnStackBytes ? stackalloc byte[TextOnStackBytes] : new byte[most];
        return sqlite3_bind_text(_compiled!, place, (ReadOnlySpan<byte>)buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    private bool Step()
    {
        var result = sqlite3_step(_compiled!);
        if (result == SQLITE_ROW) return true;
        if (result != SQLITE_DONE) Check(result);
        return false;
    }

    // Not checked: it tells once more how the last step failed.
    private void Reset()
    {
        if (_compiled is not null) _ = sqlite3_reset(_compiled);
    }

    private void Check(int result)
    {
        if (result == SQLITE_OK) return;
        var extended = sqlite3_extended_errcode(connection.Handle);
        throw new SqliteException(sqlite3_errmsg(connection.Handle).utf8_to_string(), result & 0xFF, extended);
    }
}
