namespace RetoRewards.Tests.Sales.Webhooks;

/// <summary>Bodies in the shops' own shapes, with values of our own and only the members that matter or could mislead.</summary>
internal static class ShopBodies
{
    public const string StripeSession =
        """
        {"id":"evt_a1","object":"event","type":"checkout.session.completed","created":1772445300,"pending_webhooks":1,
         "data":{"object":{"id":"cs_a2","object":"checkout.session","created":1772445200,"payment_intent":"pi_a3","currency":"eur",
          "amount_subtotal":5000,"amount_total":5800,"payment_status":"paid","customer":"cus_8","client_reference_id":"7KXM2Q9RTD",
          "total_details":{"amount_discount":500,"amount_shipping":400,"amount_tax":900,
           "breakdown":{"discounts":[{"amount":500,"discount":{"promotion_code":{"code":"SPRING10"}}}]}},
          "metadata":{"order_number":"ORD-31","referral_code":"7KXM2Q9RTD"}}}}
        """;

    public const string StripeIntent =
        """
        {"id":"evt_b1","object":"event","type":"payment_intent.succeeded","created":1772445301,
         "data":{"object":{"id":"pi_a3","object":"payment_intent","created":1772445210,"currency":"eur","amount":5800,
          "amount_received":5800,"latest_charge":"ch_a4","customer":"cus_8","metadata":{}}}}
        """;

    public const string StripeCharge =
        """
        {"id":"evt_c1","object":"event","type":"charge.refunded","created":1772500000,
         "data":{"object":{"id":"ch_a4","object":"charge","payment_intent":"pi_a3","currency":"eur","amount_refunded":1250,
          "refunds":{"object":"list","data":[
           {"id":"re_a9","object":"refund","amount":1250,"currency":"eur","created":1772499990,"charge":"ch_a4","payment_intent":"pi_a3",
            "status":"succeeded"}]}}}}
        """;

    public const string StripeRefund =
        """
        {"id":"evt_d1","object":"event","type":"refund.updated","created":1772500001,
         "data":{"object":{"id":"re_a9","object":"refund","amount":1250,"currency":"eur","created":1772499990,"charge":"ch_a4",
          "payment_intent":"pi_a3","status":"succeeded"}}}
        """;

    public const string ShopifyOrder =
        """
        {"id":7201,"order_number":1044,"name":"#1044","email":"ada@shop.example","currency":"GBP","taxes_included":false,
         "processed_at":"2026-03-02T12:15:00+02:00","created_at":"2026-03-02T12:15:00+02:00","updated_at":"2026-03-02T12:16:00+02:00",
         "financial_status":"paid","landing_site":"/?utm_source=mail&ref=7KXM2Q9RTD","customer":{"id":551},
         "note_attributes":[{"name":"gift","value":"yes"},{"name":"referral_code","value":"7KXM2Q9RTD"}],
         "discount_codes":[{"code":"SUMMER","amount":"1.80","type":"percentage"}],
         "line_items":[
          {"id":91,"sku":"MUG-1","quantity":2,"price":"9.00","discount_allocations":[{"amount":"1.80"}],"tax_lines":[{"price":"3.24"}]},
          {"id":92,"sku":"TEA-7","quantity":1,"price":"5.50","discount_allocations":[],"tax_lines":[{"price":"1.10"}]}],
         "shipping_lines":[{"price":"4.00","discounted_price":"4.00","tax_lines":[{"price":"0.80"}]}]}
        """;

    public const string ShopifyRefund =
        """
        {"id":88,"order_id":7201,"created_at":"2026-03-09T09:00:00Z","processed_at":"2026-03-09T09:00:00Z",
         "refund_line_items":[{"id":1,"line_item_id":91,"quantity":1,"subtotal":9.0,"total_tax":1.8}],
         "order_adjustments":[{"kind":"shipping_refund","amount":"-4.00","tax_amount":"-0.80"}],
         "transactions":[{"kind":"refund","amount":"15.60","currency":"GBP"}]}
        """;

    public const string WooOrder =
        """
        {"id":727,"number":"727","status":"processing","currency":"USD","prices_include_tax":true,"customer_id":26,
         "date_created_gmt":"2026-03-02T10:15:00","date_paid_gmt":"2026-03-02T10:16:00","date_modified_gmt":"2026-03-02T11:20:00",
         "billing":{"email":"ada@shop.example"},"meta_data":[{"id":1,"key":"_referral_code","value":"7KXM2Q9RTD"}],
         "coupon_lines":[{"id":9,"code":"7kxm2q9rtd","discount":"2.00"}],
         "line_items":[{"id":315,"product_id":93,"sku":"SOAP","quantity":3,"subtotal":"12.00","subtotal_tax":"2.40","total":"10.00",
          "total_tax":"2.00"}],
         "shipping_lines":[{"id":317,"total":"3.00","total_tax":"0.60"}],
         "fee_lines":[{"id":318,"total":"1.00","total_tax":"0.20"}],
         "refunds":[{"id":730,"reason":"broken","total":"-5.00"}]}
        """;

    public const string SquarePayment =
        """
        {"merchant_id":"M1","type":"payment.updated","event_id":"e-1","created_at":"2026-03-02T10:15:05Z","data":{"type":"payment","id":"pay-1",
         "object":{"payment":{"id":"pay-1","order_id":"order-1","status":"COMPLETED","created_at":"2026-03-02T10:15:00Z",
          "amount_money":{"amount":1180,"currency":"USD"},"total_money":{"amount":1180,"currency":"USD"},"customer_id":"C9"}}}}
        """;

    public const string SquareOrder =
        """
        {"merchant_id":"M1","type":"order.updated","event_id":"e-2","created_at":"2026-03-02T10:15:06Z","data":{"type":"order","id":"order-1",
         "object":{"order":{"id":"order-1","version":4,"state":"COMPLETED","created_at":"2026-03-02T10:14:00Z",
          "updated_at":"2026-03-02T10:15:05Z","reference_id":"7KXM2Q9RTD","metadata":{"referral_code":"7KXM2Q9RTD"},
          "tenders":[{"id":"pay-1","payment_id":"pay-1"}],
          "line_items":[{"uid":"u1","catalog_object_id":"LATTE","quantity":"2","base_price_money":{"amount":550,"currency":"USD"},
           "total_tax_money":{"amount":180,"currency":"USD"},"total_discount_money":{"amount":100,"currency":"USD"},
           "total_money":{"amount":1180,"currency":"USD"}}],
          "total_money":{"amount":1180,"currency":"USD"}}}}}
        """;

    public const string SquareRefund =
        """
        {"merchant_id":"M1","type":"refund.updated","event_id":"e-3","created_at":"2026-03-03T10:00:00Z","data":{"type":"refund","id":"ref-1",
         "object":{"refund":{"id":"ref-1","payment_id":"pay-1","order_id":"order-1","status":"COMPLETED",
          "created_at":"2026-03-03T09:59:00Z","amount_money":{"amount":200,"currency":"USD"}}}}}
        """;
}
