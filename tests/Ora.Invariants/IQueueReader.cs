namespace Ora.Invariants;

/// <summary>
/// The folders of a queue as the checks read them: a real folder, or a disk that a test keeps in memory. A folder is named by its last
/// part (<c>inbox</c>, <c>tmp</c>).
/// </summary>
public interface IQueueReader
{
    /// <summary>The names in a folder; none when there is no such folder.</summary>
    IEnumerable<string> List(string folder);

    /// <summary>A file's content, or null when it is not there or no file.</summary>
    byte[]? Read(string folder, string name);
}

/// <summary>The folders of a real queue.</summary>
/// <param name="queueDirectory">The folder <c>agents/_queue</c> of a project.</param>
public sealed class FolderReader(string queueDirectory) : IQueueReader
{
    /// <summary>The queue of a project.</summary>
    /// <param name="projectDirectory">The project's folder.</param>
    public static FolderReader OfProject(string projectDirectory) => new(Path.Combine(projectDirectory, "agents", "_queue"));

    /// <inheritdoc/>
    public IEnumerable<string> List(string folder)
    {
        var path = Path.Combine(queueDirectory, folder);
        return Directory.Exists(path) ? Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)!) : [];
    }

    /// <inheritdoc/>
    public byte[]? Read(string folder, string name)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(queueDirectory, folder, name));
        }
        catch (Exception e) when (e is FileNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
