using Microsoft.Extensions.Logging;

namespace Ora.Files;

/// <summary>Everything that this part logs.</summary>
internal static partial class FilesLog
{
    [LoggerMessage(100, LogLevel.Warning, "The queue index failed and is opened anew: {Problem}")]
    public static partial void IndexUnavailable(ILogger logger, string problem, Exception exception);

    [LoggerMessage(101, LogLevel.Information, "The queue index is made anew from the folders.")]
    public static partial void IndexStartedOver(ILogger logger);

    [LoggerMessage(102, LogLevel.Error, "The queue goes on without its index: {Problem}")]
    public static partial void GoingOnWithoutIndex(ILogger logger, string problem);

    [LoggerMessage(110, LogLevel.Warning, "{Name} was rejected ({Code}) and moved to failed/: {Problem}")]
    public static partial void Rejected(ILogger logger, string name, string code, string problem);

    [LoggerMessage(111, LogLevel.Debug, "{Name} in {Folder}/ is not Ora's and was left alone.")]
    public static partial void Ignored(ILogger logger, string name, string folder);

    [LoggerMessage(112, LogLevel.Warning, "{Name} cannot be read and was left alone: {Problem}")]
    public static partial void Unreadable(ILogger logger, string name, string problem);

    [LoggerMessage(113, LogLevel.Information, "{Task} is not where the index says; looking for it.")]
    public static partial void Relocating(ILogger logger, string task);

    [LoggerMessage(114, LogLevel.Warning, "Agent {Agent} is left out: {Problem}")]
    public static partial void DamagedProfile(ILogger logger, string agent, string problem);

    [LoggerMessage(120, LogLevel.Warning, "The lease on {Claim}, held by {Agent}, expired; the task waits again.")]
    public static partial void LeaseExpired(ILogger logger, string claim, string agent);

    [LoggerMessage(121, LogLevel.Error, "{Task} was given up after attempt {Attempt}, the last by {Agent}.")]
    public static partial void GivenUp(ILogger logger, string task, int attempt, string agent);

    [LoggerMessage(130, LogLevel.Information, "Recovered {Name} from tmp/: {What}.")]
    public static partial void RolledForward(ILogger logger, string name, string what);
}
