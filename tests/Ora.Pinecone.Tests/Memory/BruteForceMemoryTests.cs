using Ora.Contracts.Memory;
using Ora.Core.Ids;
using Ora.Core.Memory.Dense;

namespace Ora.Pinecone.Tests.Memory;

public sealed class BruteForceMemoryTests : DenseMemoryContract
{
    private readonly Dictionary<(string Project, string Id), DenseRecord> _store = [];

    protected override IDenseMemory Open(ProjectName project) => new BruteForceMemory(_store, project);
}
