using Ora.Core.Messages;
using Ora.Core.Queue;

namespace Ora.Core.State;

/// <summary>What the projections have yet to see, offered by the queue.</summary>
public interface IProjectionFeed
{
    /// <summary>
    /// Makes this the only process that projects, until the result is disposed: two at once could write an older row over a newer
    /// one. It dies with its process.
    /// </summary>
    ValueTask<IAsyncDisposable> LockAsync(CancellationToken cancellationToken);

    /// <summary>The next changes, oldest first; empty when the projections are up to date.</summary>
    ValueTask<ProjectionBatch> ReadAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Forgets changes that every projection has seen. Of a batch that was read before the feed was made anew nothing is forgotten.</summary>
    /// <returns>False when the feed was made anew since, so that it offers everything again.</returns>
    ValueTask<bool> AcknowledgeAsync(ProjectionBatch batch, CancellationToken cancellationToken);

    /// <summary>How far the projections are behind.</summary>
    ValueTask<long> BacklogAsync(CancellationToken cancellationToken);

    /// <summary>Makes the store of the queue's index and the tables anew, because it is damaged, and offers everything again.</summary>
    ValueTask RebuildAsync(CancellationToken cancellationToken);
}

/// <summary>Some changes of the queue.</summary>
/// <param name="Pending">Their entries in the feed.</param>
/// <param name="Tasks">Tasks as they are now.</param>
/// <param name="Messages">New messages, by id.</param>
public sealed record ProjectionBatch(
    IReadOnlyCollection<PendingProjection> Pending,
    IReadOnlyList<ProjectedTask> Tasks,
    IReadOnlyList<Message> Messages)
{
    /// <summary>The feed that it was read from, which may be made anew before it is acknowledged; null where there is only one.</summary>
    public string? Generation { get; init; }
}

/// <summary>A task as it is now.</summary>
/// <param name="Entry">Its place and conditions.</param>
/// <param name="Message">What it says.</param>
public sealed record ProjectedTask(TaskEntry Entry, TaskAssignment Message);
