using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Ora.Postgres.Tests.Cluster;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace Ora.Postgres.Tests.Cluster;

/// <summary>
/// A private PostgreSQL: a new cluster in a temporary folder, on the loopback address only, with passwords asked, run by an
/// unprivileged user and stopped by its own process id. One is shared by all tests; a test that kills it makes its own.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private const string Password = "the-operator's-own; secret";
    private static int _names;

    private readonly string _folder = Directory.CreateTempSubdirectory("ora-postgres-").FullName;
    private readonly Lock _gate = new();
    private readonly StringBuilder _log = new();
    private Process? _server;
    private int _port;

    /// <summary>The administrator's connection to a database.</summary>
    public string Admin(string database = "postgres") => Builder(database).ConnectionString;

    /// <summary>The same as a URI.</summary>
    public string AdminUri(string database) =>
        $"postgres://postgres:{Uri.EscapeDataString(Password)}@127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}/{database}";

    /// <summary>What must never be seen in an output.</summary>
    public static string Secret => Password;

    /// <summary>The certificate of the authority that signed the server's.</summary>
    public string Authority => Path.Combine(_folder, "ca.crt");

    /// <summary>The port on the loopback address.</summary>
    public int Port => _port;

    /// <summary>A connection of a role.</summary>
    public NpgsqlConnectionStringBuilder Builder(string database, string user = "postgres", string password = Password) => new()
    {
        Host = "127.0.0.1",
        Port = _port,
        Database = database,
        Username = user,
        Password = password,
        Pooling = false,
    };

    /// <summary>Makes an empty database and returns its name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _names)}";
        await SqlAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Runs statements as the administrator; returns the first value.</summary>
    public async Task<object?> SqlAsync(string database, string sql) => await SqlAsync(Builder(database), sql);

    /// <summary>Runs statements; returns the first value.</summary>
    public static async Task<object?> SqlAsync(NpgsqlConnectionStringBuilder builder, string sql)
    {
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask InitializeAsync()
    {
        _port = FreePort();
        ServerCertificate.Write(_folder);
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
            await RunAsync(Process.Start("chown", ["-R", "postgres", _folder]));
        }

        await RunAsync(Start("initdb", "--auth=scram-sha-256", "--username=postgres", $"--pwfile={passwordFile}", "--no-sync", "--encoding=UTF8", "--locale=C", "-D", Data));
        await StartAsync();
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public async Task StartAsync()
    {
        _server = Start(
            "postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={(OperatingSystem.IsWindows() ? "" : _folder)}",
            "-c", "ssl=on", "-c", $"ssl_cert_file={Path.Combine(_folder, "server.crt")}", "-c", $"ssl_key_file={Path.Combine(_folder, "server.key")}",
            "-c", "fsync=off", "-c", "max_connections=200", "-c", "log_statement=all", "-c", "autovacuum_naptime=5s");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await SqlAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 600 && !_server.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>Kills the server and all its processes at once (SIGKILL), as a crash would.</summary>
    public async Task KillAsync()
    {
        using var server = _server!;
        _server = null;
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false }) await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    // The server refuses to run as root; setpriv becomes the server itself, so the process is the server's own.
    private Process Start(string program, params string[] arguments)
    {
        var path = PostgresPrograms.PathOf(program);
        var asRoot = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows();
        var start = asRoot
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = _folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_gate)
        {
            _log.AppendLine(line.Data);
        }
    }

    private async Task RunAsync(Process process)
    {
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{process.StartInfo.FileName} returned {process.ExitCode}:\n{ServerLog()}");
        process.Dispose();
    }

    /// <summary>All that the server has said: with it, every statement.</summary>
    public string ServerLog()
    {
        lock (_gate) return _log.ToString();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
