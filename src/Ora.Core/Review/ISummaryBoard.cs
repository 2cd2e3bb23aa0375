using Ora.Core.Messages;

namespace Ora.Core.Review;

/// <summary>Where the Director's summaries are shown to people.</summary>
public interface ISummaryBoard
{
    /// <summary>Shows a summary. Showing the same message again changes nothing.</summary>
    /// <returns>Where it can be read: a file's path or a link.</returns>
    ValueTask<string> PostAsync(DirectorSummary summary, CancellationToken cancellationToken);
}
