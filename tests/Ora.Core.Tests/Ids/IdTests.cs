using System.Text.RegularExpressions;
using CsCheck;
using Ora.Core.Errors;
using Ora.Core.Ids;

namespace Ora.Core.Tests.Ids;

public sealed class IdTests
{
    /// <summary>What somebody might try in order to leave the folder, confuse a file system or reach another project.</summary>
    public static TheoryData<string> HostileNames =>
    [
        null!, "", " ", ".", "..", "../other", "..\\other", "/etc/passwd", "C:\\x", "a/b", "a\\b", "a b", "a.b", "a:b", "a\0b", "a\nb",
        "a\u202eb", "-a", "_a", "A", "task-Ä", "task-\u0430", "ａ", "con", "nul", "lpt1", "com0", "%2e%2e", "~", "$HOME", new string('a', 64),
    ];

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void AgentId_HostileName_IsRefusedAndNamesTheArgument(string? value)
    {
        var refusal = Assert.Throws<OraException>(() => AgentId.Parse(value, "who"));
        Assert.Equal(OraErrorCode.InvalidArgument, refusal.Code);
        Assert.Equal("who", refusal.Argument);
        Assert.StartsWith("who ", refusal.Problem, StringComparison.Ordinal);
        Assert.False(AgentId.TryParse(value, out _));
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void TaskAndMessageId_HostileName_IsRefusedWithAndWithoutPrefix(string? value)
    {
        Assert.Throws<OraException>(() => TaskId.Parse(value));
        Assert.Throws<OraException>(() => MessageId.Parse(value));
        if (value is null or "" or "-a" or "_a" or "con" or "nul" or "lpt1" or "com0") return; // Behind a prefix these are harmless or another case.
        Assert.Throws<OraException>(() => TaskId.Parse(TaskId.Prefix + value));
        Assert.Throws<OraException>(() => MessageId.Parse(MessageId.Prefix + value));
    }

    [Theory]
    [MemberData(nameof(HostileNames))]
    public void ProjectName_HostileName_IsRefused(string? value) => Assert.Throws<OraException>(() => ProjectName.Parse(value));

    [Theory]
    [InlineData("a_b")]
    [InlineData("a-")]
    [InlineData("aux")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void ProjectName_IdThatIsNoProjectName_IsRefused(string value) => Assert.Throws<OraException>(() => ProjectName.Parse(value));

    [Theory]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("my-project")]
    [InlineData("1234567890123456789012345678901234567890")]
    public void ProjectName_GoodName_IsRead(string value) => Assert.Equal(value, ProjectName.Parse(value).Value);

    [Fact]
    public void AgentId_AnyText_IsReadExactlyWhenItHasTheForm()
    {
        var form = new Regex("^[a-z0-9][a-z0-9_-]{0,62}\\z", RegexOptions.CultureInvariant);
        var text = Gen.Char["abz09_-AÄ./\\ \n\0"].Array[0, 66].Select(characters => new string(characters));
        text.Sample(value => Assert.Equal(form.IsMatch(value), AgentId.TryParse(value, out _)));
    }

    [Theory]
    [InlineData("task-k3f9x2.1", "task-k3f9x2", 1)]
    [InlineData("task-a.2147483647", "task-a", int.MaxValue)]
    public void Claim_GoodText_IsReadAndWrittenAgain(string text, string task, int attempt)
    {
        var claim = Claim.Parse(text);
        Assert.Equal(new Claim(TaskId.Parse(task), attempt), claim);
        Assert.Equal(text, claim.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("task-a")]
    [InlineData("task-a.")]
    [InlineData("task-a.0")]
    [InlineData("task-a.-1")]
    [InlineData("task-a.+1")]
    [InlineData("task-a. 1")]
    [InlineData("task-a.1.1")]
    [InlineData("task-a.2147483648")]
    [InlineData("task-a.1\n")]
    [InlineData("../task-a.1")]
    [InlineData("msg-a.1")]
    public void Claim_BadText_IsRefused(string? text) =>
        Assert.Equal("claim", Assert.Throws<OraException>(() => Claim.Parse(text)).Argument);
}
