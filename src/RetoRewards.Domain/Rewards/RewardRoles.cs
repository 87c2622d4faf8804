namespace RetoRewards.Domain.Rewards;

/// <summary>The stable codes of the roles.</summary>
public static class RewardRoles
{
    /// <summary>The code of a role, in snake case.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The role is none of the list.</exception>
    public static string Code(this RewardRole role) => role switch
    {
        RewardRole.Level1 => "level_1",
        RewardRole.Level2 => "level_2",
        RewardRole.Level3 => "level_3",
        RewardRole.Buyer => "buyer",
        RewardRole.Seller => "seller",
        RewardRole.Author => "author",
        RewardRole.Recipient => "recipient",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "No such role."),
    };
}
