using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Disk;
using Ora.Files.Projects;
using Ora.Files.Queue;

namespace Ora.Files.Agents;

/// <summary>The agents of a project as files: <c>agents/&lt;agent&gt;/profile.json</c>. A person may edit them.</summary>
public sealed class AgentProfiles : IAgentRegistry
{
    private const string FileName = "profile.json";

    // Two changes of a file within one tick of the file system's clock leave the same time, so a file that was changed just before it was
    // read is read again. Coarse clocks (FAT) tick every two seconds.
    private static readonly TimeSpan ClockTick = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<AgentId, Known> _known = new();
    private readonly ProjectFolder _folder;
    private readonly IDisk _disk;
    private readonly ILogger<AgentProfiles> _log;

    /// <summary>Opens the agents of a project. Nothing is read before the first call. The log is told of damaged profiles.</summary>
    public AgentProfiles(ProjectFolder folder, ILogger<AgentProfiles> log)
        : this(folder, new RealDisk(), log)
    {
    }

    internal AgentProfiles(ProjectFolder folder, IDisk disk, ILogger<AgentProfiles> log)
    {
        _folder = folder;
        _disk = disk;
        _log = log;
    }

    /// <inheritdoc/>
    public ValueTask<AgentProfile?> FindAsync(AgentId agent, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new(Find(agent));
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw StorageFailure.Refusal(e);
        }
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
        try
        {
            Save(_folder.AgentDirectory(profile.Id), JsonSerializer.SerializeToUtf8Bytes(file, FileJsonContext.Default.ProfileFile));
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw StorageFailure.Refusal(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AgentProfile>> ListAsync(CancellationToken cancellationToken)
    {
        var profiles = new List<AgentProfile>();
        foreach (var agent in Names())
        {
            try
            {
                if (await FindAsync(agent, cancellationToken).ConfigureAwait(false) is { } profile) profiles.Add(profile);
            }
            catch (OraException e) when (e.Code == OraErrorCode.Configuration)
            {
                // Its own agent is refused until it is corrected; the others must not be.
                FilesLog.DamagedProfile(_log, agent.Value, e.Problem);
            }
        }

        return profiles;
    }

    private List<AgentId> Names()
    {
        try
        {
            return [.. _disk.List(_folder.Agents).Order(StringComparer.Ordinal).Where(name => AgentId.TryParse(name, out _)).Select(name => AgentId.Parse(name))];
        }
        catch (Exception e) when (StorageFailure.Is(e))
        {
            throw StorageFailure.Refusal(e);
        }
    }

    private AgentProfile? Find(AgentId agent)
    {
        var directory = _folder.AgentDirectory(agent);
        if (_disk.Status(directory) is not { } status) return null;
        if (status.Kind != EntryKind.Directory) throw Damaged(agent, "is not in a folder of its own");
        var path = Path.Combine(directory, FileName);
        var file = _disk.Status(path);

        // Every call of an agent asks for its profile.
        if (_known.TryGetValue(agent, out var known) && known.Status == file) return known.Profile;
        var (content, problem) = UntrustedFile.Read(_disk, path);
        if (content is not null) return Remember(agent, file, Read(content, agent));
        return problem!.Code == UntrustedFile.Gone ? null : throw Damaged(agent, $"cannot be read: {problem.Problem}");
    }

    private AgentProfile Remember(AgentId agent, EntryStatus? file, AgentProfile profile)
    {
        // By the machine's own clock, which gives files their times.
        if (file is { } status && TimeProvider.System.GetUtcNow() - status.ModifiedAt > ClockTick) _known[agent] = new Known(status, profile);
        return profile;
    }

    private void Save(string directory, byte[] content)
    {
        var isNew = _disk.Status(directory) is null;
        _disk.CreateDirectory(directory);
        AtomicFile.Replace(_disk, _folder.Queue.Tmp, Path.Combine(directory, FileName), content);
        if (isNew) _disk.FlushDirectory(_folder.Agents);
    }

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
