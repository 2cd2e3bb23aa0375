using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Core.Queue;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Project;

/// <summary>Makes everything that is not the files anew from the files.</summary>
/// <param name="Counts">What is in the files.</param>
/// <param name="Entries">How many tasks and messages were projected.</param>
/// <param name="Degraded">What is still missing, or null.</param>
internal sealed record Rebuild(QueueCounts Counts, long Entries, string? Degraded)
{
    /// <summary>Opens a project and rebuilds it.</summary>
    public static async Task<Rebuild> RunAsync(string root, ProjectName name, CliHost host, CancellationToken cancellationToken)
    {
        await using var project = await OpenProject.OpenAsync(
            root, name, NullLoggerFactory.Instance, host.Clock, cancellationToken, new ProjectAdapters(host.Variables));
        return await RunAsync(project, cancellationToken);
    }

    /// <summary>Rebuilds an open project.</summary>
    public static async Task<Rebuild> RunAsync(OpenProject project, CancellationToken cancellationToken)
    {
        var (counts, entries) = await ResetAsync(project, cancellationToken);
        return new Rebuild(counts, entries, await project.Projector.CatchUpFullyAsync(cancellationToken));
    }

    // The new index, which says that everything is yet to be projected, must be there before the tables are empty: killed in between,
    // old rows are replaced one by one; the other way round they would be gone and nothing would bring them back.
    private static async Task<(QueueCounts Counts, long Entries)> ResetAsync(OpenProject project, CancellationToken cancellationToken)
    {
        await using var turn = await project.Feed.LockAsync(cancellationToken);
        await project.Queue.RebuildAsync(cancellationToken);
        await project.State.ResetAsync(cancellationToken);
        await project.Memory.ResetAsync(cancellationToken);
        return (await project.Queue.CountsAsync(cancellationToken), await project.Feed.BacklogAsync(cancellationToken));
    }
}
