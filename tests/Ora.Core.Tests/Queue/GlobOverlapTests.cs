using System.IO.Enumeration;
using CsCheck;
using Ora.Core.Queue;

namespace Ora.Core.Tests.Queue;

public sealed class GlobOverlapTests
{
    [Theory]
    [InlineData("src/a.cs", "src/a.cs", true)]
    [InlineData("src/a.cs", "src/b.cs", false)]
    [InlineData("src/*.cs", "src/a.cs", true)]
    [InlineData("src/*.cs", "src/*.md", false)]
    [InlineData("src/a*", "src/*b", true)]
    [InlineData("src/?.cs", "src/ab.cs", false)]
    [InlineData("src/*/x.cs", "src/api/x.cs", true)]
    [InlineData("src/*/x.cs", "src/api/v1/x.cs", false)]
    [InlineData("src/**", "src/api/v1/x.cs", true)]
    [InlineData("src/**/x.cs", "src/x.cs", true)]
    [InlineData("**/x.cs", "docs/**", true)]
    [InlineData("src/**", "docs/**", false)]
    [InlineData("src", "src/api/x.cs", true)]
    [InlineData("src/", "src/x.cs", true)]
    [InlineData("./src/x.cs", "src//x.cs", true)]
    [InlineData("SRC/x.cs", "src/X.cs", true)]
    [InlineData("src\\x.cs", "src/x.cs", true)]
    [InlineData("src/[ab].cs", "src/c.cs", true)]
    [InlineData("src/{a,b}.cs", "src/a.cs", true)]
    [InlineData("**", "anything", true)]
    public void Any_TwoGlobs_OverlapWhenAFileFitsBoth(string left, string right, bool overlap)
    {
        Assert.Equal(overlap, GlobOverlap.Any([left], [right]));
        Assert.Equal(overlap, GlobOverlap.Any([right], [left]));
    }

    [Fact]
    public void Any_FileFitsBoth_IsFound() => Gen.Select(Glob, Glob, Name).Sample(
        (left, right, name) =>
        {
            var fitsBoth = Fits(left, name) && Fits(right, name);
            Assert.True(!fitsBoth || GlobOverlap.Any([left], [right]), $"{name} fits {left} and {right}");
        },
        iter: 20_000);

    // One folder deep: the platform's own matcher knows what * and ? mean in a name, and serves as the oracle.
    private static bool Fits(string glob, string name) => FileSystemName.MatchesSimpleExpression(glob, name);

    private static readonly Gen<string> Name = Gen.Char["ab"].Array[1, 5].Select(characters => new string(characters));

    private static readonly Gen<string> Glob = Gen.Char["ab*?"].Array[1, 5].Select(characters => new string(characters)).Where(glob => !glob.Contains("**", StringComparison.Ordinal));
}
