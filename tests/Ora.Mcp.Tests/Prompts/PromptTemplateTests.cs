using Ora.Core.Errors;
using Ora.Core.Messages;
using Ora.Mcp.Prompts;

namespace Ora.Mcp.Tests.Prompts;

public sealed class PromptTemplateTests
{
    private const string Text = """
        ---
        title: A title: with a colon
        description: What it is for
        roles: agent, director
        required: id
        argument.id: The id
        argument.hint: A hint
        ---

        You are {{agent}} of {{ project }}.
        Look at {{id}} first.
        The hint is {{hint}}.
        """;

    [Fact]
    public void Parse_FrontMatter_IsRead()
    {
        var template = PromptTemplate.Parse("demo", Text);

        Assert.Equal("A title: with a colon", template.Title);
        Assert.Equal([AgentRole.Agent, AgentRole.Director], template.Roles);
        Assert.Equal([new PromptParameter("id", "The id", true), new PromptParameter("hint", "A hint", false)], template.Parameters);
    }

    [Fact]
    public void Parse_NoFrontMatter_IsAllBody()
    {
        var template = PromptTemplate.Parse("demo", "Just text.\r\n---\r\nMore.\r\n");

        Assert.Equal("Just text.\n---\nMore.", template.Body);
        Assert.Empty(template.Roles);
    }

    [Fact]
    public void Render_ValueGiven_IsPutInAndNotLookedAtAgain()
    {
        var template = PromptTemplate.Parse("demo", "---\nargument.id: The id\n---\n{{agent}}: {{id}}.");

        var text = template.Render(new Dictionary<string, string> { ["agent"] = "worker-1", ["id"] = "{{agent}}" });

        Assert.Equal("worker-1: {{agent}}.", text);
    }

    [Fact]
    public void Render_ValueNotGiven_LeavesTheLineOut()
    {
        var template = PromptTemplate.Parse("demo", "---\nargument.id: The id\n---\nOne.\nTwo {{id}}.\nThree.");

        Assert.Equal("One.\nThree.", template.Render(new Dictionary<string, string>()));
    }

    [Theory]
    [InlineData("---\ntitle: x\nno end", "three dashes")]
    [InlineData("---\nno colon\n---\n", "key: value")]
    [InlineData("---\ntitel: x\n---\n", "known are: title")]
    [InlineData("---\ntitle: x\ntitle: y\n---\n", "twice")]
    [InlineData("---\nroles: boss\n---\n", "agent, director, observer")]
    [InlineData("---\nrequired: id\n---\n", "no argument")]
    [InlineData("---\nargument.agent: x\n---\n", "fills in itself")]
    [InlineData("Hello {{name}}.", "{{name}} is neither")]
    public void Parse_Malformed_SaysWhatIsWrong(string text, string expected)
    {
        var refusal = Assert.Throws<OraException>(() => PromptTemplate.Parse("demo", text));

        Assert.Equal(OraErrorCode.Configuration, refusal.Code);
        Assert.Contains("demo.md", refusal.Problem, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Problem, StringComparison.Ordinal);
    }
}
