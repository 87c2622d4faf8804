namespace RetoRewards.Sales.Webhooks;

/// <summary>A call of a shop as it came in: the raw bytes, since a signature is over those and nothing else.</summary>
/// <param name="Headers">A header by its name; null when it is absent.</param>
/// <param name="Body">The body, not touched.</param>
/// <param name="Address">The address that the shop was told to call; null where the channel has none.</param>
internal sealed record WebhookCall(Func<string, string?> Headers, ReadOnlyMemory<byte> Body, string? Address);

/// <summary>What the check of a signature said.</summary>
internal enum SignatureCheck
{
    /// <summary>Signed with one of the secrets, in time.</summary>
    Good,

    /// <summary>A header is absent.</summary>
    Missing,

    /// <summary>None of the signatures fits any of the secrets.</summary>
    Wrong,

    /// <summary>Well signed, and too old or too far ahead.</summary>
    OutOfTime,
}

/// <summary>What a call tells.</summary>
internal abstract record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>Events to be recorded, in this order.</summary>
    internal sealed record Events(IReadOnlyList<EventSubmission> Submissions) : WebhookReading;

    /// <summary>Nothing that concerns a sale; the shop is told so and need not call again.</summary>
    /// <param name="Sentence">Why.</param>
    internal sealed record Ignored(string Sentence) : WebhookReading;

    /// <summary>It should tell of a sale and cannot be read; the shop keeps it and shows it as failed.</summary>
    /// <param name="Code">The stable code.</param>
    /// <param name="Sentence">What is wrong.</param>
    internal sealed record Unreadable(string Code, string Sentence) : WebhookReading;
}

/// <summary>How the calls of one kind of shop are signed and read.</summary>
/// <param name="Verify">Checks the signature against the secrets that are good at the moment.</param>
/// <param name="Read">Reads a call whose signature was good.</param>
internal sealed record WebhookAdapter(
    Func<WebhookCall, IReadOnlyList<string>, DateTimeOffset, SignatureCheck> Verify, Func<WebhookCall, WebhookReading> Read)
{
    /// <summary>The adapter of a kind of channel; null for our own format, whose body is read by the API, and for those without one.</summary>
    public static WebhookAdapter? Of(ChannelKind kind) => kind switch
    {
        ChannelKind.Stripe => Stripe.Adapter,
        ChannelKind.Shopify => Shopify.Adapter,
        ChannelKind.WooCommerce => WooCommerce.Adapter,
        ChannelKind.Square => Square.Adapter,
        _ => null,
    };
}
