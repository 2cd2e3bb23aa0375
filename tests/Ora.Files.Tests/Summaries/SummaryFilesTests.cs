using Ora.Core.Messages;
using Ora.Files.Summaries;

namespace Ora.Files.Tests.Summaries;

public sealed class SummaryFilesTests : IAsyncDisposable
{
    private readonly QueueWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Post_TwoOnADay_AreInOneFileAndARepeatChangesNothing()
    {
        var board = new SummaryFiles(_world.Folder, _world.Clock);
        var first = new DirectorSummary { MessageId = "msg-1", Timestamp = _world.Clock.GetUtcNow(), Summary = "All is well." };
        var second = first with { MessageId = "msg-2", Summary = "Still." };

        var path = await board.PostAsync(first, QueueWorld.Token);
        await board.PostAsync(second, QueueWorld.Token);
        await board.PostAsync(first, QueueWorld.Token);

        Assert.Equal(Path.Combine(_world.Folder.Path, "docs", "summaries", "2031-05-04.md"), path);
        Assert.Equal(
            "<!-- msg-1 -->\n## 12:00:00 UTC\n\nAll is well.\n\n<!-- msg-2 -->\n## 12:00:00 UTC\n\nStill.\n", await File.ReadAllTextAsync(path, QueueWorld.Token));
    }
}
