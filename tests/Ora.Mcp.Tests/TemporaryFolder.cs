namespace Ora.Mcp.Tests;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its absolute path, without symbolic links.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ora-mcp-").FullName;

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
