using Ora.Memory.Evaluation.Data;

namespace Ora.Memory.Evaluation.Memories;

/// <summary>A memory that is asked the questions of a data set, a project per namespace.</summary>
internal interface IEvaluatedMemory : IAsyncDisposable
{
    /// <summary>Makes a project and imports documents into it.</summary>
    Task<IProjectMemory> ImportAsync(Namespace ns, CancellationToken cancellationToken);
}

/// <summary>The memory of one project.</summary>
internal interface IProjectMemory : IAsyncDisposable
{
    /// <summary>The sources of what is found, best first.</summary>
    Task<IReadOnlyList<string>> AskAsync(string question, CancellationToken cancellationToken);
}
