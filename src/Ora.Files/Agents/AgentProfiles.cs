using System.Collections.Concurrent;
using System.Text.Json;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Disk;
using Ora.Files.Projects;

namespace Ora.Files.Agents;

/// <summary>The agents of a project as files: <c>agents/&lt;agent&gt;/profile.json</c>. A person may edit them.</summary>
public sealed class AgentProfiles : IAgentRegistry, IDisposable
{
    private const string FileName = "profile.json";

    // Two changes of a file within one tick of the file system's clock leave the same time, so a file that was changed just before it was
    // read is read again. Coarse clocks (FAT) tick every two seconds.
    private static readonly TimeSpan ClockTick = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<AgentId, Known> _known = new();
    private readonly ProjectFolder _folder;
    private readonly IDisk _disk;

    /// <summary>Opens the agents of a project. Nothing is read before the first call.</summary>
    public AgentProfiles(ProjectFolder folder)
        : this(folder, new RealDisk())
    {
    }

    internal AgentProfiles(ProjectFolder folder, IDisk disk)
    {
        _folder = folder;
        _disk = disk;
    }

    /// <inheritdoc/>
    public ValueTask<AgentProfile?> FindAsync(AgentId agent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var directory = _folder.AgentDirectory(agent);
        var path = Path.Combine(directory, FileName);
        if (_disk.Status(path) is not { } status) return new((AgentProfile?)null);
        if (status.Kind != EntryKind.File || _disk.Status(directory)?.Kind != EntryKind.Directory) throw Damaged(agent, "is a link or a folder");

        // Every call of an agent asks for its profile.
        if (_known.TryGetValue(agent, out var known) && known.Status == status) return new(known.Profile);
        if (_disk.TryRead(path, Limits.MessageFileBytes) is not { } content) return new((AgentProfile?)null);
        var profile = Read(content, agent);

        // The machine's own clock, which gives files their times.
        if (TimeProvider.System.GetUtcNow() - status.ModifiedAt > ClockTick) _known[agent] = new Known(status, profile);
        return new(profile);
    }

    /// <inheritdoc/>
    public ValueTask SaveAsync(AgentProfile profile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(profile);
        cancellationToken.ThrowIfCancellationRequested();
        var file = new ProfileFile
        {
            AgentId = profile.Id.Value,
            Role = WireEnum.Name(profile.Role),
            Status = WireEnum.Name(profile.Status),
            Capabilities = profile.Capabilities,
            MaxClaims = profile.MaxClaims,
        };
        var directory = _folder.AgentDirectory(profile.Id);
        var isNew = _disk.Status(directory) is null;
        _disk.CreateDirectory(directory);
        AtomicFile.Replace(
            _disk, _folder.Queue.Tmp, Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(file, FileJsonContext.Default.ProfileFile));
        if (isNew) _disk.FlushDirectory(_folder.Agents);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AgentProfile>> ListAsync(CancellationToken cancellationToken)
    {
        var profiles = new List<AgentProfile>();
        foreach (var name in _disk.List(_folder.Agents).Order(StringComparer.Ordinal))
        {
            if (!AgentId.TryParse(name, out var agent)) continue;
            if (await FindAsync(agent, cancellationToken).ConfigureAwait(false) is { } profile) profiles.Add(profile);
        }

        return profiles;
    }

    /// <inheritdoc/>
    public void Dispose() => (_disk as IDisposable)?.Dispose();

    private sealed record Known(EntryStatus Status, AgentProfile Profile);

    private static AgentProfile Read(byte[] content, AgentId agent)
    {
        ProfileFile? file;
        try
        {
            file = JsonSerializer.Deserialize(content, FileJsonContext.Default.ProfileFile);
        }
        catch (JsonException e)
        {
            throw Damaged(agent, $"is not valid: {e.Message}");
        }

        if (file is null || file.AgentId != agent.Value) throw Damaged(agent, "names another agent");
        if (!WireEnum.TryParse<AgentRole>(file.Role, out var role)) throw Damaged(agent, "has an unknown role");
        if (!WireEnum.TryParse<AgentStatus>(file.Status, out var status)) throw Damaged(agent, "has an unknown status");
        if (file.MaxClaims is < 1 or > Limits.MaxClaimsPerAgent) throw Damaged(agent, $"must have maxClaims from 1 to {Limits.MaxClaimsPerAgent}");
        return new AgentProfile
        {
            Id = agent,
            Role = role,
            Status = status,
            Capabilities = file.Capabilities ?? [],
            MaxClaims = file.MaxClaims ?? 1,
        };
    }

    private static OraException Damaged(AgentId agent, string problem) =>
        new(OraErrorCode.Configuration, $"The profile.json of agent \"{agent}\" {problem}.", "Correct the file by hand, or remove it to register the agent anew.");
}
