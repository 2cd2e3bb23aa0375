using Ora.Core.Errors;
using Ora.Director.CommandLine;

namespace Ora.Director.Tests.CommandLine;

public sealed class OraProgramTests : IDisposable
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "ora.exe" : "ora";
    private readonly string _folder = Directory.CreateTempSubdirectory("ora-find-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Find_TakesTheGivenOneThenTheNeighbourThenThePath()
    {
        var given = Make("given", "my-ora");
        var neighbour = Make("neighbour", Name);
        var onPath = Make("second", Name);
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "first")).FullName;
        var searchPath = string.Join(Path.PathSeparator, empty, Path.GetDirectoryName(onPath));

        Assert.Equal(given, OraProgram.Find(given, Path.GetDirectoryName(neighbour)!, searchPath));
        Assert.Equal(neighbour, OraProgram.Find(null, Path.GetDirectoryName(neighbour)!, searchPath));
        Assert.Equal(onPath, OraProgram.Find(null, empty, searchPath));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("absent/ora")]
    public void Find_WithoutAny_SaysHowToNameIt(string? given)
    {
        var neighbour = given is null ? _folder : Path.GetDirectoryName(Make("neighbour", Name))!;

        var refusal = Assert.Throws<OraException>(() => OraProgram.Find(given, neighbour, _folder));

        Assert.Equal(OraErrorCode.Configuration, refusal.Code);
        Assert.Contains("--ora", refusal.NextStep, StringComparison.Ordinal);
    }

    private string Make(string folder, string name)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName, name);
        File.WriteAllText(path, "");
        return path;
    }
}
