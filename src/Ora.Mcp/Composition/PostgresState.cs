using Ora.Core.State;
using Ora.Files.Projects;
using Ora.Postgres;
using Ora.Postgres.State;

namespace Ora.Mcp.Composition;

/// <summary>The tables of a project that keeps them in PostgreSQL. In a class of its own, so that nothing of it is loaded for the others.</summary>
internal static class PostgresState
{
    /// <summary>The store. Nothing is connected yet.</summary>
    public static IStateStore Open(ProjectFolder folder, IReadOnlyDictionary<string, string> variables, TimeProvider timeProvider) =>
        new PostgresStateStore(new PostgresDatabase(folder.Postgres, folder.ReadPostgresPassword(), variables, timeProvider), folder.Settings);
}
