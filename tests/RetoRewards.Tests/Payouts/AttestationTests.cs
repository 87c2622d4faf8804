using System.Numerics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetoRewards.Campaigns;
using RetoRewards.Chain;
using RetoRewards.Chain.Local;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Ethereum;
using RetoRewards.Ethereum.Abi;
using RetoRewards.Ethereum.Contracts;
using RetoRewards.Ethereum.Nodes;
using RetoRewards.Ethereum.Signing;
using RetoRewards.Ethereum.Wallets;
using RetoRewards.Payouts;
using RetoRewards.Persistence;
using RetoRewards.Tests.Chain;

namespace RetoRewards.Tests.Payouts;

/// <summary>A campaign that demands an attestor's signature over every batch, on the real contract.</summary>
[Collection(LocalChain.Collection)]
public sealed class AttestationTests(LocalChain chain)
{
    private const int AttestorAccount = 7;

    [Fact]
    [Trait("Fault", "53")]
    public async Task A_batch_waits_for_the_attestor_and_is_paid_with_its_signature_only()
    {
        await using PayoutWorld world = await WorldAsync(chain.Accounts.AddressOf(AttestorAccount));
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        BatchToAttest asked = (await ReadAsync(world, 1))!;
        Assert.Equal(PayoutBatchState.AwaitingAttestation, asked.Batch.State);
        await using (RetoDbContext db = world.Read())
        {
            Assert.Equal(0, await db.Set<ChainTransactionRow>().CountAsync());
        }

        // The digest is the one that the contract would check.
        AbiValues digest = await world.Contracts.Campaigns.CallAsync(
            "attestationDigest",
            [1, new Hash32(asked.Batch.Tag), asked.Batch.ValidUntil.ToUnixTimeSeconds(), 0],
            BlockTag.Latest,
            CancellationToken.None);
        Assert.Equal(digest.Get<Hash32>(0), asked.Digest);

        Assert.Equal("attestation_invalid", Code(await AttestAsync(world, 1, await SignAsync(asked.Digest, LocalAccounts.Operator))));
        Assert.Equal("not_found", Code(await AttestAsync(world, 1, "0x00", new Caller(new PartnerId(Guid.NewGuid())))));
        string signature = await SignAsync(asked.Digest, AttestorAccount);
        Assert.IsType<Outcome<BatchToAttest>.Done>(await AttestAsync(world, 1, signature));
        // The same again is the same; another is too late.
        Assert.IsType<Outcome<BatchToAttest>.Done>(await AttestAsync(world, 1, signature));
        Assert.Equal("attestation_not_awaited", Code(await AttestAsync(world, 1, "0x1b")));

        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    public async Task A_contract_wallet_attests_by_its_own_word()
    {
        LocalAccount owner = chain.Accounts.At(chain.Node, LocalAccounts.Owner);
        ContractArtifact artifact = ContractArtifact.Parse(await File.ReadAllTextAsync(Path.Combine(
            RepositoryFiles.Root(), "artifacts", "contracts", "mocks", "SmartWallet.sol", "SmartWallet.json")));
        Address wallet = await owner.DeployAsync(artifact, [chain.Accounts.AddressOf(AttestorAccount)], CancellationToken.None);
        await using PayoutWorld world = await WorldAsync(wallet);
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        BatchToAttest asked = (await ReadAsync(world, 1))!;

        Assert.Equal("attestation_invalid", Code(await AttestAsync(world, 1, await SignAsync(asked.Digest, LocalAccounts.Operator))));
        Assert.IsType<Outcome<BatchToAttest>.Done>(await AttestAsync(world, 1, await SignAsync(asked.Digest, AttestorAccount)));

        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    public async Task A_batch_that_expires_unattested_is_planned_again()
    {
        ShiftedClock clock = await ShiftedClock.OfAsync(chain);
        await using PayoutWorld world = await WorldAsync(chain.Accounts.AddressOf(AttestorAccount), clock, "--Payouts:Validity=01:00:00");
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        BatchToAttest first = (await ReadAsync(world, 1))!;

        clock.Advance(TimeSpan.FromMinutes(61));
        await world.DrainAsync();

        BatchToAttest second = (await ReadAsync(world, 2))!;
        Assert.Equal(PayoutBatchState.Void, (await ReadAsync(world, 1))!.Batch.State);
        Assert.Equal(PayoutBatchState.AwaitingAttestation, second.Batch.State);
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.Equal("attestation_not_awaited", Code(await AttestAsync(world, 1, await SignAsync(first.Digest, AttestorAccount))));
        Assert.IsType<Outcome<BatchToAttest>.Done>(await AttestAsync(world, 2, await SignAsync(second.Digest, AttestorAccount)));
        await world.DrainAsync();
        await PayoutOracle.AssertAllPaidOnceAsync(world);
    }

    [Fact]
    public async Task The_attestor_is_replaced_and_each_attests_while_the_contract_names_it()
    {
        const int next = 8;
        // The chain's time goes on by a day here and back again for the tests that follow.
        string snapshot = (await chain.Node.SendAsync(RpcCall.To("evm_snapshot"), CancellationToken.None)).GetString()!;
        await using (PayoutWorld world = await WorldAsync(chain.Accounts.AddressOf(AttestorAccount), null, "--Payouts:Validity=30.00:00:00"))
        {
            await PayAttestedAsync(world, 1, AttestorAccount);
            LocalAccount partner = chain.Accounts.At(chain.Node, LocalAccounts.FirstPartner);
            BigInteger ceiling = 1_000_000 * ContractDeployer.Reto;
            await partner.CallAsync(
                world.Contracts.Campaigns,
                "setLimits",
                [1, new object?[] { ceiling, ceiling, uint.MaxValue, chain.Accounts.AddressOf(next) }],
                CancellationToken.None);

            // Announced is not in force: the old one attests.
            await PayAttestedAsync(world, 2, AttestorAccount);
            await world.RewardAsync(world.Participants[0], 5);
            await world.DrainAsync();
            BatchToAttest asked = (await ReadAsync(world, 3))!;
            await chain.Node.SendAsync(RpcCall.To("evm_increaseTime", 86_500), CancellationToken.None);
            await chain.MineAsync(1, CancellationToken.None);
            await partner.CallAsync(world.Contracts.Campaigns, "applyLimits", [1], CancellationToken.None);
            await world.DrainAsync();

            BatchToAttest again = (await ReadAsync(world, 3))!;
            Assert.Equal((PayoutBatchState.AwaitingAttestation, asked.Digest), (again.Batch.State, again.Digest));
            Assert.Equal(chain.Accounts.AddressOf(next), new Address(again.Batch.Attestor!.Value.ToBytes()));
            Assert.Equal("attestation_invalid", Code(await AttestAsync(world, 3, await SignAsync(again.Digest, AttestorAccount))));
            Assert.IsType<Outcome<BatchToAttest>.Done>(await AttestAsync(world, 3, await SignAsync(again.Digest, next)));
            await world.DrainAsync();
            Assert.Equal(15, await world.BalanceAsync(world.Participants[0]));
            await PayoutOracle.AssertAllPaidOnceAsync(world);
        }

        await chain.Node.SendAsync(RpcCall.To("evm_revert", snapshot), CancellationToken.None);
    }

    private static async Task PayAttestedAsync(PayoutWorld world, long ordinal, int attestor)
    {
        await world.RewardAsync(world.Participants[0], 5);
        await world.DrainAsync();
        BatchToAttest asked = (await ReadAsync(world, ordinal))!;
        Assert.IsType<Outcome<BatchToAttest>.Done>(await AttestAsync(world, ordinal, await SignAsync(asked.Digest, attestor)));
        await world.DrainAsync();
        Assert.Equal(PayoutBatchState.Final, (await ReadAsync(world, ordinal))!.Batch.State);
    }

    private static string Code(Outcome<BatchToAttest> outcome) => Assert.IsType<Outcome<BatchToAttest>.Refused>(outcome).Why.Code;

    private static Task<BatchToAttest?> ReadAsync(PayoutWorld world, long ordinal) =>
        world.Services.GetRequiredService<AttestBatch>()
            .ReadAsync(new Caller(world.Partner), world.Campaign, ordinal, CancellationToken.None);

    private static Task<Outcome<BatchToAttest>> AttestAsync(PayoutWorld world, long ordinal, string signature, Caller? caller = null) =>
        world.Services.GetRequiredService<AttestBatch>().ExecuteAsync(
            caller ?? new Caller(world.Partner), world.Campaign, ordinal, new AttestBatchRequest(signature), CancellationToken.None);

    private static async Task<string> SignAsync(Hash32 digest, int account)
    {
        using ExtendedPrivateKey root = Mnemonic.Parse(LocalAccounts.Mnemonic).ToRoot("");
        using ExtendedPrivateKey key = root.Derive(DerivationPath.Account((uint)account));
        using LocalSigner signer = new(key.ToSecretKey());
        return (await signer.SignAsync(signer.Accounts.Single(), digest, CancellationToken.None)).ToString();
    }

    private async Task<PayoutWorld> WorldAsync(Address attestor, TimeProvider? clock = null, params string[] settings)
    {
        PayoutWorld world = await PayoutWorld.CreateAsync(chain, 1, new WorldPlan { Attestor = attestor, Clock = clock }, settings);
        await world.DrainAsync();
        return world;
    }
}
