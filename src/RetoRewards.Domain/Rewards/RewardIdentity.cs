using System.Buffers.Binary;
using System.Text;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>The bytes that identify a reward for good; the host keys and cuts them to the 8 bytes of a fingerprint.</summary>
/// <remarks>Layout, numbers most significant first: version (1 byte), campaign (16), kind (1), the two parts of the source's name (each
/// UTF-8 after a length of 2 bytes), rule (2), role (1), participant (16), ordinal (4). For another funder's part of a joint campaign's
/// reward the kind has its highest bit set and the joint campaign (16) ends the layout: rules and sales of two partners may bear the same
/// numbers.</remarks>
public static class RewardIdentity
{
    /// <summary>The version of the layout, its first byte.</summary>
    public const byte LayoutVersion = 1;

    private const byte SaleSource = 1;
    private const byte EventSource = 2;
    private const byte CampaignSource = 3;
    private const byte JointMark = 0x80;

    /// <summary>The identity of a reward for a sale, by the partner's name space and number.</summary>
    /// <param name="campaign">The campaign that pays.</param>
    /// <param name="sale">The sale's number.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="role">The role.</param>
    /// <param name="participant">Who earns it.</param>
    /// <param name="ordinal">Tells apart rewards that are otherwise the same.</param>
    /// <param name="joint">The joint campaign whose rule it is, where another campaign pays; else null.</param>
    public static byte[] OfSale(
        CampaignId campaign, SaleNumber sale, int rule, RewardRole role, ParticipantId participant, int ordinal, CampaignId? joint = null) =>
        Write(campaign, SaleSource, sale.NameSpace, sale.Number, rule, role, participant, ordinal, joint);

    /// <summary>The identity of a reward without a sale, such as one for feedback, by the channel's permanent name and its event id.</summary>
    public static byte[] OfEvent(
        CampaignId campaign,
        string channelName,
        string eventId,
        int rule,
        RewardRole role,
        ParticipantId participant,
        int ordinal,
        CampaignId? joint = null) =>
        Write(campaign, EventSource, channelName, eventId, rule, role, participant, ordinal, joint);

    /// <summary>The identity of a reward that no single event earns: a threshold (its ordinal is N) or a period (its number).</summary>
    public static byte[] OfCampaign(
        CampaignId campaign, int rule, RewardRole role, ParticipantId participant, int ordinal, CampaignId? joint = null) =>
        Write(campaign, CampaignSource, string.Empty, string.Empty, rule, role, participant, ordinal, joint);

    /// <summary>The identity of a reward that a sale led to: a threshold's is its campaign's, every other one is the sale's.</summary>
    /// <param name="campaign">The campaign, with the version of the terms that the line follows.</param>
    /// <param name="sale">The sale's number.</param>
    /// <param name="line">The reward.</param>
    public static byte[] OfLine(Campaign campaign, SaleNumber sale, RewardLine line)
    {
        Rule rule = campaign.Versions[line.TermsVersion - 1].Rules.First(one => one.Number == line.Rule);
        return rule.Kind == RuleKind.Threshold
            ? OfCampaign(campaign.Id, line.Rule, line.Role, line.Participant, line.Ordinal)
            : OfSale(campaign.Id, sale, line.Rule, line.Role, line.Participant, line.Ordinal);
    }

    private static byte[] Write(
        CampaignId campaign,
        byte source,
        string first,
        string second,
        int rule,
        RewardRole role,
        ParticipantId participant,
        int ordinal,
        CampaignId? joint)
    {
        int firstLength = Encoding.UTF8.GetByteCount(first);
        int secondLength = Encoding.UTF8.GetByteCount(second);
        byte[] bytes = new byte[1 + 16 + 1 + 2 + firstLength + 2 + secondLength + 2 + 1 + 16 + 4 + (joint is null ? 0 : 16)];
        Span<byte> rest = bytes;
        rest[0] = LayoutVersion;
        campaign.Value.TryWriteBytes(rest[1..], bigEndian: true, out _);
        rest[17] = joint is null ? source : (byte)(source | JointMark);
        rest = WriteText(rest[18..], first, firstLength);
        rest = WriteText(rest, second, secondLength);
        BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)rule));
        rest[2] = (byte)role;
        participant.Value.TryWriteBytes(rest[3..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(rest[19..], ordinal);
        joint?.Value.TryWriteBytes(rest[23..], bigEndian: true, out _);
        return bytes;
    }

    private static Span<byte> WriteText(Span<byte> destination, string text, int length)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, checked((ushort)length));
        Encoding.UTF8.GetBytes(text, destination[2..]);
        return destination[(2 + length)..];
    }
}
