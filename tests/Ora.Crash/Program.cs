using System.Globalization;
using Ora.Crash.Driving;
using Ora.Crash.Serving;
using Ora.Mcp.Cli;

const string LinkedOra = "ora";
const string Usage = """
    usage: Ora.Crash run --kills N [--seed S] [--worlds W] [--ora PROGRAM]

    Kills servers at random instants and at every point of the protocol, and checks after each kill that nothing that was acknowledged
    is lost and nothing is done twice. PROGRAM is the ora to kill at random instants; without it, the one that is linked into this.
    Exit code 0: no violation, and at least one kill at every point.
    """;

if (args is [LinkedOra, .. var command]) return await CommandLine.RunAsync(command, CliHost.OfProcess(), CancellationToken.None);
if (args is [FusedServer.Verb, .. var serve]) return await FusedServer.RunAsync(serve);
if (args is not ["run", .. var settings] || settings.Length % 2 != 0) return Fail();
var values = settings.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
if (!values.TryGetValue("--kills", out var kills) || values.Keys.Except(["--kills", "--seed", "--worlds", "--ora"]).Any()) return Fail();
var seed = values.TryGetValue("--seed", out var given) ? Number(given) : TimeProvider.System.GetUtcNow().Millisecond;
var worlds = Number(values.GetValueOrDefault("--worlds", "2"));
using var run = new CrashRun(FindPrograms(values.GetValueOrDefault("--ora")), Number(kills), seed, worlds, Console.Out, TimeProvider.System);
return await run.RunAsync() ? 0 : 1;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static Programs FindPrograms(string? ora) =>
    new([Environment.ProcessPath!], ora is null ? [Environment.ProcessPath!, LinkedOra] : [Path.GetFullPath(ora)]);

static int Fail()
{
    Console.Error.WriteLine(Usage);
    return 2;
}
