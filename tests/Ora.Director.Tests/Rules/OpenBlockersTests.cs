using Ora.Core.Messages;
using Ora.Core.Queue;
using Ora.Director.Rules;

namespace Ora.Director.Tests.Rules;

public sealed class OpenBlockersTests
{
    private const string Question = "Which port does the gateway use?";
    private static readonly OpenBlockers Rule = new();

    [Theory]
    [InlineData(Question)]
    [InlineData("which PORT does  the gateway use")]
    [InlineData("Which port does\nthe gateway use ??")]
    public void Blocker_WithAnAnsweredQuestion_GetsThatAnswerWordForWord(string asked)
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", asked)],
            Answers = [Given.Blocker("msg-1", Question).Answered("Port 8443."), Given.Blocker("msg-0", Question).Answered("Port 80.")],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Equal(["resolve_blocker blockerId=msg-9"], decided.Calls);
        var action = decided.Steps[0].Actions[0];
        Assert.Equal("Port 8443.", action.Arguments.GetProperty("answer").GetString());
        Assert.Equal(["msg-9", "msg-1"], action.Evidence);
        Assert.Empty(decided.NeedsHuman);
    }

    [Fact]
    public void Blocker_WithAnotherQuestion_IsTheHumansWithWhatItNeeds()
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", "Which port does the database use?") with { Needs = "Somebody from operations." }],
            Answers = [Given.Blocker("msg-1", Question).Answered("Port 8443.")],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Empty(decided.Calls);
        var line = Assert.Single(decided.NeedsHuman);
        Assert.Contains("open for 40 min", line, StringComparison.Ordinal);
        Assert.Contains("Somebody from operations.", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Blocker_WithAQuestionThatSaysTooLittle_IsNotAnsweredFromAnother()
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", "What now?")],
            Answers = [Given.Blocker("msg-1", "What now?").Answered("Use tabs.")],
        };

        Assert.Empty(Decided.By(Rule, briefing).Calls);
    }

    [Fact]
    public void Blocker_WhoseTwinWasOnlyClosed_IsNotAnsweredFromIt()
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", Question)],
            Answers = [Given.Blocker("msg-1", Question).Answered("Closed: the task is done.")],
        };

        Assert.Empty(Decided.By(Rule, briefing).Calls);
    }

    [Fact]
    public void Blocker_ThatWaitsForACompletedTask_IsToldToGoOn()
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", "I need the schema of task-schema-1.", "task-own")],
            Awaited = [Given.Task("task-schema-1", TaskState.Completed) with { Summary = "See db/schema.sql" }],
        };

        var action = Assert.Single(Decided.By(Rule, briefing).Steps).Actions[0];

        Assert.StartsWith("task-schema-1 is completed: go on.", action.Arguments.GetProperty("answer").GetString(), StringComparison.Ordinal);
        Assert.Equal(["msg-9", "task-schema-1"], action.Evidence);
    }

    [Theory]
    [InlineData("I need task-done and task-open.")]
    [InlineData("I need task-open.")]
    [InlineData("My own task-own is unclear.")]
    public void Blocker_ThatNamesOtherTasks_IsTheHumans(string description)
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Blocker("msg-9", description, "task-own")],
            Awaited = [Given.Task("task-done", TaskState.Completed), Given.Task("task-own", TaskState.Completed)],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Empty(decided.Calls);
        Assert.Single(decided.NeedsHuman);
    }

    [Fact]
    public void Incident_IsNoQuestion()
    {
        var briefing = Given.Briefing with
        {
            Blockers = [Given.Incident("msg-9", "task-a")],
            Answers = [Given.Incident("msg-1", "task-a").Answered("It was the network.")],
        };

        var decided = Decided.By(Rule, briefing);

        Assert.Empty(decided.Calls);
        Assert.Empty(decided.NeedsHuman);
    }

    [Theory]
    [InlineData("Ist Straße 5 ok?", "ist straße 5 ok")]
    [InlineData("  a--B__c  ", "a b c")]
    [InlineData("?!", "")]
    public void Normalise_KeepsWordsAlone(string question, string expected) => Assert.Equal(expected, OpenBlockers.Normalise(question));

    [Fact]
    public void Line_NamesSeverityKindAndWho() => Assert.Equal(
        "HIGH blocker `msg-9` from `worker-1` about `task-own`, open for 40 min: `Help`.",
        OpenBlockers.Line(Given.Blocker("msg-9", "Help") with { Severity = BlockerSeverity.High }, Given.Now));
}
