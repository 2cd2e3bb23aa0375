using Ora.Director.CommandLine;

namespace Ora.Director.Tests.CommandLine;

public sealed class DurationTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3600)]
    [InlineData("0s", 0)]
    public void Duration_IsRead(string text, int seconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("15")]
    [InlineData("15 m")]
    [InlineData("-15m")]
    [InlineData("1.5h")]
    [InlineData("15M")]
    [InlineData("00:15:00")]
    [InlineData("99999999999s")]
    public void AnythingElse_IsNot(string? text) => Assert.False(Duration.TryParse(text, out _));
}
