using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Tests.Messages;

public sealed class MessageFactoryTests
{
    private static readonly FakeTimeProvider Clock = new(SampleMessages.Time);
    private static readonly MessageFactory Messages = new(new IdSource(Clock, new Random(1)), Clock);
    private static readonly Caller Caller = new(ProjectName.Parse("demo"), AgentId.Parse("w1"), AgentRole.Agent, []);

    [Fact]
    public void From_Draft_IsStampedWithTheConnection()
    {
        var message = Messages.From(Caller, new Heartbeat { Status = "ok", AgentId = "somebody-else", ProjectName = "other" });
        Assert.Equal(("demo", "w1", SampleMessages.Time), (message.ProjectName, message.AgentId, message.Timestamp));
        Assert.StartsWith(MessageId.Prefix, message.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    public void To_Task_HasATaskIdAndItsAddressee()
    {
        var task = Messages.To(Caller, "w2", new TaskAssignment { Task = new TaskBody { Title = "t" } });
        Assert.StartsWith(TaskId.Prefix, task.MessageId, StringComparison.Ordinal);
        Assert.Equal("w2", task.AgentId);
    }

    [Fact]
    public void To_TaskThatBreaksItsSchema_IsRefusedByTheArgumentsName()
    {
        var task = new TaskAssignment { Task = new TaskBody { Title = new string('x', Limits.TitleLength + 1) } };
        var refusal = Assert.Throws<OraException>(() => Messages.To(Caller, "", task));
        Assert.Equal((OraErrorCode.InvalidArgument, "title"), (refusal.Code, refusal.Argument));
        Assert.Contains("the limit is 200", refusal.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void From_MemoryThatBreaksItsSchema_IsRefusedByTheArgumentsName()
    {
        var memory = new MemoryAdded { Entries = [new MemoryEntry { Text = "", Type = MemoryType.Note }] };
        Assert.Equal("text", Assert.Throws<OraException>(() => Messages.From(Caller, memory)).Argument);
    }

    [Fact]
    public void To_ManyArgumentsThatFitAlone_AreRefusedTogether()
    {
        var context = JsonElement.Parse($"[{string.Join(',', Enumerable.Repeat($"\"{new string('x', 30_000)}\"", 9))}]");
        var task = new TaskAssignment { Task = new TaskBody { Title = "t", Context = context } };
        Assert.Contains("262144", Assert.Throws<OraException>(() => Messages.To(Caller, "", task)).Problem, StringComparison.Ordinal);
    }
}
