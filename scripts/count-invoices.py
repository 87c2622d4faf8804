#!/usr/bin/env python3
"""Counts what must become of the invoices of Online Retail, from the rules alone (docs/import.md).

usage: count-invoices.py invoices.csv

It shares no code and no output with the service: the test of the real data compares the two.
Writes one JSON object: salesRead, outcomes (code to number of rows), rewarded, referrers, paid (RETO base units as text).
"""

import csv
import decimal
import json
import sys

PENNY = decimal.Decimal("0.01")
REFERRERS = 3000
WITHOUT_REFERRER = 20
# The campaign of the demonstration: the referrer earns 5 %, and a pound is 10 RETO.
REWARD_BPS = 500
BASE_UNITS_PER_PENNY = 10 * 10**18 // 100


def pennies(row):
    total = decimal.Decimal(row["Quantity"]) * decimal.Decimal(row["UnitPrice"])
    return int(total.quantize(PENNY, rounding=decimal.ROUND_HALF_EVEN) * 100)


def referrer(customer):
    rest = int(customer) % REFERRERS
    return None if rest < WITHOUT_REFERRER else rest


def outcome(row, sales, events):
    number = row["InvoiceNo"]
    if number.startswith("C"):
        return "refused:cancellation_without_sale"
    if not number[0].isdigit():
        return "refused:not_a_sale"
    if decimal.Decimal(row["UnitPrice"]) == 0:
        return "refused:amount_zero"
    if row["CustomerID"] in ("", "(blank)"):
        return "refused:customer_missing"
    if int(row["Quantity"]) < 1:
        return "refused:quantity_out_of_range"
    if pennies(row) == 0:
        return "refused:amount_zero"
    content = (row["InvoiceDate"], row["CustomerID"], row["Quantity"], row["UnitPrice"])
    event = (number, row["InvoiceDate"])
    if event in events:
        return "repeated" if events[event] == content else "refused:event_conflict"
    events[event] = content
    if number in sales:
        return "recorded:superseded" if sales[number] == content else "refused:content_conflict"
    sales[number] = content
    return "rewarded" if referrer(row["CustomerID"]) is not None else "refused:no_referrer"


def main(path):
    outcomes, sales, events, referrers = {}, {}, {}, set()
    rows = paid = 0
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows += 1
            code = outcome(row, sales, events)
            outcomes[code] = outcomes.get(code, 0) + 1
            if code == "rewarded":
                referrers.add(referrer(row["CustomerID"]))
                paid += pennies(row) * BASE_UNITS_PER_PENNY * REWARD_BPS // 10_000
    print(json.dumps({
        "salesRead": rows,
        "outcomes": dict(sorted(outcomes.items())),
        "rewarded": outcomes.get("rewarded", 0),
        "referrers": len(referrers),
        "paid": str(paid),
    }, indent=2))


if __name__ == "__main__":
    main(sys.argv[1])
