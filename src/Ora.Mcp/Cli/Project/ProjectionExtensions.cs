using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli.Project;

/// <summary>Brings the projections up to date for a command that may wait.</summary>
internal static class ProjectionExtensions
{
    /// <summary>
    /// Brings the tables and the memory up to date, however long that takes; returns what is in the way, or null. One look of the
    /// projector is short, for readers that wait for it; here it is repeated for as long as it gets anywhere.
    /// </summary>
    public static async Task<string?> CatchUpFullyAsync(this OpenProject project, CancellationToken cancellationToken)
    {
        var left = long.MaxValue;
        while (true)
        {
            var degraded = await project.Projector.CatchUpAsync(cancellationToken);
            var now = await project.Feed.BacklogAsync(cancellationToken);
            if (degraded is null || now >= left) return degraded;
            left = now;
        }
    }
}
