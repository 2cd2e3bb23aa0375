namespace Ora.Director.Server;

/// <summary>The server ended, cannot be started or does not answer. Nothing is known about a call that was under way.</summary>
/// <param name="message">What happened, with the end of what the server said.</param>
/// <param name="inner">What the transport reported.</param>
internal sealed class ServerLostException(string message, Exception? inner = null) : Exception(message, inner);
