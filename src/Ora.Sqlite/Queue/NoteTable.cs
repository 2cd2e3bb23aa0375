namespace Ora.Sqlite.Queue;

/// <summary>Small values that belong to the index.</summary>
internal sealed class NoteTable(StatementSet statements)
{
    private readonly Statement _get = statements.Add("SELECT value FROM queue_notes WHERE key = $key");

    private readonly Statement _set = statements.Add("""
        INSERT INTO queue_notes (key, value) VALUES ($key, $value) ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """);

    public string? Get(string key) => _get.First(row => row.GetString(0), ("$key", key));

    public void Set(string key, string value) => _set.Run(("$key", key), ("$value", value));
}
