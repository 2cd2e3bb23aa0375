using FleetDemo.Documents;

namespace FleetDemo.Fleet;

/// <summary>A task before it is given to Ora.</summary>
/// <param name="Title">One line.</param>
/// <param name="Description">What is to be done; its last line is the instruction that a worker goes by.</param>
/// <param name="Path">The file that it edits, relative to the folder of results.</param>
internal sealed record PlannedTask(string Title, string Description, string Path);

/// <summary>The tasks that check a tree of documents.</summary>
internal static class WorkPlan
{
    /// <summary>The file of the report, relative to the folder of results.</summary>
    public const string ReportPath = "report.md";

    /// <summary>The most tasks that one task may depend on: Ora's limit of a list.</summary>
    public const int DependenciesMax = 100;

    private const int FilesPerSection = 20;
    private const int TitleLengthMax = 200;
    private const int SectionNameLengthMax = 60;

    /// <summary>The report.</summary>
    public static PlannedTask Report { get; } = new(
        "Write the report",
        $"Read the results of the tasks that this one depends on and write them up as one report. Ask what it is to be called.\n\nreport: {ReportPath}",
        ReportPath);

    /// <summary>One task per file. Files of one folder share a section file, so their tasks overlap.</summary>
    public static IReadOnlyList<PlannedTask> ChecksOf(DocumentTree tree)
    {
        var tasks = new List<PlannedTask>();
        var sections = 0;
        foreach (var folder in tree.Files.GroupBy(FolderOf, StringComparer.Ordinal))
        {
            foreach (var part in folder.Chunk(FilesPerSection))
            {
                var section = $"sections/{++sections:000}-{SectionName(folder.Key)}.json";
                tasks.AddRange(part.Select(file => Check(file, section)));
            }
        }

        return tasks;
    }

    /// <summary>Says that some tasks are done, so that one more can depend on more of them than the limit.</summary>
    public static PlannedTask Join(int number) => new(
        $"Wait for part {number} of the files",
        "Nothing is left to do here once the tasks that this one depends on are done: say so.",
        $"joins/{number:000}");

    private static PlannedTask Check(string file, string section) => new(
        Cut($"Check {file}", TitleLengthMax),
        "Check one Markdown file: its outline, its words, relative links that are broken, code blocks without a language. "
            + $"Add what you find to {section}.\n\nfile: {file}",
        section);

    private static string FolderOf(string file) => file.LastIndexOf('/') is var slash && slash < 0 ? "" : file[..slash];

    // A section's path is a glob in the task, so it may hold no character that means something in one.
    private static string SectionName(string folder)
    {
        if (folder.Length == 0) return "top";
        var name = string.Concat(folder.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
        return Cut(name, SectionNameLengthMax);
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
