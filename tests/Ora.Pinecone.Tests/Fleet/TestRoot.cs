using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Ora.Core.Ids;
using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Mcp.Cli;
using Ora.Mcp.Composition;
using Ora.Pinecone.Tests.StandIn;
using Xunit;

namespace Ora.Pinecone.Tests.Fleet;

/// <summary>What a command line did.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The JSON object on standard output.</summary>
    public JsonElement Json => JsonElement.Parse(Output);
}

/// <summary>A root folder for projects, with a stand-in for Pinecone in its environment.</summary>
internal sealed class TestRoot : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ora-pinecone-root-").FullName;

    private TestRoot(PineconeStandIn standIn) => StandIn = standIn;

    public PineconeStandIn StandIn { get; }

    /// <summary>The environment of every command.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>All that commands have written to their outputs.</summary>
    public StringBuilder Said { get; } = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestRoot> CreateAsync()
    {
        var root = new TestRoot(await PineconeStandIn.StartAsync());
        root.Variables["ORA_PINECONE_INDEX"] = "ora-memory";
        root.Variables["ORA_PINECONE_URL"] = root.StandIn.Address.AbsoluteUri;
        root.Variables["ORA_EMBEDDINGS_DIMENSION"] = "384";
        root.Variables["PINECONE_API_KEY"] = PineconeStandIn.Key;
        return root;
    }

    /// <summary>Runs a command line.</summary>
    public async Task<CliResult> RunAsync(string input, params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost
        {
            Output = output,
            Error = error,
            OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Variables = Variables,
            CurrentDirectory = _folder,
            HomeDirectory = _folder,
            ExecutablePath = "/opt/ora/ora",
            Platform = Platform.Linux,
            Clock = TimeProvider.System,
        };
        var exitCode = await CommandLine.RunAsync(["--root", _folder, .. arguments], host, Cancellation);
        Said.Append(output).Append(error);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed, and answers as JSON.</summary>
    public async Task<JsonElement> OkAsync(params string[] arguments)
    {
        var result = await RunAsync("", [.. arguments, "--json"]);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)} returned {result.ExitCode}: {result.Output}{result.Error}");
        return result.Json;
    }

    /// <summary>Keeps passages in a project's memory, each by a <c>remember</c> of its own.</summary>
    public async Task<IReadOnlyList<string>> RememberAsync(string project, params string[] texts)
    {
        await using var open = await OpenAsync(project);
        var ids = new List<string>();
        foreach (var text in texts)
        {
            var input = new RememberInput { Text = text, Type = MemoryType.Note };
            ids.Add((await open.Remember.ExecuteAsync(open.Operator, input, Cancellation)).MemoryId);
        }

        return ids;
    }

    /// <summary>Opens a project as a server does.</summary>
    public async Task<OpenProject> OpenAsync(string project) => await OpenProject.OpenAsync(
        _folder, ProjectName.Parse(project), NullLoggerFactory.Instance, TimeProvider.System, Cancellation, new ProjectAdapters(Variables));

    /// <summary>The ids of a project's vectors.</summary>
    public IReadOnlyList<string> Vectors(string project) => [.. StandIn.Vectors(project).Select(vector => vector.Id)];

    public async ValueTask DisposeAsync()
    {
        await StandIn.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
