using Npgsql;
using Ora.Core.Ids;
using Ora.Files.Projects;
using Ora.Postgres.Tests.Cluster;
using Ora.Postgres.Tests.Fleet;
using Xunit;

namespace Ora.Postgres.Tests.Provisioning;

/// <summary><c>ora init --postgres</c> and <c>ora drop</c> on a real server.</summary>
public sealed class InitTests(PostgresCluster cluster)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Init_New_MakesSchemaAndRoleAndKeepsThePasswordInAPrivateFile()
    {
        await using var root = await TestRoot.CreateAsync(cluster);

        var result = await root.AdminAsync("init", "first-one", "--postgres", "--json");

        Assert.Equal("ora_first-one", result.Json.GetProperty("schema").GetString());
        Assert.True(result.Json.GetProperty("tablesCreated").GetBoolean());
        var project = ProjectFolder.Open(root.Path, ProjectName.Parse("first-one"));
        Assert.True(project.UsesPostgres);
        var file = Path.Combine(project.Path, "postgres.password");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal("ora_first-one", await PostgresCluster.SqlAsync(root.RoleOf(project), "SELECT current_schema()::text"));
        Assert.DoesNotContain(project.ReadPostgresPassword()!, await File.ReadAllTextAsync(Path.Combine(project.Path, "project.json"), Cancellation), StringComparison.Ordinal);
        await root.AdminAsync("init", "second", "--postgres");
        RequireNoSecret(root, project);
        await DropAsync(root, "first-one", "second");
    }

    [Fact]
    public async Task Init_Again_ChangesNothing()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("again");
        var before = (await CatalogAsync(root, project), await File.ReadAllTextAsync(Path.Combine(project.Path, "project.json"), Cancellation), project.ReadPostgresPassword());

        var result = await root.AdminAsync("init", "again", "--postgres", "--json");

        Assert.False(result.Json.GetProperty("tablesCreated").GetBoolean());
        Assert.Equal(before, (await CatalogAsync(root, project), await File.ReadAllTextAsync(Path.Combine(project.Path, "project.json"), Cancellation), project.ReadPostgresPassword()));
        await DropAsync(root, "again");
    }

    [Fact]
    public async Task Init_ConnectionOnStandardInput_IsTakenAndOnTheCommandLineWarnedOf()
    {
        await using var root = await TestRoot.CreateAsync(cluster);

        var fromInput = await root.RunAsync(cluster.AdminUri(root.Database) + "\n", "init", "from-input", "--postgres", "-");
        var fromFlag = await root.RunAsync("", "init", "from-flag", "--postgres", cluster.Admin(root.Database));

        Assert.Equal((0, 0), (fromInput.ExitCode, fromFlag.ExitCode));
        Assert.DoesNotContain("Warning", fromInput.Output, StringComparison.Ordinal);
        Assert.Contains("Warning: The connection held a password", fromFlag.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresCluster.Secret, root.Said.ToString(), StringComparison.Ordinal);
        await DropAsync(root, "from-input", "from-flag");
    }

    [Fact]
    public async Task Init_ProjectWithTasksInTheEmbeddedTables_MovesThem()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        await root.OkAsync("init", "moved");
        await root.OkAsync("--project", "moved", "task", "add", "--title", "From before");

        var project = await root.InitAsync("moved");

        Assert.Equal("From before", await PostgresCluster.SqlAsync(root.RoleOf(project), "SELECT title FROM tasks"));
        Assert.Contains("From before", (await root.OkAsync("--project", "moved", "task", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("postgres", (await root.OkAsync("--project", "moved", "status")).Output, StringComparison.Ordinal);
        await DropAsync(root, "moved");
    }

    [Fact]
    public async Task Init_NamesInProjectJson_OverrideThePattern()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        await root.OkAsync("init", "older");
        var file = Path.Combine(root.Path, "older", "project.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancellation)).Replace("ora_older", "mcp-wp", StringComparison.Ordinal), Cancellation);

        var project = await root.InitAsync("older");

        Assert.Equal(("mcp-wp", "mcp-wp"), (project.Postgres.Schema, project.Postgres.Role));
        Assert.Equal("mcp-wp", await PostgresCluster.SqlAsync(root.RoleOf(project), "SELECT current_schema()::text"));
        await DropAsync(root, "older");
    }

    [Theory]
    [InlineData("public")]
    [InlineData("pg_catalog")]
    [InlineData("a\\\"; DROP SCHEMA public; --")]
    [InlineData("Upper")]
    [InlineData("")]
    public async Task Init_NameThatMayNotBeHad_IsRefusedBeforeItReachesTheServer(string name)
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        await root.OkAsync("init", "named");
        var file = Path.Combine(root.Path, "named", "project.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Cancellation)).Replace("ora_named", name, StringComparison.Ordinal), Cancellation);
        root.Variables["ORA_POSTGRES_ADMIN"] = cluster.AdminUri(root.Database);

        var result = await root.RunAsync("", "init", "named", "--postgres");

        Assert.Equal(8, result.ExitCode);
        Assert.Contains("no name that a project may have", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_SchemaOrRoleOfSomebodyElse_IsRefused()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        await cluster.SqlAsync(root.Database, "CREATE SCHEMA ora_taken; CREATE ROLE \"ora_mighty\" LOGIN SUPERUSER; CREATE ROLE \"ora_stranger\" LOGIN");
        root.Variables["ORA_POSTGRES_ADMIN"] = cluster.AdminUri(root.Database);

        Assert.Contains("does not belong to the role", (await root.RunAsync("", "init", "taken", "--postgres")).Error, StringComparison.Ordinal);
        Assert.Contains("may be another project's", (await root.RunAsync("", "init", "stranger", "--postgres")).Error, StringComparison.Ordinal);
        root.Variables["ORA_POSTGRES"] = "Password=known";
        Assert.Contains("may do more than a project may", (await root.RunAsync("", "init", "mighty", "--postgres")).Error, StringComparison.Ordinal);
        await cluster.SqlAsync(root.Database, "DROP ROLE ora_mighty; DROP ROLE ora_stranger");
    }

    [Theory]
    [InlineData("postgres://admin:hidden-word@[broken/db")]
    [InlineData("Host=h;Password=hidden-word;hidden-word=1")]
    [InlineData("postgres://u:hidden-word@localhost/db?sslmode=hidden-word")]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=hidden-word;Database=d")]
    public async Task Init_ConnectionThatDoesNotWork_IsRefusedWithoutQuotingIt(string connection)
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        root.Variables["ORA_POSTGRES_ADMIN"] = connection;

        var result = await root.RunAsync("", "init", "broken", "--postgres");

        Assert.InRange(result.ExitCode, 7, 8);
        Assert.DoesNotContain("hidden-word", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_PasswordFromTheEnvironment_IsUsedAndNotKept()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        root.Variables["ORA_POSTGRES"] = "Password=from-the-environment";

        var project = await root.InitAsync("env");
        await root.OkAsync("--project", "env", "task", "add", "--title", "T");

        Assert.Null(project.ReadPostgresPassword());
        Assert.Equal(0, (await root.OkAsync("--project", "env", "status", "--json")).Json.GetProperty("projectionBacklog").GetInt64());
        Assert.DoesNotContain("from-the-environment", cluster.ServerLog(), StringComparison.Ordinal);
        await DropAsync(root, "env");
    }

    [Fact]
    public async Task Settings_OfAnotherUserOrReadByOthers_AreRefused()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("strict");
        root.Variables["ORA_POSTGRES"] = "Username=postgres;Password=x";
        Assert.Contains("names another user", (await root.RunAsync("", "--project", "strict", "status")).Error, StringComparison.Ordinal);
        root.Variables.Remove("ORA_POSTGRES");
        if (!OperatingSystem.IsWindows())
        {
            var file = Path.Combine(project.Path, "postgres.password");
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Contains("Others may read", (await root.RunAsync("", "--project", "strict", "status")).Error, StringComparison.Ordinal);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await DropAsync(root, "strict");
    }

    [Fact]
    public async Task Drop_WithoutYesOrTheName_RemovesNothing()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var project = await root.InitAsync("kept");
        root.Variables["ORA_POSTGRES_ADMIN"] = cluster.AdminUri(root.Database);

        Assert.Equal(3, (await root.RunAsync("kept\n", "drop", "kept")).ExitCode);
        Assert.Equal(3, (await root.RunAsync("other\n", "drop", "kept", "--yes")).ExitCode);
        Assert.Equal(3, (await root.RunAsync("", "drop", "kept", "--yes")).ExitCode);
        root.Variables.Remove("ORA_POSTGRES_ADMIN");
        Assert.Equal(8, (await root.RunAsync("kept\n", "drop", "kept", "--yes")).ExitCode);

        Assert.True(Directory.Exists(project.Path));
        Assert.Equal(0L, await PostgresCluster.SqlAsync(root.RoleOf(project), "SELECT count(*) FROM tasks"));
        await DropAsync(root, "kept");
    }

    [Fact]
    public async Task Drop_LeavesNothingOfTheProjectAndAllOfTheOthers()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        var (gone, stays) = (await root.InitAsync("gone"), await root.InitAsync("stays"));
        await PostgresCluster.SqlAsync(root.RoleOf(gone), "SELECT lo_from_bytea(0, 'x'); CREATE VIEW seen AS SELECT * FROM tasks");
        await using var session = new NpgsqlConnection(root.RoleOf(gone).ConnectionString); // A server that still runs.
        await session.OpenAsync(Cancellation);

        await DropAsync(root, "gone");

        Assert.False(Directory.Exists(gone.Path));
        Assert.Null(await cluster.SqlAsync(root.Database, "SELECT 1 FROM pg_roles WHERE rolname = 'ora_gone' UNION SELECT 1 FROM pg_namespace WHERE nspname = 'ora_gone'"));
        Assert.Equal(0L, await cluster.SqlAsync(root.Database, "SELECT count(*) FROM pg_largeobject_metadata"));
        Assert.Equal(0L, await PostgresCluster.SqlAsync(root.RoleOf(stays), "SELECT count(*) FROM tasks"));
        await DropAsync(root, "stays");
    }

    [Fact]
    public async Task Drop_EmbeddedProject_NeedsNoDatabase()
    {
        await using var root = await TestRoot.CreateAsync(cluster);
        await root.OkAsync("init", "plain");

        Assert.Equal(0, (await root.RunAsync("plain\n", "drop", "plain", "--yes")).ExitCode);

        Assert.False(Directory.Exists(Path.Combine(root.Path, "plain")));
    }

    private static async Task DropAsync(TestRoot root, params string[] names)
    {
        root.Variables["ORA_POSTGRES_ADMIN"] = root.Cluster.AdminUri(root.Database);
        foreach (var name in names)
        {
            var result = await root.RunAsync($"{name}\n", "drop", name, "--yes");
            Assert.True(result.ExitCode == 0, result.Output + result.Error);
        }

        root.Variables.Remove("ORA_POSTGRES_ADMIN");
    }

    // The server logs every statement, so a password that is sent as such would be there.
    private static void RequireNoSecret(TestRoot root, ProjectFolder project)
    {
        foreach (var secret in (string[])[project.ReadPostgresPassword()!, PostgresCluster.Secret])
        {
            Assert.DoesNotContain(secret, root.Said.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, root.Cluster.ServerLog(), StringComparison.Ordinal);
        }
    }

    private static async Task<string> CatalogAsync(TestRoot root, ProjectFolder project) => (string)(await root.Cluster.SqlAsync(root.Database, $"""
        SELECT concat_ws(E'\n',
          (SELECT a::text FROM pg_authid AS a WHERE rolname = '{project.Postgres.Role}'),
          (SELECT n::text FROM pg_namespace AS n WHERE nspname = '{project.Postgres.Schema}'),
          (SELECT string_agg(s::text, ',' ORDER BY s::text) FROM pg_db_role_setting AS s),
          (SELECT string_agg(d::text, ',' ORDER BY d::text) FROM pg_default_acl AS d),
          (SELECT string_agg(oid::text || relname || relacl::text, ',' ORDER BY oid) FROM pg_class WHERE relnamespace = '"{project.Postgres.Schema}"'::regnamespace))
        """))!;
}
