using System.Globalization;
using System.Text.Json.Nodes;
using Ora.Core.Errors;

namespace Ora.Mcp.Cli.ClientConfig;

/// <summary>What became of a configuration file.</summary>
/// <param name="Path">The file that was written or found right, behind any symbolic link.</param>
/// <param name="Changed">Whether it was written.</param>
/// <param name="Backup">The copy of what it was before, or null when it was new or not written.</param>
internal sealed record ConfigUpdate(string Path, bool Changed, string? Backup);

/// <summary>Puts a server's entry into a client's configuration file and leaves everything else in it as it is.</summary>
internal static class ConfigFile
{
    /// <summary>Merges the members of <paramref name="entry"/> into the object at <paramref name="path"/> in the file.</summary>
    /// <exception cref="OraException">The file is no JSON object, or cannot be read or written.</exception>
    public static ConfigUpdate Merge(string file, IReadOnlyList<string> path, JsonObject entry, TimeProvider clock)
    {
        try
        {
            // A file that is a link into somebody's dotfiles stays one.
            var target = new FileInfo(file) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : file;
            var existing = File.Exists(target) ? File.ReadAllBytes(target) : null;
            var merged = Merge(existing ?? [], path, entry);
            if (existing is not null && merged.AsSpan().SequenceEqual(existing)) return new ConfigUpdate(target, Changed: false, null);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var backup = existing is null ? null : Backup(target, clock);
            Replace(target, merged);
            return new ConfigUpdate(target, Changed: true, backup);
        }
        catch (OraException e)
        {
            throw new OraException(e.Code, $"{file} was not changed. {e.Problem}", e.NextStep, "file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OraException(
                OraErrorCode.Unavailable, $"{file} cannot be written: {e.Message}", "Check its permissions, or run without --write and add the entry by hand.", "file", e);
        }
    }

    private static byte[] Merge(byte[] content, IReadOnlyList<string> path, JsonObject entry)
    {
        if (JsonSplice.Get(content, [.. path]) is not JsonObject present) return JsonSplice.Set(content, [.. path], entry);
        foreach (var (name, value) in entry)
        {
            if (!JsonNode.DeepEquals(present[name], value)) content = JsonSplice.Set(content, [.. path, name], value!);
        }

        return content;
    }

    private static string Backup(string file, TimeProvider clock)
    {
        var stamp = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var backup = $"{file}.{stamp}.bak";
        File.Copy(file, backup, overwrite: false);
        return backup;
    }

    // A client that reads the file at this moment sees the old content or the new, never half of it.
    private static void Replace(string file, byte[] content)
    {
        var temporary = file + ".ora-new";
        using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            if (!OperatingSystem.IsWindows() && File.Exists(file)) File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(file));
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, file, overwrite: true);
    }
}
