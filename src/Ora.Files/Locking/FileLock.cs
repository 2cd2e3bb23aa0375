using System.Text;
using Microsoft.Win32.SafeHandles;
using Ora.Core.Queue;
using Ora.Files.Disk;

namespace Ora.Files.Locking;

/// <summary>
/// An exclusive lock between processes on a file that is never deleted. It waits in the operating system (flock, LockFileEx), so
/// nobody polls and a killed holder releases it. The file's existence means nothing.
/// </summary>
/// <param name="path">The lock file.</param>
/// <param name="disk">Where its note is written.</param>
internal sealed class FileLock(string path, IDisk disk) : IWriteLock, IDisposable
{
    private const int ContentBytes = 64;

    // The operating system locks per open file, and this process opens it once: its own threads take turns here first.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IDisk _disk = disk;
    private readonly byte[] _content = new byte[ContentBytes];
    private SafeFileHandle? _file;

    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancellationToken) => await EnterAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Takes the lock. What it holds is short, so the thread waits: a switch would cost more than most waits.</summary>
    public async ValueTask<Holder> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _file ??= Open();
            if (OperatingSystem.IsWindows()) Windows.Lock(_file, wait: true);
            else Posix.Lock(_file, wait: true);
            return new Holder(this);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _turn.Dispose();
    }

    private SafeFileHandle Open()
    {
        const FileShare Everyone = FileShare.ReadWrite | FileShare.Delete;
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = Everyone };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            try
            {
                using var created = new FileStream(path, options);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process made it and holds it already: that is all we need.
            }
        }

        return OperatingSystem.IsWindows()
            ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Everyone)
            : Posix.OpenLockFile(path);
    }

    private void Exit()
    {
        if (OperatingSystem.IsWindows()) Windows.Release(_file!);
        else Posix.Release(_file!);
        _turn.Release();
    }

    /// <summary>The held lock. While it is held, the file's few bytes are a note from one holder to the next.</summary>
    internal sealed class Holder(FileLock owner) : IDisposable
    {
        private FileLock? _owner = owner;

        /// <summary>The note that the last holder left, or an empty one.</summary>
        public string ReadNote()
        {
            var length = RandomAccess.Read(_owner!._file!, _owner._content, 0);
            return Encoding.ASCII.GetString(_owner._content, 0, length).TrimEnd('\0', ' ', '\n');
        }

        /// <summary>Leaves a note. It survives the death of the process.</summary>
        public void WriteNote(string note)
        {
            var content = _owner!._content;
            Array.Fill(content, (byte)' ');
            Encoding.ASCII.GetBytes(note, content);
            content[^1] = (byte)'\n';
            _owner._disk.Overwrite(_owner._file!, content);
        }

        public void Dispose()
        {
            Interlocked.Exchange(ref _owner, null)?.Exit();
        }
    }
}
