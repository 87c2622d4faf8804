using RetoRewards.Api.Documentation;

namespace RetoRewards.Api;

/// <summary>Examples of the payouts' routes.</summary>
internal static class PayoutExamples
{
    private const string Tag = "0x6f1c6b1c4d2ab1b9b1a2f0a7c4f3c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4";
    private const string Root = "0x2b1c0d9e8f7a6b5c46f1c6b1c4d2ab1b9b1a2f0a7c4f3c1d0e9a8b7c6d5e4f3a";

    private const string Batch =
        $$"""
        {"batchId":"0198f2b1-7d11-7c55-a1b2-5f0c3f6a9e12","campaignId":"0198f2a5-0d7e-7f10-b6a4-8d1c02f7e903","ordinal":7,
         "state":"Final","firstReward":121,"rewardCount":2,"walletCount":1,"total":"12.5","previousTag":"{{Root}}","tag":"{{Tag}}",
         "receiptsRoot":"{{Root}}","declaredSaleValue":"250","validUntil":"2026-03-03T10:00:00Z","heldCode":null,"heldBecause":null,
         "plannedAt":"2026-03-02T10:00:00Z","settledAt":"2026-03-02T10:05:00Z"}
        """;

    private const string ToAttest =
        $$"""
        {"state":"AwaitingAttestation","attestor":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","digest":"{{Root}}","chainId":31337,
         "verifyingContract":"0x5FbDB2315678afecb367f032d93F642f64180aa3","campaignNumber":1,"tag":"{{Tag}}","validUntilSeconds":1772532000,
         "declaredSaleValueBaseUnits":"250000000000000000000","firstReward":121,"previousTag":"{{Root}}","receiptsRoot":"{{Root}}",
         "fingerprints":"0x00112233445566778899aabbccddeeff",
         "words":"0x70997970c51812dc3a010c7d01b50e0d17dc79c800000000ad78ebc5ac620000","signature":null}
        """;

    public static RouteExamples List { get; } = new(null, $$"""{"items":[{{Batch}}]}""");

    public static RouteExamples Get { get; } = new(null, Batch);

    public static RouteExamples Lines { get; } = new(
        null,
        """
        {"items":[{"number":121,"rewardId":"0198f2b0-1d11-7c55-a1b2-5f0c3f6a9e12","participantId":"0198f2a6-2c44-7d02-9d55-2f6f3a0e4c01",
         "wallet":"0x70997970c51812dc3a010c7d01b50e0d17dc79c8","netted":"0","paid":"12.5","fingerprint":"0x0011223344556677",
         "receipt":"{\"version\":1}"}]}
        """);

    public static RouteExamples Attestation { get; } = new(null, ToAttest);

    public static RouteExamples Attest { get; } = new("""{"signature":"0x1b"}""", ToAttest);
}
