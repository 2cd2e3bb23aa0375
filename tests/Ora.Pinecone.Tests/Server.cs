using Ora.Core.Ids;
using Ora.Pinecone.Memory;
using Ora.Pinecone.Tests.StandIn;

namespace Ora.Pinecone.Tests;

/// <summary>A stand-in with a client of it.</summary>
internal sealed class Server : IAsyncDisposable
{
    public const int Dimension = 16;

    private readonly List<PineconeClient> _clients = [];

    private Server(PineconeStandIn standIn) => StandIn = standIn;

    public PineconeStandIn StandIn { get; }

    public HurriedTime Time { get; } = new();

    public static async Task<Server> StartAsync() => new(await PineconeStandIn.StartAsync());

    public PineconeClient Client(string key = PineconeStandIn.Key, int retries = 3)
    {
        var client = new PineconeClient(new PineconeOptions { Address = StandIn.Address, ApiKey = key, Retries = retries }, Time, new Random(1));
        _clients.Add(client);
        return client;
    }

    public PineconeMemory Memory(string project, int dimension = Dimension, PineconeClient? client = null) => new(
        client ?? Client(), new PineconeIndexSettings { Name = "ora-memory", Dimension = dimension }, ProjectName.Parse(project), Time);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await StandIn.DisposeAsync();
    }
}
