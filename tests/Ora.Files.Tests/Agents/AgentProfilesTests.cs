using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;
using Ora.Files.Agents;

namespace Ora.Files.Tests.Agents;

public sealed class AgentProfilesTests : IAsyncDisposable
{
    private static readonly AgentId Anna = AgentId.Parse("anna");
    private readonly QueueWorld _world = new();

    private static CancellationToken Token => QueueWorld.Token;

    private string ProfilePath => Path.Combine(_world.Folder.Path, "agents", "anna", "profile.json");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Find_Saved_IsTheSame()
    {
        var profiles = new AgentProfiles(_world.Folder, NullLogger<AgentProfiles>.Instance);
        var profile = new AgentProfile { Id = Anna, Role = AgentRole.Observer, Status = AgentStatus.Retired, Capabilities = ["gpu"], MaxClaims = 3 };

        await profiles.SaveAsync(profile, Token);
        var found = await profiles.FindAsync(Anna, Token);

        Assert.Equal(profile with { Capabilities = [] }, found! with { Capabilities = [] });
        Assert.Equal(["gpu"], found.Capabilities);
        Assert.Empty(_world.Names("tmp"));
    }

    [Fact]
    public async Task Find_Unknown_IsNull()
    {
        var profiles = new AgentProfiles(_world.Folder, NullLogger<AgentProfiles>.Instance);

        Assert.Null(await profiles.FindAsync(Anna, Token));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"agentId\":\"berta\",\"role\":\"agent\",\"status\":\"active\"}")]
    [InlineData("{\"agentId\":\"anna\",\"role\":\"king\",\"status\":\"active\"}")]
    [InlineData("{\"agentId\":\"anna\",\"role\":\"agent\",\"status\":\"active\",\"maxClaims\":99}")]
    public async Task Find_Damaged_SaysWhichFile(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ProfilePath)!);
        File.WriteAllText(ProfilePath, content);
        var profiles = new AgentProfiles(_world.Folder, NullLogger<AgentProfiles>.Instance);

        var error = await Assert.ThrowsAsync<OraException>(async () => await profiles.FindAsync(Anna, Token));

        Assert.Contains("anna", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_QueueFolderAndStrangers_AreNoAgents()
    {
        var profiles = new AgentProfiles(_world.Folder, NullLogger<AgentProfiles>.Instance);
        await profiles.SaveAsync(new AgentProfile { Id = AgentId.Parse("berta") }, Token);
        await profiles.SaveAsync(new AgentProfile { Id = Anna }, Token);
        Directory.CreateDirectory(Path.Combine(_world.Folder.Path, "agents", "Not An Agent"));

        Assert.Equal(["anna", "berta"], (await profiles.ListAsync(Token)).Select(profile => profile.Id.Value));
    }
}
