using RetoRewards.Cli;

return await CommandLine.RunAsync(args);
