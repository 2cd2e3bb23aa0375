using Ora.Core.Errors;

namespace Ora.Core.Ids;

/// <summary>
/// The name of a project: <c>[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?</c>. The folder, the schema, the vector namespace and the Slack
/// channel derive from it.
/// </summary>
public readonly record struct ProjectName
{
    private ProjectName(string value) => Value = value;

    /// <summary>The name.</summary>
    public string Value { get; }

    /// <summary>Reads a project name.</summary>
    /// <exception cref="OraException">It is not one; <paramref name="argument"/> is named.</exception>
    public static ProjectName Parse(string? value, string argument = "project")
    {
        var problem = IdRules.Problem(value);
        if (problem is null && value!.Length > Limits.ProjectNameLength)
            problem = $"has {value.Length} characters; the limit is {Limits.ProjectNameLength}";
        if (problem is null && (value!.Contains('_', StringComparison.Ordinal) || value[^1] == '-'))
            problem = "may hold only a-z, 0-9 and '-', and must end with a letter or a digit";
        if (problem is null) return new ProjectName(value!);
        throw new OraException(
            OraErrorCode.InvalidArgument,
            $"The project name {problem}.",
            "Use 1 to 40 characters of a-z, 0-9 and '-', for example \"my-project\".",
            argument);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
