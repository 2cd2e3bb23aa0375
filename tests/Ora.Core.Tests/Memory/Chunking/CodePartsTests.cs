using Ora.Core.Memory.Chunking;

namespace Ora.Core.Tests.Memory.Chunking;

public sealed class CodePartsTests
{
    [Fact]
    public void Of_CSharp_MembersWithTheirTypeAndDocComment()
    {
        var parts = CodeParts.Of("""
            namespace Shop;

            /// <summary>Holds what a customer wants to buy.</summary>
            public sealed class Basket
            {
                /// <summary>Adds an article. It may be there already.</summary>
                [Obsolete]
                public void Add(Article article)
                {
                    _articles.Add(article);
                }

                public int Count() => _articles.Count + _others.Count + _more.Count;
            }
            """);
        Assert.Equal(
            ["Basket: Holds what a customer wants to buy", "Basket.Add: Adds an article", "Basket.Count"], parts.Select(part => part.Title));
        Assert.StartsWith("/// <summary>Adds an article", parts[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Python_FunctionsAndMethods()
    {
        var parts = CodeParts.Of("""
            import os

            @cached
            def read_all(path):
                '''Reads a whole file.

                Slowly.'''
                return open(path).read() + os.linesep

            class Cache:
                '''Keeps files that were read before.'''

                def purge(self, kind):
                    '''Drops what is stale.'''
                    self.entries = [e for e in self.entries if e.kind != kind]
            """);
        Assert.Equal(
            ["read_all: Reads a whole file", "Cache: Keeps files that were read before", "Cache.purge: Drops what is stale"],
            parts.Select(part => part.Title));
    }

    [Fact]
    public void Of_LongFunction_IsCutAndLosesNothing()
    {
        var code = "function big() {\n" + string.Concat(Enumerable.Range(0, 500).Select(n => $"  let x{n} = {n};\n")) + "}\n";
        var parts = CodeParts.Of(code, 1_000);
        Assert.All(parts, part => Assert.InRange(part.Text.Length, 1, 1_000));
        Assert.All(parts, part => Assert.Equal("big", part.Title));
        Assert.Equal(code.Count(c => c == ';'), parts.Sum(part => part.Text.Count(c => c == ';')));
    }
}
