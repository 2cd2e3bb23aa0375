using System.Text;
using System.Text.Json;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Memory.Dense;
using Ora.Core.Projects;
using Ora.Core.Queue;
using Ora.Files.Disk;
using Ora.Files.Locking;
using Ora.Files.Queue;

namespace Ora.Files.Projects;

/// <summary>
/// The folder of a project: <c>&lt;root&gt;/&lt;project&gt;</c>. Everything of the project is below it, and nothing that Ora does
/// for the project leaves it.
/// </summary>
public sealed class ProjectFolder : IEmbeddingModelRecord
{
    private const string FileName = "project.json";
    private const string PasswordFileName = "postgres.password";
    private const int FileBytesMax = 64 * 1024;
    private const int PasswordBytesMax = 1024;

    private ProjectFolder(string path, ProjectName name, ProjectSettings settings, bool created)
    {
        Path = path;
        Name = name;
        Settings = settings;
        Created = created;
        Postgres = PostgresOf(null, name);
        Agents = System.IO.Path.Combine(path, "agents");
        Queue = new QueueLayout(System.IO.Path.Combine(Agents, "_queue"));
    }

    /// <summary>The project's name.</summary>
    public ProjectName Name { get; }

    /// <summary>What <c>project.json</c> sets.</summary>
    public ProjectSettings Settings { get; }

    /// <summary>
    /// Where the tables are, or would be, in PostgreSQL: the names come from <c>project.json</c>, else from the project's.
    /// </summary>
    public PostgresSettings Postgres { get; private set; }

    /// <summary>True when the tables are in PostgreSQL; false when they are in the embedded database.</summary>
    public bool UsesPostgres { get; private set; }

    /// <summary>True when <see cref="Create"/> made it; false when it was there.</summary>
    public bool Created { get; }

    /// <summary>The folder itself.</summary>
    public string Path { get; }

    /// <summary>The embedded database: index, state and memory. Disposable.</summary>
    public string DatabasePath => System.IO.Path.Combine(Path, "ora.db");

    /// <summary>The project's own prompts, which override Ora's.</summary>
    public string Prompts => System.IO.Path.Combine(Path, "prompts");

    /// <summary>Where the Director's summaries are written.</summary>
    public string Summaries => System.IO.Path.Combine(Path, "docs", "summaries");

    internal string Agents { get; }

    internal QueueLayout Queue { get; }

    internal string WriteLockPath => System.IO.Path.Combine(Path, "ora.lock");

    internal string ProjectionLockPath => System.IO.Path.Combine(Path, "ora.projection.lock");

    internal string AgentDirectory(AgentId agent) => System.IO.Path.Combine(Agents, agent.Value);

