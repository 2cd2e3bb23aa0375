using Ora.Core.Errors;
using Ora.Core.Messages;

namespace Ora.Mcp.Resources;

/// <summary>What a resource is about; its wire name is the host part of the address.</summary>
internal enum ResourceKind
{
    /// <summary>The project as a whole.</summary>
    Index,

    /// <summary>A task.</summary>
    Task,

    /// <summary>An agent.</summary>
    Agent,

    /// <summary>A decision.</summary>
    Decision,

    /// <summary>A blocker or incident.</summary>
    Blocker,

    /// <summary>A message.</summary>
    Message,

    /// <summary>A message type's schema.</summary>
    Schema,
}

/// <summary>An address <c>ora://kind/id</c>. Ids need no escapes, so none is read: an address has one spelling.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">Which one; empty for the index. Not yet checked to be an id.</param>
internal readonly record struct ResourceAddress(ResourceKind Kind, string Id)
{
    private const string Scheme = "ora://";

    /// <summary>The address of the project as a whole.</summary>
    public static string Index => Scheme + WireEnum.Name(ResourceKind.Index);

    /// <summary>The address of one thing.</summary>
    public static string Of(ResourceKind kind, string id) => $"{Scheme}{WireEnum.Name(kind)}/{id}";

    /// <summary>Reads an address.</summary>
    /// <exception cref="OraException">It is none of Ora's.</exception>
    public static ResourceAddress Parse(string? uri)
    {
        if (uri == Index) return new ResourceAddress(ResourceKind.Index, "");
        if (uri is not null && uri.StartsWith(Scheme, StringComparison.Ordinal))
        {
            var rest = uri[Scheme.Length..];
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            if (slash > 0 && slash + 1 < rest.Length
                && WireEnum.TryParse<ResourceKind>(rest[..slash], out var kind) && kind != ResourceKind.Index)
            {
                return new ResourceAddress(kind, rest[(slash + 1)..]);
            }
        }

        throw new OraException(
            OraErrorCode.NotFound,
            "There is no such resource.",
            $"Use {Index}, or {Scheme}KIND/ID with one of the kinds: {string.Join(", ", WireEnum.Names<ResourceKind>().Skip(1))}.",
            "uri");
    }
}
