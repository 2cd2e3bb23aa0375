namespace FleetDemo.Documents;

/// <summary>The Markdown files of a folder and the folders below it.</summary>
/// <param name="Root">The folder's full path.</param>
/// <param name="Files">Its Markdown files, relative to it, with forward slashes, in order.</param>
/// <param name="Skipped">Folders that were not looked into, relative to it.</param>
internal sealed record DocumentTree(string Root, IReadOnlyList<string> Files, IReadOnlyList<string> Skipped)
{
    // What builds and package managers write: not the author's documents.
    private static readonly HashSet<string> GeneratedFolders = new(StringComparer.Ordinal) { "artifacts", "bin", "node_modules", "obj" };

    private static readonly EnumerationOptions Everything = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    /// <summary>Looks through a folder. Links to folders are not followed, so that a loop cannot catch it.</summary>
    public static DocumentTree Find(string folder)
    {
        var root = Path.GetFullPath(folder);
        var files = new List<string>();
        var skipped = new List<string>();
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (pending.TryPop(out var current))
        {
            foreach (var item in current.EnumerateFileSystemInfos("*", Everything))
            {
                var isLink = item.Attributes.HasFlag(FileAttributes.ReparsePoint);
                if (item is not DirectoryInfo below)
                {
                    if (IsMarkdown(item.Name)) files.Add(Relative(root, item.FullName));
                }
                else if (GeneratedFolders.Contains(below.Name))
                {
                    skipped.Add(Relative(root, below.FullName));
                }
                else if (!isLink && !below.Name.StartsWith('.'))
                {
                    pending.Push(below);
                }
            }
        }

        files.Sort(StringComparer.Ordinal);
        skipped.Sort(StringComparer.Ordinal);
        return new DocumentTree(root, files, skipped);
    }

    /// <summary>Whether a file's name says that it is Markdown.</summary>
    public static bool IsMarkdown(string name) =>
        Path.GetExtension(name) is { } extension
        && (extension.Equals(".md", StringComparison.OrdinalIgnoreCase) || extension.Equals(".markdown", StringComparison.OrdinalIgnoreCase));

    private static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}
