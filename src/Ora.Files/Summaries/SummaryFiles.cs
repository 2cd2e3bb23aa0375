using System.Globalization;
using System.Text;
using Ora.Core.Messages;
using Ora.Core.Review;
using Ora.Files.Disk;
using Ora.Files.Projects;

namespace Ora.Files.Summaries;

/// <summary>The Director's summaries as Markdown, one file a UTC day: <c>docs/summaries/&lt;day&gt;.md</c>.</summary>
public sealed class SummaryFiles : ISummaryBoard
{
    private readonly ProjectFolder _folder;
    private readonly TimeProvider _timeProvider;
    private readonly Func<IDisk> _openDisk;

    /// <summary>Opens the summaries of a project. Nothing is read before the first call.</summary>
    /// <param name="folder">The project.</param>
    /// <param name="timeProvider">The clock, for a summary that has no time.</param>
    public SummaryFiles(ProjectFolder folder, TimeProvider timeProvider)
        : this(folder, timeProvider, static () => new RealDisk())
    {
    }

    internal SummaryFiles(ProjectFolder folder, TimeProvider timeProvider, Func<IDisk> openDisk)
    {
        _folder = folder;
        _timeProvider = timeProvider;
        _openDisk = openDisk;
    }

    /// <inheritdoc/>
    public async ValueTask<string> PostAsync(DirectorSummary summary, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var at = (summary.Timestamp ?? _timeProvider.GetUtcNow()).UtcDateTime;
        var disk = _openDisk();
        disk.CreateDirectory(_folder.Summaries);
        var path = Path.Combine(_folder.Summaries, at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".md");

        // The mark makes posting repeatable; it is invisible where the Markdown is rendered.
        var mark = $"<!-- {summary.MessageId} -->";
        var earlier = File.Exists(path) ? await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false) : "";
        if (earlier.Contains(mark, StringComparison.Ordinal)) return path;
        var text = new StringBuilder(earlier);
        if (earlier.Length > 0) text.Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{mark}\n## {at:HH:mm:ss} UTC\n\n{summary.Summary.Trim()}\n");
        AtomicFile.Replace(disk, _folder.Queue.Tmp, path, Encoding.UTF8.GetBytes(text.ToString()));
        return path;
    }
}
