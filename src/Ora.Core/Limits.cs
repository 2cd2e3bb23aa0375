namespace Ora.Core;

/// <summary>
/// Every limit of Ora's contract, in one place. A limit is checked at the door, before anything is written, and named in the
/// error. Sizes of text are counted in UTF-16 characters as JSON Schema's <c>maxLength</c> nearly does; sizes of files in bytes.
/// </summary>
public static class Limits
{
    /// <summary>The largest message file that is read or written, in bytes.</summary>
    public const int MessageFileBytes = 256 * 1024;

    /// <summary>The deepest nesting of a message file or a tool's arguments.</summary>
    public const int JsonDepth = 32;

    /// <summary>The longest id, in characters.</summary>
    public const int IdLength = 63;

    /// <summary>The longest project name, in characters.</summary>
    public const int ProjectNameLength = 40;

    /// <summary>The longest title of a task or decision, in characters.</summary>
    public const int TitleLength = 200;

    /// <summary>The longest description of a task or blocker, answer to a blocker, or rationale, in characters.</summary>
    public const int DescriptionLength = 32 * 1024;

    /// <summary>The longest summary of a result or of a Director's cycle, in characters.</summary>
    public const int SummaryLength = 16 * 1024;

    /// <summary>The longest note of a heartbeat, objective of a task, or reason of a change, in characters.</summary>
    public const int NoteLength = 4 * 1024;

    /// <summary>The longest text kept by one <c>remember</c>, in characters.</summary>
    public const int MemoryTextLength = 32 * 1024;

    /// <summary>The longest part of a text that is one passage of memory, in characters; a longer text is cut into several.</summary>
    public const int PassageLength = 4_000;

    /// <summary>The longest name of an author of a passage, in characters.</summary>
    public const int AuthorLength = 200;

    /// <summary>The longest name of a programming language, in characters.</summary>
    public const int LanguageLength = 40;

    /// <summary>The most entries of one MEMORY_ADDED.</summary>
    public const int MemoryEntries = 1_000;

    /// <summary>The largest file that <c>ora memory import</c> reads, in bytes; a list of passages (.jsonl) is read line by line and may be larger.</summary>
    public const int ImportFileBytes = 4 * 1024 * 1024;

    /// <summary>The longest memory query, in characters.</summary>
    public const int QueryLength = 4 * 1024;

    /// <summary>The most results of one memory query.</summary>
    public const int TopK = 50;

    /// <summary>The results of a memory query that names no number.</summary>
    public const int TopKDefault = 8;

    /// <summary>The most text that one memory query returns, in tokens: common clients refuse an answer much longer.</summary>
    public const int QueryTokens = 20_000;

    /// <summary>The text that a memory query returns when it names no number, in tokens.</summary>
    public const int QueryTokensDefault = 4_000;

    /// <summary>How many characters are counted as one token. An estimate; no tokenizer is asked.</summary>
    public const int CharactersPerToken = 4;

    /// <summary>The most entries of any list in a message (dependencies, paths, capabilities, artifacts, evidence).</summary>
    public const int ListItems = 100;

    /// <summary>The longest entry of such a list, in characters.</summary>
    public const int ListItemLength = 500;

    /// <summary>The most attempts a task may be given.</summary>
    public const int MaxAttempts = 20;

    /// <summary>The most claims one agent may hold at a time, whatever its profile says.</summary>
    public const int MaxClaimsPerAgent = 20;

    /// <summary>The longest that <c>get_task</c> waits, in seconds: under the 60 s after which common clients give a call up.</summary>
    public const int WaitSeconds = 55;

    /// <summary>The longest that a call waits for another process's turn with the queue, in seconds; what a turn does takes milliseconds.</summary>
    public const int LockWaitSeconds = 30;

    /// <summary>The shortest lease that can be configured, in seconds.</summary>
    public const int LeaseSecondsMin = 1;

    /// <summary>The longest lease that can be configured, in seconds: a day.</summary>
    public const int LeaseSecondsMax = 86_400;

    /// <summary>The most addressed messages that one answer carries; the rest come with the next one.</summary>
    public const int MessagesPerAnswer = 20;

    /// <summary>The most outbox messages that one briefing lists; the rest are counted and carried over.</summary>
    public const int BriefingMessages = 200;

    /// <summary>The longest text of one message inside a briefing, in characters; longer ones are cut and linked.</summary>
    public const int BriefingTextLength = 1_000;

    /// <summary>The largest briefing, in characters of JSON: about 12,000 tokens.</summary>
    public const int BriefingLength = 48_000;

    /// <summary>The most rows that one listing of the command line or a resource returns.</summary>
    public const int ListingRows = 1_000;

    /// <summary>The largest prompt file of a project, in bytes.</summary>
    public const int PromptFileBytes = 64 * 1024;

    /// <summary>The most prompt files of a project.</summary>
    public const int PromptFiles = 50;

    /// <summary>The longest value of a prompt's argument, in characters.</summary>
    public const int PromptArgumentLength = 4 * 1024;
}
