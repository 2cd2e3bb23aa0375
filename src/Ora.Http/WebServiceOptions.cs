namespace Ora.Http;

/// <summary>How a web service is called.</summary>
public sealed record WebServiceOptions
{
    /// <summary>Its name, for errors.</summary>
    public required string Name { get; init; }

    /// <summary>Headers of every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What must be in no error, whatever the service answers; null: nothing.</summary>
    public string? Secret { get; init; }

    /// <summary>How long one try may take, until the whole answer is read.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is tried again, 0 to 10.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the first retry, before jitter; it doubles with each.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause that a service may ask for (Retry-After) and still be waited for within the call.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest answer that is read, in bytes.</summary>
    public int AnswerBytesMax { get; init; } = 16 * 1024 * 1024;
}

/// <summary>A request to a web service.</summary>
/// <param name="Method">The method.</param>
/// <param name="Address">Where to.</param>
public sealed record WebRequest(HttpMethod Method, Uri Address)
{
    /// <summary>The body, JSON; null: none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>
    /// Whether doing it twice is the same as doing it once. One that is not is tried again only when the service says that it did not
    /// even look at it (429).
    /// </summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>Statuses besides 2xx that are an answer, not an error.</summary>
    public IReadOnlyCollection<int> Accepts { get; init; } = [];
}

/// <summary>An answer of a web service.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="Headers">The headers, by name in any case.</param>
public sealed record WebAnswer(int Status, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>A header that is a whole number, or null.</summary>
    public long? Number(string name) =>
        Headers.TryGetValue(name, out var text) && long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}
