using System.Buffers.Binary;
using RetoRewards.Domain.Rewards;

namespace RetoRewards.Rewards;

/// <summary>The subject of a limit as its 16 stored bytes.</summary>
internal static class LimitSubjectBytes
{
    public static byte[] Of(LimitKey key)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key.Subject);
        return bytes;
    }

    public static UInt128 Read(byte[] bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);
}
