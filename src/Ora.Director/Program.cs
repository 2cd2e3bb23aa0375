using Ora.Director.CommandLine;

return await DirectorCommand.RunAsync(args).ConfigureAwait(false);
