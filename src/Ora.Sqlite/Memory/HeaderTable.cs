using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Ora.Core.Memory.Ranking;
using SQLitePCL;

namespace Ora.Sqlite.Memory;

/// <summary>The table <c>memory_headers</c>: read as a whole by a search, written one header at a time in place.</summary>
internal sealed class HeaderTable(SqliteConnection connection, StatementSet statements) : IDisposable
{
    private readonly Statement _add = statements.Add("INSERT OR IGNORE INTO memory_headers (block, data) VALUES ($block, $data)");
    private SqliteBlob? _open;
    private long _openBlock;

    /// <summary>Reads the headers of all passages into a rented array.</summary>
    public static PassageHeader[] ReadAll(SqliteConnection connection, int count)
    {
        var headers = ArrayPool<PassageHeader>.Shared.Rent(Math.Max(1, count));
        headers.AsSpan(0, count).Fill(PassageHeader.OfNone);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT block, data FROM memory_headers";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var first = reader.GetInt64(0) * PostingBlock.Passages;
            if (first >= count) continue;
            var stored = MemoryMarshal.Cast<byte, PassageHeader>(raw.sqlite3_column_blob(reader.Handle, 1));
            var used = (int)Math.Min(stored.Length, count - first);
            stored[..used].CopyTo(headers.AsSpan((int)first));
        }

        return headers;
    }

    /// <summary>Gives back what <see cref="ReadAll"/> rented.</summary>
    public static void Return(PassageHeader[] headers) => ArrayPool<PassageHeader>.Shared.Return(headers);

    /// <summary>The header of a passage.</summary>
    public PassageHeader this[int passage]
    {
        get
        {
            var header = default(PassageHeader);
            var bytes = MemoryMarshal.AsBytes(new Span<PassageHeader>(ref header));
            Seek(passage).ReadExactly(bytes);
            return header;
        }

        set => Seek(passage).Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PassageHeader>(ref value)));
    }

    /// <summary>Makes room for the headers of a block.</summary>
    public void AddBlockOf(int passage)
    {
        var empty = new PassageHeader[PostingBlock.Passages];
        Array.Fill(empty, PassageHeader.OfNone);
        _add.Run(("$block", passage / PostingBlock.Passages), ("$data", MemoryMarshal.AsBytes(empty.AsSpan()).ToArray()));
    }

    /// <inheritdoc/>
    public void Dispose() => _open?.Dispose();

    private SqliteBlob Seek(int passage)
    {
        var block = passage / PostingBlock.Passages;
        if (_open is null || _openBlock != block)
        {
            _open?.Dispose();
            _open = new SqliteBlob(connection, "memory_headers", "data", block);
            _openBlock = block;
        }

        _open.Position = (long)(passage % PostingBlock.Passages) * PassageHeader.Bytes;
        return _open;
    }
}
