using System.Globalization;
using System.Text;
using Ora.Core.Messages;
using Ora.Core.Review;
using Ora.Files.Disk;
using Ora.Files.Projects;

namespace Ora.Files.Summaries;

/// <summary>The Director's summaries as Markdown, one file a UTC day: <c>docs/summaries/&lt;day&gt;.md</c>.</summary>
/// <param name="folder">The project.</param>
/// <param name="timeProvider">The clock, for a summary that has no time.</param>
public sealed class SummaryFiles(ProjectFolder folder, TimeProvider timeProvider) : ISummaryBoard
{
    /// <inheritdoc/>
    public async ValueTask<string> PostAsync(DirectorSummary summary, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var at = (summary.Timestamp ?? timeProvider.GetUtcNow()).UtcDateTime;
        var disk = new RealDisk();
        disk.CreateDirectory(folder.Summaries);
        var path = Path.Combine(folder.Summaries, at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".md");

        // The mark makes posting repeatable; it is invisible where the Markdown is rendered.
        var mark = $"<!-- {summary.MessageId} -->";
        var earlier = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : "";
        if (earlier.Contains(mark, StringComparison.Ordinal)) return path;
        var text = new StringBuilder(earlier);
        if (earlier.Length > 0) text.Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{mark}\n## {at:HH:mm:ss} UTC\n\n{summary.Summary.Trim()}\n");
        AtomicFile.Replace(disk, folder.Queue.Tmp, path, Encoding.UTF8.GetBytes(text.ToString()));
        return path;
    }
}
