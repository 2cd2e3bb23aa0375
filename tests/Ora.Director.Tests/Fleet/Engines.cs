using Microsoft.Extensions.AI;
using Ora.Director.Engine;

namespace Ora.Director.Tests.Fleet;

/// <summary>The rules, counted, with a hook before each answer.</summary>
internal sealed class CountedEngine(Func<int, Task>? beforeAnswer = null) : DelegatingChatClient(new RulesChatClient())
{
    public int Asked { get; private set; }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked++;
        if (beforeAnswer is not null) await beforeAnswer(Asked);
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }
}

/// <summary>An engine that is no rules: it makes the given calls, then says one sentence; or it fails.</summary>
internal sealed class ScriptedEngine(params FunctionCallContent[] calls) : IChatClient
{
    private readonly Exception? _failure;
    private bool _called;

    public ScriptedEngine(Exception failure)
        : this() => _failure = failure;

    public IReadOnlyList<string> Tools { get; private set; } = [];

    public string Prompt { get; private set; } = "";

    public string LastMessage { get; private set; } = "";

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (_failure is not null) throw _failure;
        var conversation = messages.ToList();
        Tools = [.. options!.Tools!.Select(tool => tool.Name)];
        Prompt = conversation[0].Text;
        LastMessage = conversation[^1].Text;
        List<AIContent> answer = _called || calls.Length == 0 ? [new TextContent("I looked.")] : [.. calls];
        _called = true;
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
