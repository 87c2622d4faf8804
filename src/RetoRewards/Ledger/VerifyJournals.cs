using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Ledger;

/// <summary>Something in a campaign's journal that its hashes or its balances do not bear out.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Position">The transaction at fault; 0 when it is an account or the journal as a whole.</param>
/// <param name="Sentence">What is wrong.</param>
internal sealed record JournalFault(CampaignId CampaignId, long Position, string Sentence);

/// <summary>Reads every journal from its first transaction and checks that nobody changed, added or took away a row by hand.</summary>
/// <remarks>Hashes are made again from the rows, and balances from the postings. Reads in pages, so memory stays flat.</remarks>
internal sealed class VerifyJournals(IDbContextFactory<RetoDbContext> contexts)
{
    /// <summary>Transactions read at a time.</summary>
    public const int PageLength = 1_000;

    /// <summary>Most faults told of one campaign; the first ones say where to look.</summary>
    public const int MaxFaults = 100;

    /// <returns>The faults found; empty when every journal holds.</returns>
    public async Task<IReadOnlyList<JournalFault>> ExecuteAsync(CancellationToken cancellationToken)
    {
        await using RetoDbContext db = await contexts.CreateDbContextAsync(cancellationToken);
        List<JournalFault> faults = [];
        foreach (LedgerJournalRow journal in await db.Set<LedgerJournalRow>().ToArrayAsync(cancellationToken))
        {
            faults.AddRange(await VerifyAsync(db, journal, cancellationToken));
        }

        return faults;
    }

    private static async Task<IEnumerable<JournalFault>> VerifyAsync(
        RetoDbContext db, LedgerJournalRow journal, CancellationToken cancellationToken)
    {
        CampaignId campaign = journal.CampaignId;
        Dictionary<long, LedgerAccountRow> accounts = await db.Set<LedgerAccountRow>()
            .Where(row => row.CampaignId == campaign).ToDictionaryAsync(row => row.AccountId, cancellationToken);
        Walk walk = new(campaign, accounts);
        for (long last = 0; ; last = walk.Position)
        {
            long from = last;
            LedgerTransactionRow[] page = await db.Set<LedgerTransactionRow>()
                .Where(row => row.CampaignId == campaign && row.Position > from)
                .OrderBy(row => row.Position).Take(PageLength).ToArrayAsync(cancellationToken);
            if (page.Length == 0)
            {
                break;
            }

            long to = page[^1].Position;
            ILookup<long, LedgerPostingRow> postings = (await db.Set<LedgerPostingRow>()
                    .Where(row => row.CampaignId == campaign && row.Position > from && row.Position <= to)
                    .OrderBy(row => row.Ordinal).ToArrayAsync(cancellationToken))
                .ToLookup(row => row.Position);
            foreach (LedgerTransactionRow row in page)
            {
                walk.Take(row, [.. postings[row.Position]]);
            }
        }

        return walk.End(journal).Take(MaxFaults);
    }

    /// <summary>One pass along a journal.</summary>
    private sealed class Walk(CampaignId campaign, Dictionary<long, LedgerAccountRow> accounts)
    {
        private readonly List<JournalFault> faults = [];
        private readonly Dictionary<long, LedgerBalance> balances = [];
        private byte[] head = LedgerBook.GenesisHash;

        public long Position { get; private set; }

        public void Take(LedgerTransactionRow row, LedgerPostingRow[] postings)
        {
            if (row.Position != Position + 1)
            {
                Add(row.Position, $"Transactions {Position + 1} to {row.Position - 1} are missing.");
            }

            if (!row.PreviousHash.AsSpan().SequenceEqual(head))
            {
                Add(row.Position, "It does not continue the hash of the transaction before it.");
            }

            if (Restore(row, postings) is { } transaction)
            {
                if (!LedgerBook.ChainHash(row.PreviousHash, row.Position, transaction).AsSpan().SequenceEqual(row.Hash))
                {
                    Add(row.Position, "Its content is not what its hash was made of.");
                }
            }

            foreach (LedgerPostingRow posting in postings)
            {
                balances[posting.FromAccountId] = balances.GetValueOrDefault(posting.FromAccountId) - posting.Amount;
                balances[posting.ToAccountId] = balances.GetValueOrDefault(posting.ToAccountId) + posting.Amount;
            }

            Position = row.Position;
            head = row.Hash;
        }

        public List<JournalFault> End(LedgerJournalRow journal)
        {
            if (journal.Length != Position || !journal.HeadHash.AsSpan().SequenceEqual(head))
            {
                Add(0, $"The journal says it has {journal.Length} transactions, and {Position} were found, or its head is another.");
            }

            foreach (LedgerAccountRow account in accounts.Values)
            {
                LedgerBalance posted = balances.GetValueOrDefault(account.AccountId);
                if (account.Balance != posted)
                {
                    Add(0, $"{account.Name} stands at {account.Balance} base units, and its postings come to {posted}.");
                }
            }

            return faults;
        }

        private LedgerTransaction? Restore(LedgerTransactionRow row, LedgerPostingRow[] postings)
        {
            List<Posting> restored = [];
            foreach (LedgerPostingRow posting in postings)
            {
                if (Name(posting.FromAccountId) is not { } from || Name(posting.ToAccountId) is not { } to
                    || posting.Amount.IsZero || from == to)
                {
                    Add(row.Position, "A posting names no account of the campaign, or moves nothing.");
                    return null;
                }

                restored.Add(new Posting(from, to, posting.Amount));
            }

            if (restored.Count == 0 || row.Reference.Length is 0 or > LedgerTransaction.MaxReferenceLength
                || !TransactionKinds.TryParse(row.Kind, out TransactionKind kind))
            {
                Add(row.Position, "It has no postings, or a kind or reference that no transaction has.");
                return null;
            }

            return LedgerTransaction.Restore(campaign, kind, row.Reference, row.At, restored);
        }

        private AccountName? Name(long accountId) =>
            accounts.TryGetValue(accountId, out LedgerAccountRow? row) && AccountName.TryParse(row.Name, out AccountName name) ? name : null;

        private void Add(long position, string sentence) => faults.Add(new JournalFault(campaign, position, sentence));
    }
}
