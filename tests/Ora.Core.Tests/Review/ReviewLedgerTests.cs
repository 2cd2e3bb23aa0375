using Ora.Core.Ids;
using Ora.Core.Review;
using static Ora.Core.Tests.Review.SampleFacts;

namespace Ora.Core.Tests.Review;

public sealed class ReviewLedgerTests
{
    [Fact]
    public void TryGet_ReviewThatWasAdded_IsThereUntilItIsClosed()
    {
        var ledger = new ReviewLedger();
        ledger.Add("review-a", new OpenReview(Now, [MessageId.Parse("msg-a")]));
        Assert.True(ledger.TryGet("review-a", out var review));
        Assert.Equal("msg-a", Assert.Single(review.Messages).Value);
        ledger.Close("review-a");
        Assert.False(ledger.TryGet("review-a", out _));
    }

    [Fact]
    public void Add_MoreThanAreKept_ForgetsTheOldest()
    {
        var ledger = new ReviewLedger();
        for (var n = 0; n < 20; n++) ledger.Add($"review-{n}", new OpenReview(Now.AddMinutes(n), []));
        Assert.False(ledger.TryGet("review-3", out _));
        Assert.True(ledger.TryGet("review-4", out _));
        Assert.True(ledger.TryGet("review-19", out _));
    }
}
