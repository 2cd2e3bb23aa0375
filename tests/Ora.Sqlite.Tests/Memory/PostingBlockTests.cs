using Ora.Sqlite.Memory;
using Xunit;

namespace Ora.Sqlite.Tests.Memory;

public sealed class PostingBlockTests
{
    private static readonly List<(int Passage, byte Count)> Sample =
        [(8192, 1), (8193, 255), (8320, 2), (8321, 3), (8500, 4), (12286, 5), (12287, 6)];

    [Fact]
    public void Append_InTwoSteps_IsReadAsOne()
    {
        for (var split = 0; split <= Sample.Count; split++)
        {
            var data = PostingBlock.Append(PostingBlock.Append([], 2, Sample[..split]), 2, Sample[split..]);
            Assert.Equal(Sample, Read(data, 2));
        }
    }

    [Fact]
    public void Without_EachOfThem_LeavesTheOthers()
    {
        var data = PostingBlock.Append([], 2, Sample);
        foreach (var posting in Sample) Assert.Equal(Sample.Where(other => other != posting), Read(PostingBlock.Without(data, 2, posting.Passage), 2));
        Assert.Empty(PostingBlock.Without(PostingBlock.Append([], 0, [(7, 1)]), 0, 7));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 1 })]
    [InlineData(new byte[] { 0, 0, 0x80 })]
    [InlineData(new byte[] { 0, 0, 0xff, 0xff, 1 })]
    public void Read_DamagedBytes_IsRefused(byte[] data) => Assert.Throws<InvalidOperationException>(() => Read(data, 0));

    [Fact]
    public void Key_OfTermAndBlock_GivesTheBlockBack() => Assert.Equal(24, PostingBlock.BlockOf(PostingBlock.KeyOf(123_456, 24)));

    private static List<(int Passage, byte Count)> Read(byte[] data, int block)
    {
        var postings = new List<(int Passage, byte Count)>();
        PostingBlock.Read(data, block, postings);
        return postings;
    }
}
