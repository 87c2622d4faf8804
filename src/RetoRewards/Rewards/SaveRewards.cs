using Microsoft.EntityFrameworkCore;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;
using RetoRewards.Ledger;
using RetoRewards.Persistence;
using RetoRewards.Sales;

namespace RetoRewards.Rewards;

/// <summary>Writes what one run decided: event states, decisions, rewards, what they consumed, and their postings, in one commit.</summary>
internal sealed class SaveRewards(WriteTransaction write, FingerprintKey fingerprints, SalesToReward sales, DateTimeOffset now)
{
    private readonly List<(SaleEventRow Event, Outcome Outcome)> outcomes = [.. sales.WithoutCampaign];
    private readonly List<RewardDecisionRow> decisionRows = [];
    private readonly List<RewardRow> rewardRows = [];
    private readonly List<LedgerTransaction> transactions = [];

    public async Task ExecuteAsync(IReadOnlyList<CampaignDecisions> campaigns)
    {
        long sequence = await write.Db.Set<RewardRow>().MaxAsync(row => (long?)row.Sequence, write.CancellationToken) ?? 0;
        foreach (CampaignDecisions one in campaigns)
        {
            sequence = await CollectAsync(one, sequence);
        }

        SaleEventStates.Advance(write, outcomes, now);
        write.Insert(decisionRows);
        write.Insert(rewardRows);
        foreach (CampaignDecisions one in campaigns)
        {
            SaveConsumed(one.Of);
            await BindCustomers.ExecuteAsync(write, one.Of, now);
        }

        await LedgerBook.PostAsync(write, transactions);
    }

    private async Task<long> CollectAsync(CampaignDecisions campaign, long lastSequence)
    {
        CampaignId campaignId = campaign.Of.Campaign.Id;
        Dictionary<SaleEventId, long[]> fingerprintsOf = FingerprintsOf(campaign);
        HashSet<SaleEventId> colliding = await CollidingAsync(campaignId, fingerprintsOf);
        long sequence = lastSequence;
        foreach (RewardDecision decision in campaign.Decisions)
        {
            SaleEventRow row = sales.Events[decision.EventId];
            if (colliding.Contains(decision.EventId))
            {
                // Two rewards with one fingerprint could not be told apart on chain, so a person decides about the second.
                outcomes.Add((row, Outcome.FingerprintCollision));
                continue;
            }

            outcomes.Add((row, decision.Outcome));
            if (!decision.Outcome.IsTerminal())
            {
                continue;
            }

            decisionRows.Add(DecisionRow(campaignId, decision));
            for (int index = 0; index < decision.Lines.Count; index++)
            {
                rewardRows.Add(NewReward(campaignId, row, decision, index, fingerprintsOf[decision.EventId][index], ++sequence));
            }

            if (decision.Transaction is not null)
            {
                transactions.Add(decision.Transaction);
            }
        }

        return sequence;
    }

    private Dictionary<SaleEventId, long[]> FingerprintsOf(CampaignDecisions campaign)
    {
        Dictionary<SaleEventId, long[]> found = [];
        for (int index = 0; index < campaign.Decisions.Count; index++)
        {
            RewardDecision decision = campaign.Decisions[index];
            Sale sale = campaign.Of.Sales[index].Sale;
            found.Add(decision.EventId, [.. decision.Lines.Select(line => fingerprints.Of(
                RewardIdentity.OfSale(
                    campaign.Of.Campaign.Id, sale.Number, line.Rule, line.Role, line.Participant, line.Ordinal)))]);
        }

        return found;
    }

    private async Task<HashSet<SaleEventId>> CollidingAsync(CampaignId campaign, Dictionary<SaleEventId, long[]> fingerprintsOf)
    {
        long[] all = [.. fingerprintsOf.Values.SelectMany(values => values)];
        HashSet<long> taken = [.. await write.Db.Set<RewardRow>()
            .Where(row => row.CampaignId == campaign && all.Contains(row.Fingerprint))
            .Select(row => row.Fingerprint)
            .ToArrayAsync(write.CancellationToken)];
        HashSet<SaleEventId> colliding = [];
        foreach ((SaleEventId id, long[] values) in fingerprintsOf)
        {
            if (values.Any(value => !taken.Add(value)))
            {
                colliding.Add(id);
            }
        }

        return colliding;
    }

    private static RewardDecisionRow DecisionRow(CampaignId campaign, RewardDecision decision) => new()
    {
        SaleEventId = decision.EventId,
        CampaignId = campaign,
        TermsVersion = decision.TermsVersion,
        AttributedBy = decision.AttributedBy,
        Referrer = decision.Referrer,
        Employee = decision.Employee,
        ClickId = decision.ClickId,
        NotCredited = decision.NotCredited,
        FirstPurchase = decision.FirstPurchase,
        DiscountMinorUnits = decision.DiscountMinorUnits,
        Explanation = ExplanationJson.Write(decision.Steps),
    };

    private RewardRow NewReward(
        CampaignId campaign, SaleEventRow row, RewardDecision decision, int index, long fingerprint, long sequence)
    {
        RewardLine line = decision.Lines[index];
        return new RewardRow
        {
            RewardId = new RewardId(Guid.CreateVersion7(now)),
            Sequence = sequence,
            CampaignId = campaign,
            SaleEventId = row.SaleEventId,
            SaleId = row.SaleId!.Value,
            TermsVersion = line.TermsVersion,
            Rule = line.Rule,
            Role = line.Role,
            Ordinal = line.Ordinal,
            ParticipantId = line.Participant,
            Amount = line.Amount,
            Net = line.Amount,
            Due = line.Amount,
            Uncut = line.Uncut,
            BaseMinorUnits = line.BaseMinorUnits,
            ConversionRateId = sales.Rates.IdOf(line.Conversion),
            FixedConversionRateId = sales.Rates.IdOf(line.FixedConversion),
            Fingerprint = fingerprint,
            State = RewardState.Pending,
            PayableFrom = decision.PayableFrom!.Value,
        };
    }

    private void SaveConsumed(CampaignSales campaign)
    {
        LimitUseRow[] limits = [.. campaign.Running.UsedLimits
            .Where(used => !campaign.StoredLimits.TryGetValue(used.Key, out TokenAmount stored) || stored != used.Value)
            .Select(used => new LimitUseRow
            {
                CampaignId = campaign.Campaign.Id,
                LimitNumber = used.Key.Limit,
                Period = used.Key.Period,
                Subject = LimitSubjectBytes.Of(used.Key),
                Used = used.Value,
            })];
        bool HasLimitRow(LimitUseRow row) =>
            campaign.StoredLimits.ContainsKey(new LimitKey(row.LimitNumber, row.Period, LimitSubjectBytes.Read(row.Subject)));
        write.Insert([.. limits.Where(row => !HasLimitRow(row))]);
        write.Update([.. limits.Where(HasLimitRow)], nameof(LimitUseRow.Used));

        CustomerCountRow[] counts = [.. campaign.Running.Customers
            .Where(count => !campaign.StoredCounts.TryGetValue(count.Key, out int stored) || stored != count.Value)
            .Select(count => new CustomerCountRow
            {
                CampaignId = campaign.Campaign.Id,
                Rule = count.Key.Rule,
                Referrer = count.Key.Referrer,
                Count = count.Value,
            })];
        bool HasCountRow(CustomerCountRow row) => campaign.StoredCounts.ContainsKey(new CounterKey(row.Rule, row.Referrer));
        write.Insert([.. counts.Where(row => !HasCountRow(row))]);
        write.Update([.. counts.Where(HasCountRow)], nameof(CustomerCountRow.Count));
    }
}
