using CsCheck;
using Ora.Files.Tests.Faults;

namespace Ora.Files.Tests.Model;

/// <summary>The queue answers every history of commands as the plainest queue that can be right, whatever happens to its index.</summary>
public sealed class ModelTests
{
    [Fact]
    public async Task Queue_AfterAnyHistory_AnswersAsTheModel()
    {
        var output = TestContext.Current.TestOutputHelper;
        RealQueue? last = null;
        try
        {
            await Gen.Const(0).Select(async _ =>
                {
                    if (last is not null) await last.DisposeAsync();
                    return (last = new RealQueue(), new ModelQueue());
                })
                .SampleModelBasedAsync(
                    Command.Any.Operation<RealQueue, ModelQueue>(
                        command => command.ToString(),
                        (real, command) => real.RunAsync(command),
                        (model, command) =>
                        {
                            model.Run(command);
                            return Task.CompletedTask;
                        }),
                    equal: (real, model) =>
                    {
                        Assert.Equal(model.Seen, real.Seen);
                        return true;
                    },
                    seed: Profile.FirstHistory, iter: Profile.Histories, threads: 1,
                    printActual: _ => "an empty queue", printModel: _ => "an empty model",
                    classify: model => model.Class, writeLine: line => output?.WriteLine(line));
        }
        finally
        {
            if (last is not null) await last.DisposeAsync();
        }
    }
}
