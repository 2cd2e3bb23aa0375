using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class ForHumansTests
{
    [Fact]
    public void LateTasksRejectedFilesAndDegradation_AreListed()
    {
        var briefing = Given.Briefing with
        {
            Degraded = "the index is unavailable",
            Waiting =
            [
                Given.Task("task-late", TaskState.Waiting) with { DueAt = Given.Now.AddHours(-3) },
                Given.Task("task-early", TaskState.Waiting) with { DueAt = Given.Now.AddHours(3) },
                Given.Task("task-any", TaskState.Waiting),
            ],
            Rejected = [new RejectedFile("<b>.json", Given.Now, new Rejection("invalid_json", null, "It is no JSON."))],
        };

        var lines = Decided.By(new ForHumans(), briefing).NeedsHuman;

        Assert.Equal(3, lines.Count);
        Assert.Equal("Ora is degraded: `the index is unavailable`.", lines[0]);
        Assert.Equal("`task-late` `Title of task-late` was due 3 h ago.", lines[1]);
        Assert.StartsWith("The file `<b>.json` was rejected: `It is no JSON.`.", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void ManyRejectedFiles_AreCut()
    {
        var rejected = Enumerable.Range(0, 50).Select(i => new RejectedFile($"f{i}", null, new Rejection("c", null, "p"))).ToList();

        Assert.Equal(5, Decided.By(new ForHumans(), Given.Briefing with { Rejected = rejected }).NeedsHuman.Count);
    }
}
