using FleetDemo.Documents;
using FleetDemo.Fleet;

namespace FleetDemo.Tests;

public sealed class WorkPlanTests
{
    [Fact]
    public void Checks_FilesOfOneFolder_ShareTheirPath()
    {
        var paths = PathsOf("a.md", "b/c.md", "b/d.md");

        Assert.Equal(["sections/001-top.json", "sections/002-b.json", "sections/002-b.json"], paths);
    }

    [Fact]
    public void Checks_FolderWithManyFiles_IsSpreadOverSeveralPaths()
    {
        var paths = PathsOf([.. Enumerable.Range(0, 45).Select(i => $"f/{i:00}.md")]);

        Assert.Equal([20, 20, 5], paths.GroupBy(p => p).Select(g => g.Count()));
    }

    [Fact]
    public void Checks_FolderNamedLikeAGlob_GetsAPathThatIsNone()
    {
        Assert.Equal(["sections/001-__a___b_c_ü.json"], PathsOf("*[a]?{b c}ü/d.md".Replace("}", "_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Checks_VeryLongNames_FitOrasLimits()
    {
        var name = new string('n', 240);

        var task = Assert.Single(WorkPlan.ChecksOf(Tree($"{name}/{name}/{name}.md")));

        Assert.InRange(task.Title.Length, 1, 200);
        Assert.InRange(task.Path.Length, 1, 500);
        Assert.EndsWith($"\nfile: {name}/{name}/{name}.md", task.Description, StringComparison.Ordinal);
    }

    private static IEnumerable<string> PathsOf(params string[] files) => WorkPlan.ChecksOf(Tree(files)).Select(t => t.Path);

    private static DocumentTree Tree(params string[] files) => new("/", files, []);
}
