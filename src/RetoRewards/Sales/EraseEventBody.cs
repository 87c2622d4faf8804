using Microsoft.EntityFrameworkCore;
using RetoRewards.Campaigns;
using RetoRewards.Domain.Sales;
using RetoRewards.Persistence;

namespace RetoRewards.Sales;

/// <summary>Erases the received bytes and the text of a feedback. The event, its content hash and its outcome stay.</summary>
internal static class EraseEventBody
{
    public static async Task<Outcome<SaleEventRow>> ExecuteAsync(WriteTransaction transaction, Caller caller, SaleEventId id)
    {
        SaleEventRow? row = await transaction.Db.Set<SaleEventRow>().VisibleTo(caller)
            .SingleOrDefaultAsync(one => one.SaleEventId == id, transaction.CancellationToken);
        if (row is null)
        {
            return Refusal.NotFound("event");
        }

        transaction.Delete<SaleEventBodyRow>([new SaleEventBodyRow { SaleEventId = id, Body = [] }]);
        transaction.Delete<FeedbackTextRow>([new FeedbackTextRow { SaleEventId = id, Text = string.Empty }]);
        return row;
    }
}
