using System.Security.Cryptography;
using System.Text;
using RetoRewards.Sales.Webhooks;

namespace RetoRewards.Tests.Sales.Webhooks;

/// <summary>Each scheme of signatures against the vectors that its own vendor publishes.</summary>
public sealed class SignatureVectorTests
{
    /// <summary>The bytes over which stripe-dotnet's EventUtilityTest publishes its signature.</summary>
    private const string StripeBody =
        "{\n  \"id\": \"evt_123\",\n  \"object\": \"event\",\n  \"account\": \"acct_123\",\n  \"api_version\": \"2017-05-25\",\n"
        + "  \"created\": 1533204620,\n  \"data\": {\n    \"object\": {\n      \"id\": \"cus_123\",\n      \"object\": \"customer\",\n"
        + "      \"created\": 123456789,\n      \"email\": \"test@stripe.com\",\n      \"livemode\": false,\n      \"metadata\": {}\n    }\n  },\n"
        + "  \"livemode\": false,\n  \"pending_webhooks\": 1,\n  \"request\": {\n    \"id\": \"req_123\",\n"
        + "    \"idempotency_key\": \"idempotency-key-123\"\n  },\n  \"type\": \"customer.created\"\n}\n";

    private const string StripeHeader =
        "t=1533204620,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7,"
        + "v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";

    private const string SquareAddress = "https://webhook.site/679a4f3a-dcfa-49ee-bac5-9d0edad886b9";

    private const string SquareBody =
        "{\"merchant_id\":\"MLEFBHHSJGVHD\",\"type\":\"webhooks.test_notification\",\"event_id\":\"ac3ac95b-f97d-458c-a6e6-18981597e05f\","
        + "\"created_at\":\"2022-07-13T20:30:59.037339943Z\",\"data\":{\"type\":\"webhooks\",\"id\":\"bc368e64-01aa-407e-b46e-3231809b1129\"}}";

    private const string SquareHeader = "GF4YkrJgGBDZ9NIYbNXBnMzqb2HoL4RW/S6vkZ9/2N4=";

