using System.CommandLine;
using Microsoft.AspNetCore.Connections;
using RetoRewards.Api;
using RetoRewards.Chain;
using RetoRewards.Chain.Keys;
using RetoRewards.Ethereum.Keystores;
using RetoRewards.Persistence;
using RetoRewards.Stages;

namespace RetoRewards.Cli;

/// <summary><c>serve</c>: the API and the stages, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Command command = new("serve", "Run the service: the API and the stages. Settings follow as --Section:Key value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            WebApplicationBuilder builder = RetoRewardsHost.CreateBuilder([.. result.UnmatchedTokens]);
            if (CheckCommand.Report(builder.Configuration, result.InvocationConfiguration.Error))
            {
                return CheckCommand.BadConfiguration;
            }

            ServiceRoles roles = builder.Configuration.GetValue($"{ServiceOptions.Section}:{nameof(ServiceOptions.Roles)}", ServiceRoles.All);
            builder.Services.AddStageLoops(roles);
            await using WebApplication application = builder.Build();
            if (await KeysRefusedAsync(application, result.InvocationConfiguration.Error))
            {
                return CheckCommand.BadConfiguration;
            }

            if (roles.HasFlag(ServiceRoles.Api))
            {
                application.UseApi();
            }
            else
            {
                application.UseHealthOnly();
            }

            await application.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(cancellationToken);
            try
            {
                await application.RunAsync(cancellationToken);
                return 0;
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException)
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(
                    $"{taken.Message} Stop what listens there, or give another address with --urls http://127.0.0.1:PORT.");
                return CheckCommand.BadConfiguration;
            }
        });
        return command;
    }

    /// <summary>Opens the keys before anything listens, so that a wrong passphrase or a file that others may read stops the start.</summary>
    private static async Task<bool> KeysRefusedAsync(WebApplication application, TextWriter errors)
    {
        try
        {
            application.Services.GetRequiredService<ServiceKeys>();
            return false;
        }
        catch (Exception refused) when (refused is KeystoreException or ChainRefusedException or FormatException)
        {
            await errors.WriteLineAsync(refused.Message);
            return true;
        }
    }
}
