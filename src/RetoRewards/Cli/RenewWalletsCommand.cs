using System.CommandLine;
using RetoRewards.Participants;

namespace RetoRewards.Cli;

/// <summary><c>renew-wallets</c>: gives participants wallets of the present master key, after it was changed.</summary>
internal static class RenewWalletsCommand
{
    public static Command Create()
    {
        Command command = new(
            "renew-wallets",
            "After the master key was changed: give every participant with an internal wallet one of the new key. "
            + "Settings follow as --Section:Key value.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(async (result, cancellationToken) =>
        {
            await using WebApplication application = RetoRewardsHost.CreateBuilder([.. result.UnmatchedTokens]).Build();
            int renewed = await application.Services.GetRequiredService<RenewWallets>().ExecuteAsync(cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(
                $"{renewed} participants have a new wallet. What lies in their old ones stays there.");
            return 0;
        });
        return command;
    }
}
