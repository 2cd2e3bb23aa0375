using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Ora.Core;
using Ora.Core.Agents;
using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Mcp.Prompts;

/// <summary>Answers <c>prompts/list</c> and <c>prompts/get</c> for one connection.</summary>
/// <param name="caller">Who is connected; a prompt for another role is not there for it.</param>
/// <param name="library">The project's prompts.</param>
internal sealed class ServerPrompts(Caller caller, PromptLibrary library)
{
    /// <summary>The prompts of a connection.</summary>
    /// <param name="caller">Who is connected.</param>
    /// <param name="projectFolder">The project's folder.</param>
    public static ServerPrompts For(Caller caller, string projectFolder) =>
        new(caller, new PromptLibrary(Path.Combine(projectFolder, "prompts")));

    /// <summary>Makes a server answer with these prompts.</summary>
    public void AttachTo(McpServerHandlers handlers)
    {
        handlers.ListPromptsHandler = (_, cancellationToken) => ListAsync(cancellationToken);
        handlers.GetPromptHandler = (request, cancellationToken) => GetAsync(request.Params, cancellationToken);
    }

    private async ValueTask<ListPromptsResult> ListAsync(CancellationToken cancellationToken)
    {
        var result = new ListPromptsResult();
        foreach (var name in library.Names())
        {
            try
            {
                if (await library.FindAsync(name, cancellationToken) is { } template && IsOffered(template)) result.Prompts.Add(Describe(template));
            }
            catch (OraException unusable)
            {
                // One bad file must neither hide the others nor go unnoticed.
                result.Prompts.Add(new Prompt { Name = name, Description = unusable.Problem });
            }
        }

        return result;
    }

    private async ValueTask<GetPromptResult> GetAsync(GetPromptRequestParams request, CancellationToken cancellationToken)
    {
        try
        {
            var template = await library.FindAsync(request.Name, cancellationToken);
            if (template is null || !IsOffered(template)) throw await UnknownAsync(cancellationToken);
            return new GetPromptResult
            {
                Description = template.Description,
                Messages = [new PromptMessage { Role = Role.User, Content = new TextContentBlock { Text = template.Render(Values(template, request.Arguments)) } }],
            };
        }
        catch (OraException refusal)
        {
            throw new McpProtocolException(refusal.Message, refusal, McpErrorCode.InvalidParams);
        }
    }

    private Dictionary<string, string> Values(PromptTemplate template, IDictionary<string, JsonElement>? arguments)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["project"] = caller.Project.Value,
            ["agent"] = caller.Agent.Value,
            ["role"] = WireEnum.Name(caller.Role),
        };
        foreach (var (name, value) in arguments ?? new Dictionary<string, JsonElement>())
        {
            if (!template.Parameters.Any(p => p.Name == name)) throw Unknown(template, name);
            if (Text(name, value) is { Length: > 0 } text) values[name] = text;
        }

        if (template.Parameters.FirstOrDefault(p => p.Required && !values.ContainsKey(p.Name)) is { } missing)
            throw Invalid(missing.Name, $"The argument {missing.Name} is missing.", $"Give it: {missing.Description}.");
        return values;
    }

    private static string Text(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) throw Invalid(name, $"The argument {name} must be a string.", "Give text.");
        var text = value.GetString()!.Trim();
        return text.Length <= Limits.PromptArgumentLength
            ? text
            : throw Invalid(name, $"The argument {name} has {text.Length} characters; the limit is {Limits.PromptArgumentLength}.", "Shorten it.");
    }

    private bool IsOffered(PromptTemplate template) => template.Roles.Count == 0 || template.Roles.Contains(caller.Role);

    private static Prompt Describe(PromptTemplate template) => new()
    {
        Name = template.Name,
        Title = template.Title,
        Description = template.Description,
        Arguments = [.. template.Parameters.Select(p => new PromptArgument { Name = p.Name, Description = p.Description, Required = p.Required })],
    };

    private async ValueTask<OraException> UnknownAsync(CancellationToken cancellationToken)
    {
        var offered = (await ListAsync(cancellationToken)).Prompts.Select(p => p.Name);
        return new OraException(
            OraErrorCode.NotFound, "There is no prompt of that name for this connection.", $"Use one of: {string.Join(", ", offered)}.", "name");
    }

    private static OraException Unknown(PromptTemplate template, string name) => Invalid(
        name,
        $"The prompt {template.Name} has no such argument.",
        template.Parameters.Count == 0 ? "Give none." : $"It has: {string.Join(", ", template.Parameters.Select(p => p.Name))}.");

    private static OraException Invalid(string argument, string problem, string nextStep) =>
        new(OraErrorCode.InvalidArgument, problem, nextStep, argument);
}
