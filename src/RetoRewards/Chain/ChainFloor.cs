namespace RetoRewards.Chain;

internal static class ChainFloor
{
    public static IServiceCollection AddChain(this IServiceCollection services) => services;
}
