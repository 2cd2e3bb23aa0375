using Ora.Core.Agents;
using Ora.Mcp.Composition;

namespace Ora.Mcp.Cli;

/// <summary>Who a command acts as.</summary>
internal static class OperatorExtensions
{
    extension(OpenProject project)
    {
        /// <summary>The person at the keyboard, who may do all that the Director may.</summary>
        public Caller Operator => Caller.Operator(project.Folder.Name);
    }
}
