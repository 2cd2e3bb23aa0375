using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Ora.Core.Messages;
using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Serving;

/// <summary>
/// Logs to standard error, one line an entry; standard output belongs to the protocol. Clients keep what comes there in the log of
/// the server.
/// </summary>
/// <param name="error">Standard error.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class StandardErrorLog(TextWriter error, TimeProvider timeProvider) : ILoggerFactory
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{UtcTimestampConverter.ToText(timeProvider.GetUtcNow())} {level} {category}: {TerminalText.Line(message)}");
        if (exception is not null) text.AppendLine().Append(TerminalText.Block(exception.ToString()));
        lock (_gate) error.WriteLine(text);
    }

    private sealed class Logger(StandardErrorLog log, string category) : ILogger
    {
        // The SDK tells of every request at Information; an operator wants to know what Ora did.
        private readonly LogLevel _minimum =
            category.StartsWith("Ora.", StringComparison.Ordinal) ? LogLevel.Information : LogLevel.Warning;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= _minimum && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) log.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
