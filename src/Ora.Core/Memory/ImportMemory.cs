using System.Runtime.CompilerServices;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Core.State;

namespace Ora.Core.Memory;

/// <summary>What an import did.</summary>
public sealed record ImportMemoryResult
{
    /// <summary>How many entries were imported.</summary>
    public required int Entries { get; init; }

    /// <summary>In how many messages.</summary>
    public required int Messages { get; init; }

    /// <summary>How many sources were known before; what was imported from them is replaced.</summary>
    public required int Replaced { get; init; }
}

/// <summary>
/// Adds many passages to the project's memory, as few messages that each carry a batch. They are durable when it returns; the
/// projections follow.
/// </summary>
public sealed class ImportMemory(ITaskQueue queue, IMemoryIndex memory, Projector projector, MessageFactory messages)
{
    // What a message file has besides its entries, and what indenting adds to each.
    private const int EnvelopeBytes = 1_024;
    private const int IndentBytesPerEntry = 160;

    /// <summary>Imports entries.</summary>
    /// <param name="caller">Who imports: the Director, or the person at the keyboard.</param>
    /// <param name="entries">The entries in their order; they are read as they are needed.</param>
    /// <param name="replaces">Whether what was imported from the same sources before is forgotten.</param>
    /// <param name="cancellationToken">Stops between two messages.</param>
    /// <exception cref="OraException">The role may not do it, or an entry is malformed: what came before it is imported.</exception>
    public async ValueTask<ImportMemoryResult> ExecuteAsync(
        Caller caller, IAsyncEnumerable<MemoryEntry> entries, bool replaces, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Require("import into memory", AgentRole.Director);
        if (replaces) await projector.CatchUpAsync(cancellationToken);
        var (count, written, replaced) = (0, 0, 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var batch in BatchesAsync(entries, cancellationToken))
        {
            if (replaces) replaced += await ForgetKnownAsync(caller, batch, seen, cancellationToken);
            var message = messages.From(caller, new MemoryAdded { Entries = batch });
            await queue.PublishNewAsync(messages, message, MessagePlace.Processed, cancellationToken);
            count += batch.Count;
            written++;
        }

        return new ImportMemoryResult { Entries = count, Messages = written, Replaced = replaced };
    }

    private static async IAsyncEnumerable<IReadOnlyList<MemoryEntry>> BatchesAsync(
        IAsyncEnumerable<MemoryEntry> entries, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<MemoryEntry>();
        var bytes = EnvelopeBytes;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            var size = MessageJson.SizeOf(entry) + IndentBytesPerEntry;
            if (batch.Count > 0 && (bytes + size > Limits.MessageFileBytes || batch.Count == Limits.MemoryEntries))
            {
                yield return batch;
                (batch, bytes) = ([], EnvelopeBytes);
            }

            batch.Add(entry);
            bytes += size;
        }

        if (batch.Count > 0) yield return batch;
    }

    private async ValueTask<int> ForgetKnownAsync(
        Caller caller, IReadOnlyList<MemoryEntry> batch, HashSet<string> seen, CancellationToken cancellationToken)
    {
        var sources = batch.Select(entry => entry.Source).OfType<string>().Where(seen.Add).ToList();
        if (sources.Count == 0) return 0;
        var known = await memory.KnownSourcesAsync(sources, cancellationToken);
        foreach (var some in known.Chunk(Limits.ListItems))
        {
            var forgotten = messages.From(caller, new MemoryForgotten { Sources = some, Reason = "imported again" });
            await queue.PublishNewAsync(messages, forgotten, MessagePlace.Processed, cancellationToken);
        }

        return known.Count;
    }
}
