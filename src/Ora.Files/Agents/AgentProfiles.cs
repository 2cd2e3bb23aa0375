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
        var content = _disk.TryRead(path, Limits.MessageFileBytes);
        return new(content is null ? null : Read(content, agent));
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
