using System.Diagnostics.CodeAnalysis;
using Ora.Core.Ids;

namespace Ora.Core.Review;

/// <summary>
/// Which messages each review of this process showed, until a summary closes it. It lives in memory: a review whose process died is
/// made again, and its messages are still unread.
/// </summary>
public sealed class ReviewLedger
{
    private const int Kept = 16;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenReview> _open = new(StringComparer.Ordinal);

    internal void Add(string reviewId, OpenReview review)
    {
        lock (_gate)
        {
            if (_open.Count == Kept) _open.Remove(_open.MinBy(entry => entry.Value.MadeAt).Key);
            _open[reviewId] = review;
        }
    }

    internal bool TryGet(string reviewId, [NotNullWhen(true)] out OpenReview? review)
    {
        lock (_gate) return _open.TryGetValue(reviewId, out review);
    }

    internal void Close(string reviewId)
    {
        lock (_gate) _open.Remove(reviewId);
    }
}

/// <summary>A review that no summary has closed.</summary>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Messages">What it showed.</param>
internal sealed record OpenReview(DateTimeOffset MadeAt, IReadOnlyList<MessageId> Messages);
