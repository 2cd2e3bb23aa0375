using Ora.Core.Errors;

namespace Ora.Core.Memory.Dense;

/// <summary>Keeps a project to the model that its vectors are of: a question embedded by another one would find anything.</summary>
/// <param name="configured">The model that is set.</param>
/// <param name="record">The model that was used.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ModelGuard(EmbeddingModel configured, IEmbeddingModelRecord record, TimeProvider timeProvider)
{
    // Another process may embed all anew meanwhile.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private OraException? _refusal;
    private long? _lookedAt;

    /// <summary>Why the model may not be used, or null; looked up at most every ten seconds.</summary>
    public OraException? Refusal
    {
        get
        {
            lock (_gate)
            {
                if (_lookedAt is { } at && timeProvider.GetElapsedTime(at) < LookAgain) return _refusal;
            }

            return Look(record.ReadModel());
        }
    }

    /// <summary>Refuses a change of model; records the first one.</summary>
    /// <exception cref="OraException">The vectors are of another model.</exception>
    public void Require()
    {
        var recorded = record.ReadModel();
        if (Look(recorded) is { } refusal) throw refusal;
        if (recorded is null) record.WriteModel(configured);
    }

    /// <summary>Records the model, whatever it was before.</summary>
    public void Replace()
    {
        record.WriteModel(configured);
        Look(configured);
    }

    private OraException? Look(EmbeddingModel? recorded)
    {
        var refusal = recorded is null || recorded == configured ? null : new OraException(
            OraErrorCode.Configuration,
            $"The project's vectors are of the model {Describe(recorded)}, and {Describe(configured)} is set.",
            "Set the model of before, or embed everything anew with `ora memory sync --again`.");
        lock (_gate) (_refusal, _lookedAt) = (refusal, timeProvider.GetTimestamp());
        return refusal;
    }

    private static string Describe(EmbeddingModel model) => $"{model.Name} ({model.Dimension} dimensions, index {model.Index})";
}
