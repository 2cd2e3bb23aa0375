using Ora.Core.Memory.Analysis;

namespace Ora.Core.Tests.Memory.Analysis;

public sealed class HashedVectorTests
{
    [Fact]
    public void Similarity_SameText_IsOneAndLikeTextIsMoreThanUnlike()
    {
        var one = HashedVector.OfPassage(["connect", "databas", "timeout"]);
        Assert.Equal(1, HashedVector.Similarity(one, one), 3);
        var like = HashedVector.Similarity(one, HashedVector.OfPassage(["connector", "databas", "timeout"]));
        var unlike = HashedVector.Similarity(one, HashedVector.OfPassage(["walru", "swim", "north"]));
        Assert.InRange(like, 0.6, 0.99);
        Assert.InRange(unlike, -0.2, 0.2);
    }

    [Fact]
    public void Similarity_Question_CountsRareTermsMore()
    {
        var question = HashedVector.OfQuestion(["common", "rareword"], term => term == "common" ? 0.1f : 5);
        Assert.True(question.Similarity(HashedVector.OfPassage(["rareword", "x"])) > question.Similarity(HashedVector.OfPassage(["common", "x"])));
    }

    [Fact]
    public void OfPassage_AnyRun_IsTheSameBytes() =>
        Assert.Equal("794DA457", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(HashedVector.OfPassage(["queue", "folder", "file"])))[..8]);

    [Fact]
    public void OfPassage_NoTerms_IsLikeNothing()
    {
        Assert.Empty(HashedVector.OfPassage([]));
        Assert.Equal(0, HashedVector.OfQuestion(["a"], _ => 1).Similarity([]));
        Assert.Equal(0, HashedVector.Similarity([], HashedVector.OfPassage(["a", "word"])));
    }
}