    /// <summary>Makes the folder of a project, or opens it when it is there: doing it twice changes nothing.</summary>
    /// <exception cref="OraException">The root cannot be written, or what is there is not a project of this name.</exception>
    public static ProjectFolder Create(string root, ProjectName name, ProjectSettings? settings, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), name.Value);
        var file = System.IO.Path.Combine(path, FileName);
        var disk = new RealDisk();
        try
        {
            var exists = disk.Status(file) is not null;
            var folder = new ProjectFolder(path, name, settings ?? new ProjectSettings(), !exists);
            folder.CreateDirectories(disk);
            if (exists) return Open(root, name);
            folder.Write(disk, file, timeProvider.GetUtcNow());
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OraException(
                OraErrorCode.Unavailable, $"The project folder cannot be made: {e.Message}", "Check the root folder and its permissions, or give another one with --root.", inner: e);
        }
    }

    /// <summary>Opens the folder of a project.</summary>
    /// <exception cref="OraException">There is none, or its <c>project.json</c> is damaged, of a newer version or sets something unknown.</exception>
    public static ProjectFolder Open(string root, ProjectName name)
    {
        try
        {
            return OpenFolder(root, name);
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw StorageFailure.Refusal(e);
        }
    }

    /// <summary>The projects in a root folder, by name.</summary>
    public static IReadOnlyList<ProjectName> List(string root)
    {
        if (!Directory.Exists(root)) return [];
        var names = new List<ProjectName>();
        foreach (var directory in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal))
        {
            if (!File.Exists(System.IO.Path.Combine(directory, FileName))) continue;
            try
            {
                names.Add(ProjectName.Parse(System.IO.Path.GetFileName(directory)));
            }
            catch (OraException)
            {
                // A folder with another kind of name is nobody's project.
            }
        }

        return names;
    }

    private static ProjectFolder OpenFolder(string root, ProjectName name)
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetFullPath(root), name.Value);
        var file = System.IO.Path.Combine(path, FileName);
        var disk = new RealDisk();
        var status = disk.Status(file);
        if (status is null)
        {
            throw new OraException(
                OraErrorCode.NotFound, $"There is no project \"{name}\" in the root folder.", $"Create it with: ora init {name} (and the same --root or ORA_ROOT).", "project");
        }

        if (status.Value.Kind != EntryKind.File || disk.Status(path)?.Kind != EntryKind.Directory)
            throw Damaged("is not an ordinary file in an ordinary folder");
        if (status.Value.Length == 0) throw Damaged("is empty");
        var content = disk.TryRead(file, FileBytesMax);
        if (content is null || content.Length > FileBytesMax) throw Damaged($"is larger than {FileBytesMax} bytes");
        var project = Read(content, name);
        var folder = new ProjectFolder(path, name, SettingsOf(project), created: false)
        {
            Postgres = PostgresOf(project, name),
            UsesPostgres = project.State == ProjectFile.PostgresState,
        };
        folder.CreateDirectories(disk);
        return folder;
    }

    /// <summary>The password of the project's role in PostgreSQL, or null when the project's folder has none.</summary>
    /// <exception cref="OraException">Others may read the file.</exception>
    public string? ReadPostgresPassword()
    {
        var path = System.IO.Path.Combine(Path, PasswordFileName);
        var disk = new RealDisk();
        if (disk.TryRead(path, PasswordBytesMax) is not { } content) return null;
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new OraException(
                OraErrorCode.Configuration, $"Others may read {PasswordFileName} in the project's folder.", $"Run: chmod 600 {PasswordFileName}; if somebody may have read it, change the role's password.");
        }

        return Encoding.UTF8.GetString(content).TrimEnd('\r', '\n');
    }

    /// <summary>Keeps the password of the project's role in PostgreSQL in a file that only its owner can read.</summary>
    public void WritePostgresPassword(string password)
    {
        var disk = new RealDisk();
        AtomicFile.Replace(disk, Queue.Tmp, System.IO.Path.Combine(Path, PasswordFileName), Encoding.UTF8.GetBytes(password + "\n"));
    }

    /// <summary>Says in <c>project.json</c> that the tables are in PostgreSQL, and where. Everything else in it stays.</summary>
    /// <returns>True when it was changed; false when it said so already.</returns>
    public bool UsePostgres(PostgresSettings settings)
    {
        if (UsesPostgres && Postgres == settings) return false;
        var file = System.IO.Path.Combine(Path, FileName);
        var disk = new RealDisk();
        var content = Read(disk.TryRead(file, FileBytesMax) ?? [], Name) with
        {
            State = ProjectFile.PostgresState,
            Schema = settings.Schema,
            Postgres = new PostgresSection
            {
                Host = settings.Host,
                Port = settings.Port,
                Database = settings.Database,
                Role = settings.Role,
                SslMode = settings.SslMode,
                RootCertificate = settings.RootCertificate,
            },
        };
        AtomicFile.Replace(disk, Queue.Tmp, file, JsonSerializer.SerializeToUtf8Bytes(content, FileJsonContext.Default.ProjectFile));
        (Postgres, UsesPostgres) = (settings, true);
        return true;
    }

    /// <summary>Which model the project's vectors are of, as <c>project.json</c> says now; null when there are none.</summary>
    /// <exception cref="OraException">The file is damaged.</exception>
    public EmbeddingModel? ReadModel()
    {
        var embeddings = Read(new RealDisk().TryRead(System.IO.Path.Combine(Path, FileName), FileBytesMax) ?? [], Name).Embeddings;
        return embeddings is null ? null : new EmbeddingModel(embeddings.Model, embeddings.Dimension, embeddings.Index);
    }

    /// <summary>Says in <c>project.json</c> which model the project's vectors are of. Everything else in it stays.</summary>
    public void WriteModel(EmbeddingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var file = System.IO.Path.Combine(Path, FileName);
        var disk = new RealDisk();
        var content = Read(disk.TryRead(file, FileBytesMax) ?? [], Name) with
        {
            Embeddings = new EmbeddingsSection { Model = model.Name, Dimension = model.Dimension, Index = model.Index },
        };
        AtomicFile.Replace(disk, Queue.Tmp, file, JsonSerializer.SerializeToUtf8Bytes(content, FileJsonContext.Default.ProjectFile));
    }

    /// <summary>A lock for whoever empties the embedding outbox: it is held as long as a service takes to answer, so it is one of its own.</summary>
    public IWriteLock EmbeddingLock(TimeProvider timeProvider) =>
        new FileLock(System.IO.Path.Combine(Path, "ora.embedding.lock"), new RealDisk(), timeProvider);

    /// <summary>Removes the folder with everything in it. First goes what makes it a project, so that nobody opens a half of it.</summary>
    /// <exception cref="OraException">Something of it cannot be removed.</exception>
    public void Delete()
    {
        try
        {
            File.Delete(System.IO.Path.Combine(Path, FileName));
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OraException(
                OraErrorCode.Unavailable, $"The project's folder cannot be removed: {e.Message}", "Stop what uses it and remove the rest of the folder by hand.", inner: e);
        }
    }

    private static PostgresSettings PostgresOf(ProjectFile? file, ProjectName name) => new()
    {
        Host = file?.Postgres?.Host ?? "localhost",
        Port = file?.Postgres?.Port ?? 5432,
        Database = file?.Postgres?.Database ?? "ora",
        Schema = file?.Schema ?? $"ora_{name}",
        Role = file?.Postgres?.Role ?? file?.Schema ?? $"ora_{name}",
        SslMode = file?.Postgres?.SslMode,
        RootCertificate = file?.Postgres?.RootCertificate,
    };

    private static ProjectFile Read(byte[] content, ProjectName name)
    {
        ProjectFile? file;
        try
        {
            file = JsonSerializer.Deserialize(content, FileJsonContext.Default.ProjectFile);
        }
        catch (JsonException e)
        {
            throw Damaged(
                $"is not valid: {e.Message}",
                "Known settings are leaseSeconds, maxAttempts, heartbeatSeconds, stallSeconds and agentGoneSeconds under \"settings\"; known fields are schemaVersion, name, createdAt, authority, state, schema, postgres, namespace, embeddings, channel and settings.");
        }

        if (file is null) throw Damaged("is empty");
        if (file.SchemaVersion != ProjectFile.CurrentVersion)
            throw Damaged($"has schemaVersion {file.SchemaVersion}; this program knows {ProjectFile.CurrentVersion}", "Use the version of ora that wrote it, or a newer one.");
        if (file.Name != name.Value) throw Damaged($"says that the project is called otherwise than its folder, \"{name}\"");
        if (file.Authority != "files") throw Damaged("names an authority other than \"files\"");
        if (file.State is not (ProjectFile.SqliteState or ProjectFile.PostgresState)) throw Damaged("names a state other than \"sqlite\" or \"postgres\"");
        return file;
    }

    private static ProjectSettings SettingsOf(ProjectFile file)
    {
        var defaults = new ProjectSettings();
        var set = file.Settings ?? new SettingsSection();
        return new ProjectSettings
        {
            LeaseSeconds = Bounded(set.LeaseSeconds, defaults.LeaseSeconds, Limits.LeaseSecondsMin, Limits.LeaseSecondsMax, "leaseSeconds"),
            MaxAttempts = Bounded(set.MaxAttempts, defaults.MaxAttempts, 1, Limits.MaxAttempts, "maxAttempts"),
            HeartbeatSeconds = Bounded(set.HeartbeatSeconds, defaults.HeartbeatSeconds, 1, Limits.LeaseSecondsMax, "heartbeatSeconds"),
            StallSeconds = Bounded(set.StallSeconds, defaults.StallSeconds, 1, Limits.LeaseSecondsMax, "stallSeconds"),
            AgentGoneSeconds = Bounded(set.AgentGoneSeconds, defaults.AgentGoneSeconds, 1, 365 * 86_400, "agentGoneSeconds"),
        };
    }

    private static int Bounded(int? value, int fallback, int minimum, int maximum, string name)
    {
        if (value is null) return fallback;
        if (value >= minimum && value <= maximum) return value.Value;
        throw Damaged($"sets {name} to {value}; it must be from {minimum} to {maximum}");
    }

    private static OraException Damaged(string problem, string nextStep = "Correct the file by hand.") =>
        new(OraErrorCode.Configuration, $"The project's project.json {problem}.", nextStep);

    private void CreateDirectories(RealDisk disk)
    {
        disk.CreateDirectory(Path);
        disk.CreateDirectory(Agents);
        disk.CreateDirectory(Queue.Root);
        foreach (var directory in Queue.Directories)
        {
            disk.CreateDirectory(directory);
            if (disk.Status(directory)?.Kind != EntryKind.Directory)
            {
                throw new OraException(
                    OraErrorCode.Configuration, $"{System.IO.Path.GetFileName(directory)}/ of the queue is a link, not a folder.", "Put a real folder in its place: links could lead into another project.");
            }
        }
    }

    private void Write(RealDisk disk, string file, DateTimeOffset now)
    {
        var content = new ProjectFile
        {
            Name = Name.Value,
            CreatedAt = now,
            Schema = $"ora_{Name}",
            Namespace = Name.Value,
            Channel = $"#ora-{Name}-agents",
            Settings = new SettingsSection
            {
                LeaseSeconds = Settings.LeaseSeconds,
                MaxAttempts = Settings.MaxAttempts,
                HeartbeatSeconds = Settings.HeartbeatSeconds,
                StallSeconds = Settings.StallSeconds,
                AgentGoneSeconds = Settings.AgentGoneSeconds,
            },
        };
        foreach (var name in (string[])["docs", "code", "prompts"]) disk.CreateDirectory(System.IO.Path.Combine(Path, name));
        AtomicFile.Replace(disk, Queue.Tmp, file, JsonSerializer.SerializeToUtf8Bytes(content, FileJsonContext.Default.ProjectFile));
    }
}
