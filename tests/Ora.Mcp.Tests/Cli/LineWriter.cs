using System.Text;
using System.Threading.Channels;

namespace Ora.Mcp.Tests.Cli;

/// <summary>An output that a test can wait on, line by line.</summary>
internal sealed class LineWriter : StringWriter
{
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value) => _lines.Writer.TryWrite(value ?? "");

    /// <summary>The next line.</summary>
    public Task<string> NextAsync() => _lines.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
}
