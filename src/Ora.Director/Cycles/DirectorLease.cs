using Ora.Core.Errors;

namespace Ora.Director.Cycles;

/// <summary>
/// Makes this the only Director of a project: an operating-system lock on <c>director.lock</c> in the project's folder. It dies
/// with its process, so none is ever stale; the file itself means nothing and stays.
/// </summary>
internal sealed class DirectorLease : IDisposable
{
    private const string FileName = "director.lock";

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.
    private static readonly int[] HeldByOther = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];
    private readonly FileStream _file;

    private DirectorLease(FileStream file) => _file = file;

    /// <summary>Takes the lease.</summary>
    /// <param name="projectFolder">The project's folder.</param>
    /// <exception cref="OraException">Another process has it, there is no such project, or the file cannot be opened.</exception>
    public static DirectorLease Acquire(string projectFolder)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new DirectorLease(new FileStream(Path.Combine(projectFolder, FileName), options));
        }
        catch (DirectoryNotFoundException e)
        {
            throw new OraException(
                OraErrorCode.NotFound,
                $"There is no project at {projectFolder}.",
                "Make it with \"ora init <project>\", or name another with --root and --project.",
                "project",
                e);
        }
        catch (IOException e) when (HeldByOther.Contains(e.HResult))
        {
            throw new OraException(
                OraErrorCode.Conflict,
                $"Another Director already works on {Path.GetFileName(projectFolder)}.",
                "Only one may at a time; stop it first.",
                "project",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OraException(
                OraErrorCode.Unavailable,
                $"{FileName} cannot be opened: {e.Message}",
                "Run ora-director as the owner of the project.",
                argument: null,
                e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
