using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Projects;
using Ora.Files.Projects;

namespace Ora.Files.Tests.Projects;

public sealed class ProjectFolderTests : IDisposable
{
    private static readonly ProjectName Demo = ProjectName.Parse("demo");
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ora-project-");

    private string SettingsPath => Path.Combine(_root.FullName, "demo", "project.json");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Create_New_MakesTheWholeTreeForItsOwnerOnly()
    {
        var folder = ProjectFolder.Create(_root.FullName, Demo, null, TimeProvider.System);

        Assert.True(folder.Created);
        foreach (var name in (string[])["inbox", "working", "outbox", "processed", "failed", "archive", "tmp"])
        {
            var directory = Path.Combine(folder.Path, "agents", "_queue", name);
            Assert.True(Directory.Exists(directory));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        }

        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SettingsPath));
        var text = File.ReadAllText(SettingsPath);
        Assert.Contains("\"schema\": \"ora_demo\"", text, StringComparison.Ordinal);
        Assert.Contains("\"channel\": \"#ora-demo-agents\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_Again_ChangesNothing()
    {
        ProjectFolder.Create(_root.FullName, Demo, new ProjectSettings { LeaseSeconds = 60 }, TimeProvider.System);
        var before = File.ReadAllText(SettingsPath);

        var again = ProjectFolder.Create(_root.FullName, Demo, null, TimeProvider.System);

        Assert.False(again.Created);
        Assert.Equal(60, again.Settings.LeaseSeconds);
        Assert.Equal(before, File.ReadAllText(SettingsPath));
    }

    [Fact]
    public void Open_Absent_SaysHowToCreateIt()
    {
        var error = Assert.Throws<OraException>(() => ProjectFolder.Open(_root.FullName, Demo));

        Assert.Equal(OraErrorCode.NotFound, error.Code);
        Assert.Contains("ora init demo", error.NextStep, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "is not valid")]
    [InlineData("{\"schemaVersion\":1,\"name\":\"other\"}", "called otherwise")]
    [InlineData("{\"schemaVersion\":9,\"name\":\"demo\"}", "schemaVersion 9")]
    [InlineData("{\"name\":\"demo\",\"authority\":\"postgres\"}", "authority")]
    [InlineData("{\"name\":\"demo\",\"settings\":{\"leaseSeconds\":0}}", "leaseSeconds")]
    [InlineData("{\"name\":\"demo\",\"settings\":{\"leaseMinutes\":1}}", "is not valid")]
    [InlineData("{\"name\":\"demo\",\"colour\":1}", "is not valid")]
    public void Open_SettingsWrong_SaysWhich(string content, string problem)
    {
        ProjectFolder.Create(_root.FullName, Demo, null, TimeProvider.System);
        File.WriteAllText(SettingsPath, content);

        var error = Assert.Throws<OraException>(() => ProjectFolder.Open(_root.FullName, Demo));

        Assert.Equal(OraErrorCode.Configuration, error.Code);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void List_RootWithOtherFolders_NamesTheProjectsOnly()
    {
        ProjectFolder.Create(_root.FullName, ProjectName.Parse("b"), null, TimeProvider.System);
        ProjectFolder.Create(_root.FullName, ProjectName.Parse("a"), null, TimeProvider.System);
        _root.CreateSubdirectory("not-a-project");

        Assert.Equal(["a", "b"], ProjectFolder.List(_root.FullName).Select(name => name.Value));
    }
}
