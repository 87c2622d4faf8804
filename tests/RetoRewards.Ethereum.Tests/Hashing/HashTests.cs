using System.Text.Json;
using RetoRewards.Ethereum.Hashing;

namespace RetoRewards.Ethereum.Tests.Hashing;

public sealed class HashTests
{
    [Fact]
    public void Keccak_and_Ripemd_give_the_published_hashes()
    {
        foreach (JsonElement row in Vectors.Load("hashes"))
        {
            byte[] data = row.Bytes("data");

            Assert.Equal((row.Text("name"), row.Text("keccak256")), (row.Text("name"), Keccak256.Hash(data).ToString()));
            Assert.Equal((row.Text("name"), row.Text("ripemd160")), (row.Text("name"), Hex.Encode(Ripemd160.Hash(data))));
        }
    }

    [Fact]
    public void Keccak_allocates_nothing()
    {
        byte[] data = new byte[1_000];
        byte[] hash = new byte[Hash32.Length];
        Keccak256.Hash(data, hash);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Keccak256.Hash(data, hash);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
