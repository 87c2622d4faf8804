using System.Diagnostics;
using System.Globalization;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Rewards;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Bench;

/// <summary>Single-line sales decided on one core, with three levels, two limits, ten versions of terms and the data
/// of the explanation.</summary>
/// <remarks>The rate by processor time is what one core does when it is left alone; on a busy machine the rate by the clock is lower.</remarks>
internal static class DecideBench
{
    private const int Sales = 100_000;
    private const int SalesPerRun = 500;
    private const int Runs = 5;
    private const int WarmUps = 3;
    private const int People = 3_000;
    private const int Customers = 10_000;
    private const int Versions = 10;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Run(TextWriter output)
    {
        Campaign campaign = MakeCampaign();
        SaleInContext[][] runs = [.. MakeSales().Chunk(SalesPerRun)];
        ConversionRates rates = new([ConversionRate.TokensPerUnit(Currency.Find("GBP"), TokenAmount.FromTokens(20), "table:bench", Start)]);
        for (int warmUp = 0; warmUp < WarmUps; warmUp++)
        {
            Decide(campaign, runs, rates, out _);
        }

        long[] perSecond = new long[Runs];
        long[] perCpuSecond = new long[Runs];
        int lines = 0;
        for (int run = 0; run < Runs; run++)
        {
            TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
            long before = Stopwatch.GetTimestamp();
            lines = Decide(campaign, runs, rates, out _);
            TimeSpan taken = Stopwatch.GetElapsedTime(before);
            TimeSpan cpu = Environment.CpuUsage.TotalTime - cpuBefore;
            perSecond[run] = Sales * TimeSpan.TicksPerSecond / taken.Ticks;
            perCpuSecond[run] = Sales * TimeSpan.TicksPerSecond / Math.Max(1, cpu.Ticks);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread();
        Decide(campaign, runs, rates, out TokenAmount promised);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;

        Array.Sort(perSecond);
        Array.Sort(perCpuSecond);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"decide: {perSecond[Runs / 2]:N0} sales/s (median of {Runs}, {perSecond[0]:N0} to {perSecond[^1]:N0}), {perCpuSecond[Runs / 2]:N0} a second of processor time, {lines} reward lines of {Sales} sales, {promised} RETO, {bytes / Sales} bytes a sale; goal 200,000"));
    }

    private static int Decide(Campaign campaign, SaleInContext[][] runs, ConversionRates rates, out TokenAmount promised)
    {
        TokenAmount funded = TokenAmount.FromTokens(1_000_000_000);
        RunningState running = new(funded);
        int lines = 0;
        foreach (SaleInContext[] sales in runs)
        {
            foreach (RewardDecision decision in RewardPolicy.Decide(campaign, sales, rates, running, Start.AddDays(101)))
            {
                lines += decision.Lines.Count;
            }
        }

        promised = funded - running.Available;
        return lines;
    }

    private static Campaign MakeCampaign()
    {
        Campaign campaign = new(new CampaignId(Id(1, 0)), new PartnerId(Id(2, 0)), Start, Start.AddYears(1));
        for (int version = 1; version <= Versions; version++)
        {
            DateTimeOffset from = Start.AddDays((version - 1) * 10);
            Terms terms = new(
                version,
                from,
                TimeSpan.FromDays(14),
                TimeSpan.FromDays(365),
                [
                    Rule.Purchase(1, 1, Rate.Percentage(500 + version)),
                    Rule.Purchase(2, 2, Rate.Percentage(200 + version)),
                    Rule.Purchase(3, 3, Rate.Percentage(100 + version)),
                ],
                [
                    new Limit(1, LimitSubject.Participant, LimitPeriod.Month, TokenAmount.FromTokens(1_000_000)),
                    new Limit(2, LimitSubject.Campaign, LimitPeriod.Day, TokenAmount.FromTokens(100_000_000)),
                ]);
            Require(campaign.Publish(terms, from));
        }

        Require(campaign.MarkFunded());
        Require(campaign.Launch());
        return campaign;
    }

    private static IEnumerable<SaleInContext> MakeSales()
    {
        ParticipantFacts[] people = new ParticipantFacts[People];
        for (int number = 0; number < People; number++)
        {
            people[number] = new ParticipantFacts(new ParticipantId(Id(3, number)), ParticipantKind.Person)
            {
                Upline = number == 0 ? null : people[number / 2],
            };
        }

        CustomerFacts[] customers = [.. Enumerable.Range(0, Customers).Select(number => new CustomerFacts(new CustomerId(Id(4, number))))];
        ChannelId channel = new(Id(5, 0));
        Currency pound = Currency.Find("GBP");
        for (int number = 0; number < Sales; number++)
        {
            DateTimeOffset soldAt = Start.AddMinutes(number * 100L * 24 * 60 / Sales);
            Sale sale = new(
                new SaleId(Id(6, number)),
                new SaleNumber("bench", number.ToString(CultureInfo.InvariantCulture)),
                channel,
                soldAt,
                pound,
                [new SaleLine("SKU", "type", 1, 100 + (number * 7919L % 100_000))]);
            yield return new SaleInContext
            {
                EventId = new SaleEventId(Id(7, number)),
                Sale = sale,
                ReceivedAt = soldAt,
                PaidAt = soldAt,
                DeliveredAt = soldAt,
                Code = CodeFacts.Of(people[4 + (number * 31 % (People - 4))]),
                Customer = customers[number * 17 % Customers],
            };
        }
    }

    private static void Require(CampaignRefusal refusal)
    {
        if (refusal != CampaignRefusal.None)
        {
            throw new InvalidOperationException(refusal.Code());
        }
    }

    private static Guid Id(int kind, int number) =>
        new(number, (short)kind, 0x4000, 0x80, (byte)(number * 7), (byte)(number >> 3), 1, (byte)kind, 1, 1, 1);
}
