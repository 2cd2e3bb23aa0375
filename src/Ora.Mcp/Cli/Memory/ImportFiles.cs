using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Ora.Core;
using Ora.Core.Errors;
using Ora.Core.Memory.Chunking;
using Ora.Core.Messages;

namespace Ora.Mcp.Cli.Memory;

/// <summary>Reads what an import names. A source is the file's path as it was given, from the current folder, with slashes.</summary>
/// <param name="currentDirectory">The folder that relative paths start from.</param>
internal sealed class ImportFiles(string currentDirectory)
{
    private const string ListExtension = ".jsonl";
    private static readonly HashSet<string> SkippedFolders = new(["node_modules", "bin", "obj", "artifacts", "target", "dist", "build", "vendor", "__pycache__", "venv"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> Documents = new([".md", ".markdown", ".txt", ".rst", ".adoc", ".org", ".tex"], StringComparer.OrdinalIgnoreCase);
    // A language, then the extensions of its files.
    private static readonly Dictionary<string, string> Languages = """
        c .c .h|cpp .cc .cpp .cxx .hpp|csharp .cs|fsharp .fs|vb .vb|go .go|java .java|kotlin .kt|scala .scala|swift .swift|objectivec .m
        javascript .js .mjs .cjs .jsx|typescript .ts .tsx|python .py|ruby .rb|php .php|perl .pl .pm|rust .rs|lua .lua|r .r|julia .jl
        elixir .ex .exs|erlang .erl|haskell .hs|ocaml .ml|clojure .clj|dart .dart|shell .sh .bash|powershell .ps1|sql .sql|protobuf .proto|zig .zig
        """.Split(['|', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' '))
        .SelectMany(words => words.Skip(1).Select(extension => (extension, language: words[0])))
        .ToDictionary(pair => pair.extension, pair => pair.language, StringComparer.OrdinalIgnoreCase);

    private readonly List<string> _skipped = [];

    /// <summary>The files that were not read, each with the reason.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>The files to read: lists of passages, and documents and code. In folders, only documents and code of known kinds count.</summary>
    /// <exception cref="OraException">A path does not exist.</exception>
    public (IReadOnlyList<string> Lists, IReadOnlyList<string> Documents) Find(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            var full = Path.GetFullPath(path, currentDirectory);
            if (File.Exists(full)) files.Add(full);
            else if (Directory.Exists(full)) files.AddRange(FilesIn(full));
            else throw new OraException(OraErrorCode.NotFound, $"There is no file or folder {path}.", "Check the path.", "PATH");
        }

        var lists = files.ToLookup(file => Path.GetExtension(file).Equals(ListExtension, StringComparison.OrdinalIgnoreCase));
        return ([.. lists[true]], [.. lists[false]]);
    }

    /// <summary>The entries of a list, one per line. One that has a title and no text is its title.</summary>
    /// <exception cref="OraException">A line is not an entry.</exception>
    public static async IAsyncEnumerable<MemoryEntry> ReadListAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) yield return Entry(line, file, number);
        }
    }

    /// <summary>The parts of a document or of source code.</summary>
    public async IAsyncEnumerable<MemoryEntry> ReadDocumentAsync(string file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await TextAsync(file, cancellationToken) is not { } text) yield break;
        var source = SourceOf(file);
        var language = Languages.GetValueOrDefault(Path.GetExtension(file));
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        foreach (var part in language is null ? DocumentParts.Of(text) : CodeParts.Of(text))
        {
            yield return new MemoryEntry
            {
                Text = part.Text,
                Type = language is null ? MemoryType.Documentation : MemoryType.Code,
                Source = source,
                Title = TitleOf(part, file),
                Session = source,
                Language = language,
                Timestamp = written,
            };
        }
    }

    private static string TitleOf(TextPart part, string file)
    {
        var title = part.Title ?? Path.GetFileNameWithoutExtension(file);
        return title.Length <= Limits.ListItemLength ? title : title[..(Limits.ListItemLength - (char.IsHighSurrogate(title[Limits.ListItemLength - 1]) ? 1 : 0))];
    }

    private static MemoryEntry Entry(string line, string file, int number)
    {
        try
        {
            var entry = MessageJson.ReadEntry(line) ?? throw new JsonException("it is null");
            if (!string.IsNullOrWhiteSpace(entry.Text)) return entry;

            // A ticket that nobody described is its title.
            return string.IsNullOrWhiteSpace(entry.Title) ? throw new JsonException("text is empty") : entry with { Text = entry.Title };
        }
        catch (JsonException e)
        {
            throw new OraException(
                OraErrorCode.InvalidArgument,
                $"Line {number} of {file} is not an entry: {e.Message}",
                "Write one JSON object per line with text and type (conversation, code, documentation or note); what came before it is imported.",
                inner: e);
        }
    }

    private static IEnumerable<string> FilesIn(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal))
        {
            var extension = Path.GetExtension(file);
            if (Documents.Contains(extension) || Languages.ContainsKey(extension)) yield return file;
        }

        foreach (var child in Directory.EnumerateDirectories(folder, "*", options).Order(StringComparer.Ordinal))
        {
            if (SkippedFolders.Contains(Path.GetFileName(child)) || Path.GetFileName(child).StartsWith('.')) continue;
            foreach (var file in FilesIn(child)) yield return file;
        }
    }

    private async Task<string?> TextAsync(string file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > Limits.ImportFileBytes) return Skip(file, $"it has more than {Limits.ImportFileBytes} bytes");
        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        if (bytes.Contains((byte)0)) return Skip(file, "it is not text");
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Skip(file, "it is not UTF-8");
        }
    }

    private string? Skip(string file, string reason)
    {
        _skipped.Add($"{file}: {reason}");
        return null;
    }

    private string SourceOf(string file)
    {
        var source = Path.GetRelativePath(currentDirectory, file).Replace('\\', '/');
        return source.Length <= Limits.ListItemLength ? source : source[^Limits.ListItemLength..];
    }
}
