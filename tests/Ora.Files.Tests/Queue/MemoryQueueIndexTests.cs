using Ora.Contracts.Queue;
using Ora.Core.Queue;
using Ora.Files.Queue;

namespace Ora.Files.Tests.Queue;

/// <summary>The index of the last resort keeps the contract of every index.</summary>
public sealed class MemoryQueueIndexTests : QueueIndexContract
{
    protected override IQueueIndex CreateIndex() => new MemoryQueueIndex();
}
