using Ora.Contracts.Memory;
using Ora.Core.Ids;
using Ora.Core.Memory.Dense;
using Xunit;

namespace Ora.Pinecone.Tests.Memory;

public sealed class PineconeMemoryContractTests : DenseMemoryContract, IAsyncLifetime
{
    private Server _server = null!;

    public async ValueTask InitializeAsync() => _server = await Server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override IDenseMemory Open(ProjectName project) => _server.Memory(project.Value, Dimension);
}
