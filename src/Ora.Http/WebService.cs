using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Ora.Core.Errors;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Ora.Http;

/// <summary>
/// Calls a web service: a limit on time and size, retries with jitter where a retry can do no harm, the pause that the service asks
/// for, and errors that hold no secret. Safe for calls at the same time.
/// </summary>
public sealed class WebService : IDisposable
{
    private const int TooManyRequests = 429;
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(20);

    private readonly WebServiceOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<WebAnswer> _repeatable;
    private readonly ResiliencePipeline<WebAnswer> _unrepeatable;

    /// <summary>Prepares calls; nothing is connected yet.</summary>
    /// <param name="options">How the service is called.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="random">For the jitter.</param>
    public WebService(WebServiceOptions options, TimeProvider timeProvider, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _timeProvider = timeProvider;

        // No redirect: it would carry the key to wherever it leads.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _repeatable = Pipeline(IsTransient, random);
        _unrepeatable = Pipeline(status => status == TooManyRequests, random);
    }

    /// <summary>The address that a setting gives, without a slash at its end.</summary>
    /// <param name="text">The address.</param>
    /// <param name="setting">The setting's name.</param>
    /// <exception cref="OraException">It is none, or would carry a key over a network that others can read.</exception>
    public static Uri Address(string text, string setting)
    {
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0)
            throw new OraException(OraErrorCode.Configuration, $"{setting} is no address of a web service.", "Give it as https://host/path.", setting);
        return address;
    }

    /// <summary>Refuses to send a key unencrypted to another machine.</summary>
    /// <exception cref="OraException">It would be.</exception>
    public static void RequirePrivacy(Uri address, string setting)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Scheme == "https" || address.IsLoopback) return;
        throw new OraException(
            OraErrorCode.Configuration, $"{setting} is unencrypted (http), and a key would be sent there.", "Use https, or a server on this machine.", setting);
    }

    /// <summary>Sends a request until it is answered, or there is no use in trying on.</summary>
    /// <exception cref="RemoteServiceException">The service does not answer or refuses.</exception>
    public async ValueTask<WebAnswer> SendAsync(WebRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pipeline = request.IsRepeatable ? _repeatable : _unrepeatable;
        WebAnswer answer;
        try
        {
            answer = await pipeline.ExecuteAsync(token => TryAsync(request, token), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException)
        {
            throw new RemoteServiceException(_options.Name, $"{_options.Name} does not answer.", e) { IsTransient = true };
        }

        return answer.Status is >= 200 and < 300 || request.Accepts.Contains(answer.Status) ? answer : throw Refusal(answer);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static bool IsTransient(int status) => status is 408 or TooManyRequests or 500 or 502 or 503 or 504;

    private ResiliencePipeline<WebAnswer> Pipeline(Func<int, bool> isTransient, Random random)
    {
        var gate = new Lock();
        var builder = new ResiliencePipelineBuilder<WebAnswer> { TimeProvider = _timeProvider };
        if (_options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<WebAnswer>
            {
                MaxRetryAttempts = _options.Retries,
                Delay = _options.Pause,
                MaxDelay = PauseMax,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = () =>
                {
                    lock (gate) return random.NextDouble();
                },
                ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result is { } answer
                    ? isTransient(answer.Status) && !(RetryAfter(answer) > _options.RetryAfterMax)
                    : isTransient(503) && attempt.Outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result is { } answer ? RetryAfter(answer) : null),
            });
        }

        return builder.AddTimeout(_options.Timeout).Build();
    }

    private async ValueTask<WebAnswer> TryAsync(WebRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Address);
        foreach (var (name, value) in _options.Headers) message.Headers.Add(name, value);
        if (request.Body is { } body) message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
        return new WebAnswer((int)response.StatusCode, await ReadAsync(response, cancellationToken).ConfigureAwait(false), headers);
    }

    private async ValueTask<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > _options.AnswerBytesMax)
                throw new RemoteServiceException(_options.Name, $"{_options.Name} answered with more than {_options.AnswerBytesMax} bytes.");
        }

        return body.ToArray();
    }

    // Seconds or a date.
    private TimeSpan? RetryAfter(WebAnswer answer)
    {
        if (!answer.Headers.TryGetValue("Retry-After", out var text) || !RetryConditionHeaderValue.TryParse(text, out var value)) return null;
        var pause = value.Delta ?? (value.Date - _timeProvider.GetUtcNow());
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    private RemoteServiceException Refusal(WebAnswer answer)
    {
        var (code, message) = ServiceError.Read(answer.Body, _options.Secret);
        var problem = new StringBuilder($"{_options.Name} refuses with status {answer.Status}");
        if (message.Length > 0) problem.Append(": ").Append(message.TrimEnd('.'));
        return new RemoteServiceException(_options.Name, problem.Append('.').ToString())
        {
            Status = answer.Status,
            ErrorCode = code,
            IsTransient = IsTransient(answer.Status),
            RetryAfter = RetryAfter(answer),
        };
    }
}
