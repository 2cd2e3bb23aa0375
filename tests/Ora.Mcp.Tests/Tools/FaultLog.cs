using Microsoft.Extensions.Logging;

namespace Ora.Mcp.Tests.Tools;

/// <summary>Keeps what the servers of a test logged as errors, so that a test fails of it also when its answers look right.</summary>
internal sealed class FaultLog : ILoggerFactory
{
    private readonly Lock _gate = new();
    private readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_gate) return [.. _errors];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private sealed class Logger(FaultLog log, string category) : ILogger
    {
        // The SDK calls it an error that a client asked for a tool that is not there.
        private readonly bool _isOurs = category.StartsWith("Ora.", StringComparison.Ordinal);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => _isOurs && logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            lock (log._gate) log._errors.Add($"{category}: {formatter(state, exception)} {exception}");
        }
    }
}
