namespace Ora.Director.Server;

/// <summary>A tool refused a call; the message is the tool's own text, fit for a model. The call changed nothing.</summary>
/// <param name="message">The tool's text.</param>
internal sealed class ToolFailedException(string message) : Exception(message);
