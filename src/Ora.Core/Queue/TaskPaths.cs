namespace Ora.Core.Queue;

/// <summary>The rules for a task's <c>paths</c>: globs relative to the project, which never lead out of it.</summary>
public static class TaskPaths
{
    /// <summary>Says why a glob is refused, or null when it is accepted.</summary>
    public static string? Problem(string glob)
    {
        if (glob.Length == 0) return "is empty";
        if (glob[0] is '/' or '\\' || (glob.Length > 1 && glob[1] == ':')) return "must be relative to the project, not absolute";
        foreach (var c in glob)
        {
            if (char.IsControl(c)) return "must not contain control characters";
        }

        return glob.Split('/', '\\').Contains("..") ? "must not contain \"..\"" : null;
    }
}
