using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Ora.Core.Ids;
using Ora.Core.Messages;

namespace Ora.Core.Tests.Messages;

public sealed class MessageReaderTests
{
    private static readonly MessageReader Reader = new(ProjectName.Parse(SampleMessages.Project));

    public static TheoryData<string> Types => [.. MessageTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public void Read_WhatWasWritten_IsTheSameAgain(string messageType)
    {
        var message = SampleMessages.Of(messageType);
        var content = MessageJson.Serialize(message);
        var read = Reader.Read(content, message.MessageId);
        Assert.Null(read.Rejection);
        Assert.Equal(message.GetType(), read.Message!.GetType());
        Assert.Equal(Encoding.UTF8.GetString(content), Encoding.UTF8.GetString(MessageJson.Serialize(read.Message)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Read_UnknownFields_AreKept(string messageType)
    {
        var json = JsonNode.Parse(MessageJson.Serialize(SampleMessages.Of(messageType)))!.AsObject();
        json["x-ticket"] = new JsonObject { ["id"] = 7 };
        var read = Reader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), SampleMessages.IdOf(messageType));
        Assert.Null(read.Rejection);
        Assert.Equal(7, JsonNode.Parse(MessageJson.Serialize(read.Message!))!["x-ticket"]!["id"]!.GetValue<int>());
    }

    [Fact]
    public void Read_TaskMadeByHand_IsCompletedFromItsNameAndProject()
    {
        var task = Read("""{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"By hand"}}""", "task-by-hand").As<TaskAssignment>();
        Assert.NotNull(task);
        Assert.Equal(("task-by-hand", SampleMessages.Project, "", TaskPriority.Medium), (task.MessageId, task.ProjectName, task.AgentId, task.Priority));
    }

    [Fact]
    public void Read_ByteOrderMark_IsIgnored() =>
        Assert.Null(Reader.Read(Encoding.UTF8.GetBytes("\uFEFF{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"}}"), "task-a").Rejection);

    [Theory]
    [InlineData("", "invalid_json", null)]
    [InlineData("{", "invalid_json", null)]
    [InlineData("{}{}", "invalid_json", null)]
    [InlineData("{\"a\":1,}", "invalid_json", null)]
    [InlineData("{/*c*/\"a\":1}", "invalid_json", null)]
    [InlineData("{\"messageType\":\"HEARTBEAT\",\"messageType\":\"HEARTBEAT\"}", "invalid_json", null)]
    [InlineData("{'a':1}", "invalid_json", null)]
    [InlineData("NaN", "invalid_json", null)]
    [InlineData("\0", "invalid_json", null)]
    [InlineData("[]", "wrong_type", null)]
    [InlineData("null", "wrong_type", null)]
    [InlineData("5", "wrong_type", null)]
    [InlineData("{}", "missing_field", "messageType")]
    [InlineData("{\"messageType\":5}", "wrong_type", "messageType")]
    [InlineData("{\"messageType\":\"task\"}", "unknown_message_type", "messageType")]
    [InlineData("{\"messageType\":\"new_task_assignment\",\"task\":{\"title\":\"t\"}}", "unknown_message_type", "messageType")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\"}", "missing_field", "task")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{}}", "missing_field", "task.title")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":7}}", "wrong_type", "task.title")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"\"}}", "invalid_value", "task.title")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":null}}", "wrong_type", "task.title")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\",\"dependsOn\":[\"../x\"]}}", "invalid_value", "task.dependsOn[0]")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\",\"maxAttempts\":0}}", "invalid_value", "task.maxAttempts")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"},\"priority\":\"URGENT\"}", "invalid_value", "priority")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"},\"schemaVersion\":2}", "invalid_value", "schemaVersion")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"},\"timestamp\":\"31.1.2026\"}", "invalid_value", "timestamp")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"},\"messageId\":\"task-other\"}", "invalid_value", "messageId")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"},\"projectName\":\"other\"}", "wrong_project", "projectName")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\"},\"agentId\":\"../w\"}", "invalid_value", "agentId")]
    [InlineData("{\"messageType\":\"HEARTBEAT\",\"status\":\"ok\"}", "missing_field", "schemaVersion")]
    public void Read_BadContent_IsRejectedWithCodeAndField(string content, string code, string? field)
    {
        var rejection = Read(content, "task-a").Rejection;
        Assert.Equal((code, field), (rejection?.Code, rejection?.Field));
        Assert.NotEmpty(rejection!.Problem);
    }

    [Theory]
    [InlineData("{\"messageType\":\"\\ud800\"}")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"\\udc00x\"}}")]
    [InlineData("{\"messageType\":\"NEW_TASK_ASSIGNMENT\",\"task\":{\"title\":\"t\",\"\\ud800\":1}}")]
    public void Read_EscapeThatIsNoUnicode_IsRejected(string content) => Assert.NotNull(Read(content, "task-a").Rejection);

    [Fact]
    public void Read_TooLarge_IsRejectedBeforeItIsParsed()
    {
        var content = new byte[Limits.MessageFileBytes + 1];
        Assert.Equal("too_large", Reader.Read(content, "task-a").Rejection?.Code);
    }

    [Theory]
    [InlineData(28, true)]
    [InlineData(40, false)]
    [InlineData(100_000, false)]
    public void Read_Depth_IsLimited(int depth, bool accepted)
    {
        var context = new string('[', depth) + new string(']', depth);
        var content = """{"messageType":"NEW_TASK_ASSIGNMENT","task":{"title":"t","context":""" + context + "}}";
        Assert.Equal(accepted, Read(content, "task-a").Rejection is null);
    }

    [Fact]
    public void Read_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(content => Assert.NotNull(Reader.Read(content, "task-a").Rejection));

    [Fact]
    public void Read_AnyDamageToAGoodFile_NeverThrows()
    {
        var files = SampleMessages.All.Select(message => (message.MessageId, Content: MessageJson.Serialize(message))).ToList();
        Gen.Select(Gen.Int[0, files.Count - 1], Gen.Int[0, 5_000], Gen.Byte, Gen.Int[0, 3]).Sample((file, position, value, kind) =>
        {
            var (id, content) = files[file];
            position %= content.Length;
            var damaged = kind switch
            {
                0 => [.. content[..position], value, .. content[(position + 1)..]],
                1 => content[..position],
                2 => [.. content[..position], value, .. content[position..]],
                _ => (byte[])[.. content[..position], .. content[(position + 1)..]],
            };
            var read = Reader.Read(damaged, id);
            Assert.True(read.Message is null != read.Rejection is null);
        });
    }

    private static ReadResult Read(string content, string id) => Reader.Read(Encoding.UTF8.GetBytes(content), id);
}
