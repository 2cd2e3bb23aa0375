using Npgsql;
using Ora.Core.Messages;
using Ora.Files.Projects;
using Ora.Postgres.Tests.Cluster;
using Ora.Postgres.Tests.Fleet;
using Xunit;

namespace Ora.Postgres.Tests.Provisioning;

/// <summary>
/// Two projects in one database. Whatever the catalogue lists as the other's, PostgreSQL itself denies: the test goes through the
/// catalogue, so an object that a later version adds is tried, too.
/// </summary>
public sealed class IsolationTests(PostgresCluster cluster)
{
    private const string Denied = PostgresErrorCodes.InsufficientPrivilege;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryObjectOfTheOtherProject_IsDeniedByPostgres()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var (mine, other) = (await root.InitAsync("my-own"), await root.InitAsync("the-other"));
        await using var session = await OpenAsync(root.RoleOf(other));
        await MakeEveryKindOfObjectAsync(session);

        var attempts = await AttemptsAsync(root, other.Postgres.Schema, other.Postgres.Role, session.ProcessID);
        await using var connection = await OpenAsync(root.RoleOf(mine));
        var wrong = new List<string>();
        foreach (var attempt in attempts)
        {
            var state = await TryAsync(connection, attempt);
            if (state != Denied) wrong.Add($"{state}: {attempt}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        foreach (var kind in (string[])["SELECT * FROM \"ora_the-other\".messages", "nextval", "lo_get", "pg_temp_", "\"ora_the-other\".secret_function", "pg_terminate_backend"])
            Assert.Contains(attempts, attempt => attempt.Contains(kind, StringComparison.Ordinal));
    }

    [Fact]
    public async Task NothingOfAProject_IsGrantedToPublic()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("closed");
        await using var session = await OpenAsync(root.RoleOf(project));
        await MakeEveryKindOfObjectAsync(session);

        var granted = await cluster.SqlAsync(root.Database, """
            SELECT string_agg(what, ', ') FROM (
              SELECT 'schema ' || nspname AS what, nspacl AS acl, nspowner AS owner, 'n'::"char" AS kind FROM pg_namespace WHERE nspname = 'ora_closed'
              UNION ALL SELECT 'relation ' || relname, relacl, relowner, CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" FROM pg_class WHERE relnamespace = 'ora_closed'::regnamespace
              UNION ALL SELECT 'function ' || proname, proacl, proowner, 'f' FROM pg_proc WHERE pronamespace = 'ora_closed'::regnamespace
              UNION ALL SELECT 'type ' || typname, typacl, typowner, 'T' FROM pg_type WHERE typnamespace = 'ora_closed'::regnamespace AND typtype IN ('d', 'e') 
              UNION ALL SELECT 'large object', lomacl, lomowner, 'L' FROM pg_largeobject_metadata) AS object,
              aclexplode(coalesce(acl, acldefault(kind, owner))) AS granted
            WHERE granted.grantee = 0
            """);

        Assert.True(granted is null or DBNull, $"Granted to everybody: {granted}");
    }

    [Fact]
    public async Task TheOtherProject_IsShownByNoToolAndNoCommand()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var (mine, other) = (await root.InitAsync("here"), await root.InitAsync("there"));
        var theirs = await root.ConnectAsync("there", "w1");
        await (await root.ConnectAsync("there", "director", AgentRole.Director)).CallAsync("assign_task", new { title = "Zanzibar", description = "zanzibar" });
        await theirs.CallAsync("remember", new { text = "zanzibar", type = "note" });
        var claim = (await theirs.CallAsync("get_task")).GetProperty("claim").GetString();
        await theirs.CallAsync("raise_blocker", new { claim, description = "zanzibar", severity = "HIGH", needs = "n" });

        var agent = await root.ConnectAsync("here", "w1");
        var director = await root.ConnectAsync("here", "director", AgentRole.Director);
        string[] answers =
        [
            (await agent.CallAsync("get_task")).GetRawText(),
            (await agent.CallAsync("query_memory", new { query = "zanzibar", topK = 50 })).GetRawText(),
            (await director.CallAsync("review_project")).GetRawText(),
            (await root.OkAsync("--project", "here", "task", "list", "--json")).Output,
            (await root.OkAsync("--project", "here", "status", "--json")).Output,
            (await root.OkAsync("--project", "here", "log", "--json")).Output,
        ];

        Assert.All(answers, answer =>
        {
            Assert.DoesNotContain("zanzibar", answer, StringComparison.OrdinalIgnoreCase);
            foreach (var project in (ProjectFolder[])[mine, other]) Assert.DoesNotContain(project.ReadPostgresPassword()!, answer, StringComparison.Ordinal);
        });
    }

    private static Task MakeEveryKindOfObjectAsync(NpgsqlConnection session) => RunAsync(session, """
        CREATE SEQUENCE secret_sequence;
        CREATE VIEW secret_view AS SELECT * FROM messages;
        CREATE MATERIALIZED VIEW secret_materialized AS SELECT 1 AS one;
        CREATE TABLE secret_partitioned (n integer) PARTITION BY RANGE (n);
        CREATE FUNCTION secret_function() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT ''secret''';
        CREATE PROCEDURE secret_procedure() LANGUAGE sql AS 'SELECT 1';
        CREATE TYPE secret_enum AS ENUM ('a');
        CREATE DOMAIN secret_domain AS text;
        CREATE TEMPORARY TABLE secret_temporary AS SELECT 'secret' AS word;
        SELECT lo_from_bytea(0, 'secret');
        """);

    // Every object of the schema and of the owner, with every way to reach it.
    private static async Task<List<string>> AttemptsAsync(TestRoot root, string schema, string role, int backend)
    {
        await using var admin = await OpenAsync(root.Cluster.Builder(root.Database));
        var attempts = await ReadAsync(admin, $"""
            WITH objects AS (
              SELECT c.oid, c.relkind, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
              FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
              WHERE c.relowner = '"{role}"'::regrole AND n.nspname NOT LIKE 'pg\_toast%'),
            functions AS (
              SELECT p.prokind, p.oid::regprocedure AS signature, quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS name
              FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace WHERE p.proowner = '"{role}"'::regrole),
            types AS (
              SELECT t.typtype, quote_ident(n.nspname) || '.' || quote_ident(t.typname) AS name
              FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
              WHERE t.typowner = '"{role}"'::regrole AND n.nspname NOT LIKE 'pg\_%')
            SELECT format(statement, name) FROM objects, unnest(ARRAY[
              'SELECT * FROM %s', 'INSERT INTO %s DEFAULT VALUES', 'DELETE FROM %s', 'TRUNCATE %s', 'DROP TABLE %s', 'ALTER TABLE %s ADD COLUMN x integer',
              'LOCK TABLE %s IN ACCESS SHARE MODE', 'COPY %s TO STDOUT', 'GRANT ALL ON %s TO PUBLIC', 'COMMENT ON TABLE %s IS ''x''',
              'CREATE TRIGGER x AFTER INSERT ON %s EXECUTE FUNCTION suppress_redundant_updates_trigger()', 'CREATE INDEX ON %s ((1))']) AS statement
            WHERE relkind IN ('r', 'p')
            UNION ALL SELECT format(statement, name) FROM objects, unnest(ARRAY['SELECT * FROM %s', 'DROP VIEW %s']) AS statement WHERE relkind = 'v'
            UNION ALL SELECT format(statement, name) FROM objects, unnest(ARRAY['SELECT * FROM %s', 'REFRESH MATERIALIZED VIEW %s']) AS statement WHERE relkind = 'm'
            UNION ALL SELECT format(statement, name) FROM objects, unnest(ARRAY[
              'SELECT nextval(''%s'')', 'SELECT setval(''%s'', 1)', 'SELECT currval(''%s'')', 'SELECT * FROM %s']) AS statement WHERE relkind = 'S'
            UNION ALL SELECT format('DROP INDEX %s', name) FROM objects WHERE relkind IN ('i', 'I')
            UNION ALL SELECT format('SELECT %s()', name) FROM functions WHERE prokind = 'f'
            UNION ALL SELECT format('CALL %s()', name) FROM functions WHERE prokind = 'p'
            UNION ALL SELECT format('DROP ROUTINE %s()', name) FROM functions
            UNION ALL SELECT format('SELECT NULL::%s', name) FROM types
            UNION ALL SELECT format('CREATE TABLE stolen (x %s)', name) FROM types
            UNION ALL SELECT format(statement, oid) FROM pg_largeobject_metadata, unnest(ARRAY[
              'SELECT lo_get(%s)', 'SELECT lo_put(%s, 0, ''x'')', 'SELECT lo_unlink(%s)', 'SELECT lo_open(%s, 262144)', 'GRANT SELECT ON LARGE OBJECT %s TO PUBLIC']) AS statement
            WHERE lomowner = '"{role}"'::regrole
            """);
        attempts.AddRange(
        [
            $"CREATE TABLE \"{schema}\".x (x integer)", $"CREATE FUNCTION \"{schema}\".x() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            $"DROP SCHEMA \"{schema}\" CASCADE", $"ALTER SCHEMA \"{schema}\" RENAME TO mine", $"GRANT USAGE ON SCHEMA \"{schema}\" TO PUBLIC",
            $"SET ROLE \"{role}\"", $"SET SESSION AUTHORIZATION \"{role}\"", $"ALTER ROLE \"{role}\" PASSWORD 'x'", $"ALTER ROLE \"{role}\" SET search_path = public",
            $"DROP OWNED BY \"{role}\"", $"REASSIGN OWNED BY \"{role}\" TO CURRENT_USER", $"ALTER DEFAULT PRIVILEGES FOR ROLE \"{role}\" GRANT ALL ON TABLES TO PUBLIC",
            $"SELECT pg_terminate_backend({backend})", $"SELECT pg_cancel_backend({backend})",
            "SELECT rolpassword FROM pg_authid", "SELECT passwd FROM pg_shadow", "SELECT * FROM pg_largeobject", "SELECT pg_read_file('PG_VERSION')",
            "COPY (SELECT 1) TO PROGRAM 'id'", "SELECT lo_export(1, '/tmp/x')", "SELECT lo_import('/etc/passwd')", "CREATE SCHEMA mine", "CREATE TABLE public.x (x integer)",
            "CREATE ROLE x", "CREATE DATABASE x", "CREATE EXTENSION dblink", "SELECT pg_ls_dir('.')", "ALTER SYSTEM SET log_statement = 'none'",
        ]);
        return attempts;
    }

    private static async Task<string> TryAsync(NpgsqlConnection connection, string sql)
    {
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        try
        {
            if (sql.StartsWith("CREATE DATABASE", StringComparison.Ordinal) || sql.StartsWith("ALTER SYSTEM", StringComparison.Ordinal)) await transaction.RollbackAsync(Cancellation);
            await RunAsync(connection, sql);
            return "allowed";
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation)) rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder builder)
    {
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
