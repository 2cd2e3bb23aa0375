using Ora.Core.Memory;
using Ora.Core.Messages;
using Ora.Core.Tests.Messages;

namespace Ora.Core.Tests.Memory;

public sealed class MemoryExtractionTests
{
    [Theory]
    [InlineData(MessageTypes.Heartbeat, "msg-a", "ok", MemoryType.Conversation, "HEARTBEAT", "w1", "task-a")]
    [InlineData(MessageTypes.TaskComplete, "msg-a", "done", MemoryType.Conversation, "TASK_COMPLETE", "w1", "task-a")]
    [InlineData(MessageTypes.BlockerAlert, "msg-a", "no key\nNeeds: a key", MemoryType.Conversation, "BLOCKER_ALERT", "w1", "task-a")]
    [InlineData(MessageTypes.BlockerResolved, "msg-a", "here", MemoryType.Conversation, "BLOCKER_RESOLVED", "director", null)]
    [InlineData(MessageTypes.DecisionRecorded, "msg-a", "Use X\ncheap\nAlternatives: Y", MemoryType.Decision, "DECISION_RECORDED", "w1", null)]
    [InlineData(MessageTypes.DirectorSummary, "msg-a", "all well", MemoryType.Conversation, "DIRECTOR_SUMMARY", "w1", null)]
    [InlineData(MessageTypes.MemoryAdded, "msg-a.0", "a fact", MemoryType.Note, "readme", "w1", null)]
    public void From_WhatWasSaid_IsOnePassage(
        string messageType, string id, string text, MemoryType type, string source, string agent, string? task)
    {
        var passage = Assert.Single(MemoryExtraction.From(SampleMessages.Of(messageType)));
        Assert.Equal(
            (id, text, type, source, agent, task, SampleMessages.Time),
            (passage.Id, passage.Text, passage.Type, passage.Source, passage.AgentId, passage.TaskId, passage.Timestamp));
    }

    [Theory]
    [InlineData(MessageTypes.NewTaskAssignment)]
    [InlineData(MessageTypes.TaskUpdated)]
    [InlineData(MessageTypes.AgentUpdated)]
    [InlineData(MessageTypes.MemoryForgotten)]
    public void From_ChangesOfState_AreNoMemory(string messageType) => Assert.Empty(MemoryExtraction.From(SampleMessages.Of(messageType)));

    [Fact]
    public void From_HeartbeatWithoutNote_IsNoMemory() =>
        Assert.Empty(MemoryExtraction.From((Heartbeat)SampleMessages.Of(MessageTypes.Heartbeat) with { Note = null }));

    [Fact]
    public void From_LongText_IsPassagesThatAreNeighbours()
    {
        var summary = string.Join("\n\n", Enumerable.Range(0, 20).Select(n => $"Paragraph {n} {new string('x', 500)}"));
        var passages = MemoryExtraction.From((TaskComplete)SampleMessages.Of(MessageTypes.TaskComplete) with { Summary = summary });
        Assert.True(passages.Count > 1);
        Assert.Equal(["msg-a", "msg-a.1", "msg-a.2"], passages.Take(3).Select(p => p.Id));
        Assert.All(passages, p => Assert.Equal(("task-a", "msg-a"), (p.Session, MemoryExtraction.MessageOf(p.Id))));
        Assert.Equal(passages.Select(p => p.Ordinal).Order(), passages.Select(p => p.Ordinal));
    }

    [Fact]
    public void From_Batch_NumbersItsEntries()
    {
        var batch = (MemoryAdded)SampleMessages.Of(MessageTypes.MemoryAdded) with
        {
            Entries = [.. Enumerable.Range(0, 12).Select(n => new MemoryEntry { Text = $"t{n}", Type = MemoryType.Code })],
        };
        Assert.Equal(["msg-a.0", "msg-a.1", "msg-a.11"], MemoryExtraction.From(batch).Select(p => p.Id).Where((_, n) => n is 0 or 1 or 11));
    }
}
