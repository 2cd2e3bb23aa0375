using Ora.Mcp.Cli.Output;

namespace Ora.Mcp.Tests.Cli.Output;

public sealed class TableTests
{
    [Fact]
    public void WriteTo_NoTerminal_AlignsAndCutsNothing()
    {
        var title = new string('x', 300);

        var lines = Write(null, table =>
        {
            table.Add("task-1", title, "waiting");
            table.Add("task-22", null, "done");
        });

        Assert.Equal($"{"ID",-9}{"TITLE",-302}STATE", lines[0]);
        Assert.Equal($"{"task-1",-9}{title}  waiting", lines[1]);
        Assert.Equal($"{"task-22",-9}{"-",-302}done", lines[2]);
    }

    [Fact]
    public void WriteTo_NarrowTerminal_CutsTheFlexibleColumnOnly()
    {
        var lines = Write(40, table => table.Add("task-0123456789", new string('x', 100), "waiting"));

        Assert.All(lines, line => Assert.True(TerminalText.Width(line) <= 40, line));
        Assert.Contains("task-0123456789", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("…  waiting", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void WriteTo_WideCharacters_StayAligned()
    {
        var lines = Write(null, table =>
        {
            table.Add("task-1", "日本語", "waiting");
            table.Add("task-2", "abcdef", "done");
        });

        Assert.Equal("task-1  日本語  waiting", lines[1]);
        Assert.Equal("task-2  abcdef  done", lines[2]);
    }

    [Fact]
    public void WriteTo_CellWithEscapesAndLineFeeds_IsOneCleanLine()
    {
        var lines = Write(null, table => table.Add("task-1", "one\u001b[2J\ntwo", "done"));

        Assert.Equal(2, lines.Length);
        Assert.Equal("task-1  one two  done", lines[1]);
    }

    [Fact]
    public void WriteTo_NoRows_SaysSo()
    {
        var lines = Write(null, _ => { });

        Assert.Equal(["Nothing here."], lines);
    }

    private static string[] Write(int? width, Action<Table> fill)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var table = new Table(new Column("ID"), new Column("TITLE", Flexible: true), new Column("STATE"));
        fill(table);
        table.WriteTo(new Screen(output, width), "Nothing here.");
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
