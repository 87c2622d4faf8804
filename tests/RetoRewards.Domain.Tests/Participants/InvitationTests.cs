using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Tests.Participants;

public sealed class InvitationTests
{
    private readonly Dictionary<ParticipantId, ParticipantId> inviters = [];

    [Fact]
    [Trait("Fault", "75")]
    [Trait("Behaviour", "N7")]
    public void Nobody_invites_himself_and_nobody_is_bound_twice()
    {
        Assert.Equal(InvitationResult.SelfReferral, Bind(1, 1));
        Assert.Equal(InvitationResult.Bound, Bind(1, 2));
        Assert.Equal(InvitationResult.AlreadyBound, Bind(1, 3));
        Assert.Equal(InvitationResult.AlreadyBound, Bind(1, 2));
    }

    [Theory]
    [Trait("Fault", "75")]
    [Trait("Behaviour", "N7")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10_000)]
    public void A_chain_of_any_length_is_stored_and_never_closes_to_a_ring(int length)
    {
        for (int number = 2; number <= length; number++)
        {
            inviters.Add(Who(number), Who(number - 1));
        }

        Assert.Equal(InvitationResult.Cycle, Bind(1, length));
        Assert.Equal(InvitationResult.Bound, Bind(1, length + 1));
    }

    [Fact]
    public void A_chain_beyond_the_bound_is_refused_and_walked_no_further()
    {
        int walked = 0;

        InvitationResult result = Invitations.Check(Who(1), Who(2), who =>
        {
            walked++;
            return who == Who(1) ? null : Who(walked + 10);
        });

        Assert.Equal(InvitationResult.ChainTooLong, result);
        Assert.InRange(walked, Invitations.MaxDepth, Invitations.MaxDepth + 5);
    }

    private InvitationResult Bind(int invited, int inviter)
    {
        InvitationResult result = Invitations.Check(
            Who(invited), Who(inviter), who => inviters.TryGetValue(who, out ParticipantId above) ? above : null);
        if (result == InvitationResult.Bound)
        {
            inviters.Add(Who(invited), Who(inviter));
        }

        return result;
    }

    private static ParticipantId Who(int number) => new(new Guid(number, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1));
}
