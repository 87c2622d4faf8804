using RetoRewards.Chain.Keys;

namespace RetoRewards.Participants;

internal static class ParticipantsRoom
{
    /// <summary>Registers this room's handlers and stages.</summary>
    public static IServiceCollection AddParticipants(this IServiceCollection services) =>
        services
            .AddSingleton<DeriveWallet>(provider => provider.GetRequiredService<WalletDerivation>().WalletOf)
            .AddSingleton(provider => new DigestContact(provider.GetRequiredService<ServiceKeys>().DeriveKey("contacts")))
            .AddSingleton<NewParticipant>()
            .AddSingleton<RenewWallets>()
            .AddSingleton<EnrolParticipant>()
            .AddSingleton<RecordCustomer>()
            .AddSingleton<EnrolCustomer>();
}
