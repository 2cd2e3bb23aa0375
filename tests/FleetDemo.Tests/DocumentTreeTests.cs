using FleetDemo.Documents;

namespace FleetDemo.Tests;

public sealed class DocumentTreeTests : IDisposable
{
    private readonly TempFolder _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Find_TreeOfFiles_ListsMarkdownInOrder()
    {
        foreach (var name in (string[])["b.md", "a b/ü.MD", "a b/x.markdown", "a.txt", "deep/er/c.md"]) _tree.Write(name);

        Assert.Equal(["a b/x.markdown", "a b/ü.MD", "b.md", "deep/er/c.md"], DocumentTree.Find(_tree.FullPath).Files);
    }

    [Fact]
    public void Find_GeneratedAndHiddenFolders_AreNotLookedInto()
    {
        foreach (var name in (string[])["node_modules/p/a.md", "src/bin/a.md", ".git/a.md", "kept.md"]) _tree.Write(name);

        var tree = DocumentTree.Find(_tree.FullPath);

        Assert.Equal(["kept.md"], tree.Files);
        Assert.Equal(["node_modules", "src/bin"], tree.Skipped);
    }

    [Fact]
    public void Find_LinkToAFolderAbove_IsNotFollowed()
    {
        _tree.Write("a/kept.md");
        Directory.CreateSymbolicLink(Path.Combine(_tree.FullPath, "a", "loop"), _tree.FullPath);

        Assert.Equal(["a/kept.md"], DocumentTree.Find(_tree.FullPath).Files);
    }

    [Fact]
    public void Find_EmptyFolder_ListsNothing()
    {
        Assert.Empty(DocumentTree.Find(_tree.FullPath).Files);
    }
}
