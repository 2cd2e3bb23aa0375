using System.Text;
using Microsoft.Win32.SafeHandles;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Queue;
using Ora.Files.Disk;

namespace Ora.Files.Locking;

/// <summary>
/// An exclusive lock between processes on a file that is never deleted. It waits in the operating system (flock, LockFileEx), so
/// nobody polls and a killed holder releases it. The file's existence means nothing.
/// </summary>
/// <param name="path">The lock file.</param>
/// <param name="disk">Where its note is written.</param>
/// <param name="timeProvider">The clock that a wait is measured with.</param>
internal sealed class FileLock(string path, IDisk disk, TimeProvider timeProvider) : IWriteLock, IDisposable
{
    private const int ContentBytes = 64;
    private const int TriesMax = 10;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(Limits.LockWaitSeconds);

    // The operating system locks per open file, and this process opens it once: its own threads take turns here first.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IDisk _disk = disk;
    private readonly byte[] _content = new byte[ContentBytes];
    private SafeFileHandle? _file;
    private LockWait? _abandoned;

    public async ValueTask<IDisposable> AcquireAsync(CancellationToken cancellationToken) => await EnterAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Takes the lock, waiting its turn for at most <see cref="Limits.LockWaitSeconds"/>.</summary>
    /// <exception cref="OraException">The lock was not released in time, or its file cannot be opened.</exception>
    public async ValueTask<Holder> EnterAsync(CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        if (!await _turn.WaitAsync(WaitMax, cancellationToken).ConfigureAwait(false)) throw NotReleased();
        try
        {
            for (var tries = 0; tries < TriesMax; tries++)
            {
                await LockFileAsync(start, cancellationToken).ConfigureAwait(false);

                // Deleted or replaced, with its folder perhaps: others lock another file by now, so this one excludes nobody.
                if (FileIdentity.IsAt(_file!, path)) return new Holder(this);
                _file!.Dispose();
                _file = null;
            }

            throw new IOException($"{Path.GetFileName(path)} is replaced again and again.");
        }
        catch (Exception e)
        {
            _turn.Release();
            if (StorageFailure.Is(e)) throw StorageFailure.Refusal(e);
            throw;
        }
    }

    // The usual case, a free lock, is one system call on the caller's thread. To wait, a thread is lent: a wait in the operating
    // system cannot be given up, and a holder that was stopped must not hold every caller for ever.
    private async ValueTask LockFileAsync(long start, CancellationToken cancellationToken)
    {
        var wait = Interlocked.Exchange(ref _abandoned, null);
        if (wait is null || !wait.TryGoOn())
        {
            _file ??= Open();
            if (TryLock(_file, wait: false)) return;
            wait = new LockWait(_file);
            wait.Start();
        }

        // While it is waited for in vain, the file belongs to the wait.
        _file = null;
        _abandoned = wait;
        var left = WaitMax - timeProvider.GetElapsedTime(start);
        if (!await wait.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, timeProvider, cancellationToken).ConfigureAwait(false)) throw NotReleased();
        _abandoned = null;
        _file = wait.File;
    }

    private static bool TryLock(SafeFileHandle file, bool wait) => OperatingSystem.IsWindows() ? Windows.Lock(file, wait) : Posix.Lock(file, wait);

    private OraException NotReleased() => new(
        OraErrorCode.Unavailable,
        $"Another process has not released {Path.GetFileName(path)} for {Limits.LockWaitSeconds} seconds{LockHolder.Describe(path)}.",
        "Nothing was changed. If that process is stopped or hangs, continue it (kill -CONT) or end it: the lock goes with it. If it is busy (ora rebuild of a large project), try again later.");

    public void Dispose()
    {
        _file?.Dispose();
        _turn.Dispose();
    }

    private SafeFileHandle Open()
    {
        const FileShare Everyone = FileShare.ReadWrite | FileShare.Delete;
        var attributes = new FileInfo(path).Attributes;
        if ((int)attributes != -1 && (attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) != 0) throw NotAFile();
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

        var file = OperatingSystem.IsWindows() ? File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Everyone) : Posix.OpenLockFile(path);
        try
        {
            RandomAccess.GetLength(file);
            return file;
        }
        catch (NotSupportedException)
        {
            file.Dispose();
            throw NotAFile(); // A pipe.
        }
    }

    // Through a link the note would be written over somebody's file.
    private OraException NotAFile() => new(
        OraErrorCode.Configuration, $"{Path.GetFileName(path)} of the project is not an ordinary file.", "Remove it; it is made again by itself.");

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