    private const string StandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string StandardBody = "{\"test\": 2432232314}";
    private const string StandardSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly DateTimeOffset StripeMoment = DateTimeOffset.FromUnixTimeSeconds(1533204620);
    private static readonly DateTimeOffset StandardMoment = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Theory]
    [InlineData(100, 0)]
    [InlineData(300, 0)]
    [InlineData(400, 3)]
    [InlineData(-400, 3)]
    public void Stripe_signature_is_good_within_five_minutes_either_way(int secondsLater, int expected)
    {
        SignatureCheck check = Stripe.Verify(
            Call(StripeBody, (Stripe.SignatureHeader, StripeHeader)), ["webhook_secret"], StripeMoment.AddSeconds(secondsLater));

        Assert.Equal((SignatureCheck)expected, check);
    }

    [Theory]
    [InlineData("t=,v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [InlineData("t,v1=,v0=")]
    [InlineData("t,v1=,v0")]
    [InlineData("t,v1=,")]
    [InlineData("t,,")]
    [InlineData(",,")]
    [InlineData("t")]
    [InlineData("t=1533204620,v0=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    [Trait("Fault", "61")]
    public void Stripe_header_of_another_form_is_wrong(string header) =>
        Assert.Equal(
            SignatureCheck.Wrong,
            Stripe.Verify(Call(StripeBody, (Stripe.SignatureHeader, header)), ["webhook_secret"], StripeMoment));

    [Fact]
    [Trait("Fault", "61")]
    [Trait("Fault", "64")]
    public void Stripe_body_that_was_changed_or_written_anew_and_another_secret_are_wrong()
    {
        string anew = System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonElement.Parse(StripeBody));

        Assert.Equal(SignatureCheck.Wrong, CheckStripe(StripeBody + " ", "webhook_secret"));
        Assert.Equal(SignatureCheck.Wrong, CheckStripe(anew, "webhook_secret"));
        Assert.Equal(SignatureCheck.Wrong, CheckStripe(StripeBody, "another_secret"));
        Assert.Equal(SignatureCheck.Missing, Stripe.Verify(Call(StripeBody), ["webhook_secret"], StripeMoment));
    }

    [Fact]
    public void Stripe_takes_one_good_signature_among_others()
    {
        string header = StripeHeader + ",v1=" + new string('d', 64) + ",v1=zz";

        Assert.Equal(
            SignatureCheck.Good, Stripe.Verify(Call(StripeBody, (Stripe.SignatureHeader, header)), ["webhook_secret"], StripeMoment));
    }

    [Theory]
    [InlineData("hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=", "\"my secret message\"", 0)]
    [InlineData("wronghash", "\"my secret message\"", 2)]
    [InlineData("wronghash", "\"\"", 2)]
    [InlineData("hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=", "\"\"", 2)]
    [InlineData("", "\"\"", 1)]
    [InlineData(
        "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKIthissignatureisnowwaytoolongohmanicantbelievehowlongthisis=", "\"my secret message\"", 2)]
    public void Shopify_vectors_of_go_shopify(string signature, string body, int expected) =>
        Assert.Equal(
            (SignatureCheck)expected,
            Shopify.Adapter.Verify(Call(body, (Shopify.SignatureHeader, signature)), ["hush"], DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData(SquareBody, SquareHeader, "Ibxx_5AKakO-3qeNVR61Dw", SquareAddress, 0)]
    [InlineData("{\"data\":{\"type\":\"webhooks\",\"id\":\">id<\"}}", "Cxt7+aTi4rKgcA0bC4g9EHdVtLSDWdqccmL5MvihU4U=", "signature-key",
        "https://webhook.site/webhooks", 0)]
    [InlineData(SquareBody, SquareHeader, "Ibxx_5AKakO-3qeNVR61Dw", "https://webhook.site/79a4f3a-dcfa-49ee-bac5-9d0edad886b9", 2)]
    [InlineData(SquareBody, SquareHeader, "MCmhFRxGX82xMwg5FsaoQA", SquareAddress, 2)]
    [InlineData(SquareBody, "1z2n3DEJJiUPKcPzQo1ftvbxGdw=", "Ibxx_5AKakO-3qeNVR61Dw", SquareAddress, 2)]
    [InlineData(SquareBody, "", "Ibxx_5AKakO-3qeNVR61Dw", SquareAddress, 1)]
    [InlineData(" " + SquareBody, SquareHeader, "Ibxx_5AKakO-3qeNVR61Dw", SquareAddress, 2)]
    [InlineData("", SquareHeader, "Ibxx_5AKakO-3qeNVR61Dw", SquareAddress, 2)]
    public void Square_vectors_of_its_SDK(string body, string signature, string key, string address, int expected) =>
        Assert.Equal(
            (SignatureCheck)expected,
            Square.Adapter.Verify(
                Call(body, (Square.SignatureHeader, signature)) with { Address = address }, [key], DateTimeOffset.UnixEpoch));

    [Fact]
    public void Standard_webhooks_vector_is_good_with_and_without_the_prefix_of_the_secret()
    {
        Assert.Equal(SignatureCheck.Good, CheckStandard(StandardSignature, StandardSecret));
        Assert.Equal(SignatureCheck.Good, CheckStandard(StandardSignature, StandardSecret["whsec_".Length..]));
    }

    [Theory]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd", 0, 2)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", 0, 2)]
    [InlineData("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= " + StandardSignature, 0, 0)]
    [InlineData(StandardSignature, 301, 3)]
    [InlineData(StandardSignature, -301, 3)]
    [InlineData(StandardSignature, 300, 0)]
    [InlineData(StandardSignature, -300, 0)]
    [InlineData("", 0, 1)]
    public void Standard_webhooks_cases_of_its_own_tests(string signature, int secondsLater, int expected) =>
        Assert.Equal((SignatureCheck)expected, CheckStandard(signature, StandardSecret, secondsLater));

    [Theory]
    [InlineData(StandardWebhooks.IdHeader)]
    [InlineData(StandardWebhooks.TimestampHeader)]
    [InlineData(StandardWebhooks.SignatureHeader)]
    [Trait("Fault", "61")]
    public void Standard_webhook_without_one_of_its_headers_is_refused(string absent)
    {
        (string, string)[] headers = [.. Headers(StandardSignature).Where(header => header.Item1 != absent)];

        Assert.Equal(SignatureCheck.Missing, StandardWebhooks.Verify(Call(StandardBody, headers), [StandardSecret], StandardMoment));
    }

    [Fact]
    public void WooCommerce_signs_the_body_in_base64()
    {
        const string body = "{\"id\":727}";
        string signature = Convert.ToBase64String(HMACSHA256.HashData("a-secret-of-the-shop"u8, Encoding.UTF8.GetBytes(body)));
        WebhookCall call = Call(body, (WooCommerce.SignatureHeader, signature));

        Assert.Equal(SignatureCheck.Good, WooCommerce.Adapter.Verify(call, ["a-secret-of-the-shop"], DateTimeOffset.UnixEpoch));
        Assert.Equal(SignatureCheck.Wrong, WooCommerce.Adapter.Verify(call, ["another-secret-of-it"], DateTimeOffset.UnixEpoch));
        Assert.Equal(SignatureCheck.Wrong, WooCommerce.Adapter.Verify(call, [], DateTimeOffset.UnixEpoch));
    }

    internal static WebhookCall Call(string body, params (string Name, string Value)[] headers) => new(
        name => headers.FirstOrDefault(header => header.Name == name).Value, Encoding.UTF8.GetBytes(body), null);

    private static SignatureCheck CheckStripe(string body, string secret) =>
        Stripe.Verify(Call(body, (Stripe.SignatureHeader, StripeHeader)), [secret], StripeMoment);

    private static SignatureCheck CheckStandard(string signature, string secret, int secondsLater = 0) =>
        StandardWebhooks.Verify(Call(StandardBody, Headers(signature)), [secret], StandardMoment.AddSeconds(secondsLater));

    private static (string, string)[] Headers(string signature) =>
    [
        (StandardWebhooks.IdHeader, "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        (StandardWebhooks.TimestampHeader, "1614265330"),
        (StandardWebhooks.SignatureHeader, signature),
    ];
}
