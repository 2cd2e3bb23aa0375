namespace Ora.Core.Memory.Ranking;

/// <summary>
/// All weights of the ranking without a model, in one place, for every tier that holds text. What each of them is worth is measured in
/// <c>src/Ora.Sqlite/MEMORY.md</c>. They were set for what helps conversations, code and reports alike; none is for one set of data.
/// </summary>
public sealed record RankingWeights
{
    /// <summary>How often a term of the title counts, against once for one of the text, in the words and in the hashed vector. It is in what is stored: a change needs <c>ora rebuild</c>.</summary>
    public const int TitleCount = 3;

    /// <summary>How far neighbours reach: the passages 1 to 3 before and after in the same session, task or document.</summary>
    public const int Reach = 3;

    /// <summary>The weights in use.</summary>
    public static RankingWeights Default { get; } = new();

    /// <summary>BM25's k1: how soon more of the same term stops to count.</summary>
    public float Saturation { get; init; } = 1.6f;

    /// <summary>BM25's b: how much a long passage must have more.</summary>
    public float LengthNorm { get; init; } = 0.6f;

    /// <summary>What a term counts that is in the passage before or after.</summary>
    public float Neighbour1 { get; init; } = 0.4f;

    /// <summary>What a term counts that is in the second passage before or after.</summary>
    public float Neighbour2 { get; init; } = 0.2f;

    /// <summary>What a term counts that is in the third passage before or after.</summary>
    public float Neighbour3 { get; init; } = 0.1f;

    /// <summary>What a synonym counts, against a word of the question.</summary>
    public float Synonym { get; init; } = 0.3f;

    /// <summary>The hashed vector's part, for documents, code and notes; the lexical part has 1.</summary>
    public float VectorOfDocument { get; init; } = 0.4f;

    /// <summary>The hashed vector's part, for what was said in a conversation.</summary>
    public float VectorOfTurn { get; init; } = 0.05f;

    /// <summary>The dense tier's part, when there is one: as much as the words'.</summary>
    public float Dense { get; init; } = 1f;

    /// <summary>Of a turn: how well its whole conversation fits.</summary>
    public float Session { get; init; } = 0.45f;

    /// <summary>Of a turn: its author is named in the question.</summary>
    public float NamedAuthor { get; init; } = 0.5f;

    /// <summary>Of a turn: it was said at the date that the question names.</summary>
    public float Date { get; init; } = 0.8f;

    /// <summary>Of a turn that names a time, when the question asks for one.</summary>
    public float When { get; init; } = 0.42f;

    /// <summary>Of a turn that names a number, when the question asks for one.</summary>
    public float HowMany { get; init; } = 0.28f;

    /// <summary>Of the most recent passage; it halves every <see cref="RecencyHalfLifeDays"/> before that one.</summary>
    public float Recency { get; init; } = 0.03f;

    /// <summary>In days.</summary>
    public float RecencyHalfLifeDays { get; init; } = 30;

    /// <summary>Of a passage about the task that the asking agent works on.</summary>
    public float CurrentTask { get; init; } = 0.1f;

    /// <summary>How many passages the vectors are read of: the best without them.</summary>
    public int Candidates { get; init; } = 200;

    /// <summary>Two passages whose vectors have at least this cosine say the same; the better one is shown.</summary>
    public float NearDuplicate { get; init; } = 0.99f;
}
