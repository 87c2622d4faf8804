using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Persistence;

namespace RetoRewards.Ledger;

/// <summary>The only writer of the ledger: posts transactions inside the caller's own database transaction.</summary>
/// <remarks>Balances are rows, brought up to date in the same commit; a campaign's transactions are chained by hash.</remarks>
internal static class LedgerBook
{
    /// <summary>Most transactions posted in one call.</summary>
    public const int MaxTransactions = 4096;

    /// <summary>The previous hash of a campaign's first transaction.</summary>
    public static readonly byte[] GenesisHash = new byte[SHA256.HashSizeInBytes];

    /// <summary>Posts the transactions in order.</summary>
    /// <exception cref="InvalidOperationException">
    /// A posting would leave an account on its forbidden side. The caller decided wrongly, and nothing of its commit may stay.
    /// </exception>
    public static async Task PostAsync(WriteTransaction write, IReadOnlyList<LedgerTransaction> transactions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(transactions.Count, MaxTransactions);
        foreach (IGrouping<CampaignId, LedgerTransaction> ofCampaign in transactions.GroupBy(transaction => transaction.CampaignId))
        {
            await PostToCampaignAsync(write, ofCampaign.Key, [.. ofCampaign]);
        }
    }

    /// <summary>How many transactions of a kind stand in a campaign's journal whose reference begins so: how often a thing was undone.</summary>
    public static Task<int> CountAsync(WriteTransaction write, CampaignId campaign, TransactionKind kind, string reference)
    {
        string code = kind.Code();
        return write.Db.Set<LedgerTransactionRow>().CountAsync(
            row => row.CampaignId == campaign && row.Kind == code && row.Reference.StartsWith(reference), write.CancellationToken);
    }

    /// <summary>The hash that chains a transaction to the one before it: SHA-256(previous hash, position, canonical bytes).</summary>
    public static byte[] ChainHash(byte[] previousHash, long position, LedgerTransaction transaction)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(number, position);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previousHash);
        hash.AppendData(number);
        hash.AppendData(CanonicalTransaction.ToBytes(transaction));
        return hash.GetHashAndReset();
    }

    private static async Task PostToCampaignAsync(WriteTransaction write, CampaignId campaign, LedgerTransaction[] transactions)
    {
        Accounts accounts = await Accounts.LoadAsync(write, campaign, transactions);
        LedgerJournalRow? stored = await write.Db.Set<LedgerJournalRow>()
            .SingleOrDefaultAsync(row => row.CampaignId == campaign, write.CancellationToken);
        LedgerJournalRow journal = stored ?? new() { CampaignId = campaign, Length = 0, HeadHash = GenesisHash };

        List<LedgerTransactionRow> transactionRows = new(transactions.Length);
        List<LedgerPostingRow> postingRows = [];
        foreach (LedgerTransaction transaction in transactions)
        {
            accounts.Apply(transaction);
            journal.Length++;
            byte[] hash = ChainHash(journal.HeadHash, journal.Length, transaction);
            transactionRows.Add(new LedgerTransactionRow
            {
                CampaignId = campaign,
                Position = journal.Length,
                Kind = transaction.Kind.Code(),
                Reference = transaction.Reference,
                At = transaction.At,
                PreviousHash = journal.HeadHash,
                Hash = hash,
            });
            journal.HeadHash = hash;
            postingRows.AddRange(transaction.Postings.Select((posting, index) => new LedgerPostingRow
            {
                CampaignId = campaign,
                Position = journal.Length,
                Ordinal = index,
                FromAccountId = accounts.IdOf(posting.From),
                ToAccountId = accounts.IdOf(posting.To),
                Amount = posting.Amount,
            }));
        }

        accounts.Save(write);
        write.Insert(transactionRows);
        write.Insert(postingRows);
        if (stored is null)
        {
            write.InsertOne(journal);
        }
        else
        {
            write.UpdateOne(journal, nameof(LedgerJournalRow.Length), nameof(LedgerJournalRow.HeadHash));
        }
    }

    /// <summary>The accounts that one call touches, by name, with the balances as they come to stand.</summary>
    private sealed class Accounts
    {
        private readonly Dictionary<AccountName, LedgerAccountRow> rows = [];
        private readonly HashSet<AccountName> fresh = [];
        private readonly HashSet<AccountName> changed = [];

        public static async Task<Accounts> LoadAsync(WriteTransaction write, CampaignId campaign, LedgerTransaction[] transactions)
        {
            Accounts accounts = new();
            HashSet<AccountName> names = [];
            foreach (Posting posting in transactions.SelectMany(transaction => transaction.Postings))
            {
                names.Add(posting.From);
                names.Add(posting.To);
            }

            string[] texts = [.. names.Select(name => name.ToString())];
            LedgerAccountRow[] known = await write.Db.Set<LedgerAccountRow>()
                .Where(row => row.CampaignId == campaign && texts.Contains(row.Name))
                .ToArrayAsync(write.CancellationToken);
            foreach (LedgerAccountRow row in known)
            {
                accounts.rows.Add(Parse(row.Name), row);
            }

            if (known.Length < names.Count)
            {
                AccountName[] missing = [.. names.Where(name => !accounts.rows.ContainsKey(name))];
                long[] ids = write.NextNumbers<LedgerAccountRow>(nameof(LedgerAccountRow.AccountId), missing.Length);
                foreach ((AccountName name, long id) in missing.Zip(ids))
                {
                    LedgerAccountRow row = new()
                    {
                        AccountId = id,
                        Name = name.ToString(),
                        CampaignId = campaign,
                        Balance = LedgerBalance.Zero,
                    };
                    accounts.rows.Add(name, row);
                    accounts.fresh.Add(name);
                }
            }

            return accounts;
        }

        public long IdOf(AccountName name) => rows[name].AccountId;

        public void Apply(LedgerTransaction transaction)
        {
            switch (Balances.Apply(transaction, name => rows[name].Balance))
            {
                case PostingResult.Posted posted:
                    foreach ((AccountName name, LedgerBalance balance) in posted.Balances)
                    {
                        rows[name].Balance = balance;
                        changed.Add(name);
                    }

                    break;
                case PostingResult.Overdrawn overdrawn:
                    throw new InvalidOperationException(
                        $"Posting {transaction.Kind.Code()} {transaction.Reference} would leave {overdrawn.Account} at {overdrawn.Balance}.");
                default:
                    throw new InvalidOperationException("A posting is either posted or overdrawn.");
            }
        }

        public void Save(WriteTransaction write)
        {
            write.Insert([.. fresh.Select(name => rows[name])]);
            write.Update([.. changed.Except(fresh).Select(name => rows[name])], nameof(LedgerAccountRow.Balance));
        }

        private static AccountName Parse(string text) =>
            AccountName.TryParse(text, out AccountName name)
                ? name
                : throw new InvalidOperationException($"The ledger holds an account of no known form: {text}.");
    }
}
