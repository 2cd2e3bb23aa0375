using Ora.Core.State;

namespace Ora.Sqlite.State;

/// <summary>A row of <c>projection_failures</c> with the types of its columns.</summary>
internal sealed record FailureRecord
{
    public required string Id { get; init; }

    public required string Error { get; init; }

    public long FailedAt { get; init; }

    /// <summary>The row as callers see it.</summary>
    public ProjectionFailure ToRow() => new(Id, Error, Columns.Time(FailedAt));
}
