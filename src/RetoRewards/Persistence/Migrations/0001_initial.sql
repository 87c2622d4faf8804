CREATE TABLE "alarms" (
    "name" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "raised_at" INTEGER NOT NULL,
    "cleared_at" INTEGER NULL,
    "times" INTEGER NOT NULL,
    CONSTRAINT "PK_alarms" PRIMARY KEY ("name", "subject")
);


CREATE TABLE "chain_blocks" (
    "chain_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" BLOB NOT NULL,
    "parent_hash" BLOB NOT NULL,
    "timestamp_seconds" INTEGER NOT NULL,
    "is_canonical" INTEGER NOT NULL,
    CONSTRAINT "PK_chain_blocks" PRIMARY KEY ("chain_id", "number", "hash")
);


CREATE TABLE "chain_events" (
    "chain_id" INTEGER NOT NULL,
    "block_number" INTEGER NOT NULL,
    "block_hash" BLOB NOT NULL,
    "log_index" INTEGER NOT NULL,
    "transaction_hash" BLOB NOT NULL,
    "contract" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "topic1" BLOB NULL,
    "topic2" BLOB NULL,
    "arguments" TEXT NOT NULL,
    "timestamp_seconds" INTEGER NOT NULL,
    "is_canonical" INTEGER NOT NULL,
    "is_final" INTEGER NOT NULL,
    "is_taken" INTEGER NOT NULL,
    CONSTRAINT "PK_chain_events" PRIMARY KEY ("chain_id", "block_number", "block_hash", "log_index")
);


CREATE TABLE "chain_forks" (
    "chain_fork_id" INTEGER NOT NULL CONSTRAINT "PK_chain_forks" PRIMARY KEY,
    "chain_id" INTEGER NOT NULL,
    "common_block" INTEGER NOT NULL,
    "left_block" INTEGER NOT NULL,
    "final_block" INTEGER NOT NULL,
    "seen_at" INTEGER NOT NULL
);


CREATE TABLE "chains" (
    "chain_id" INTEGER NOT NULL CONSTRAINT "PK_chains" PRIMARY KEY,
    "genesis_hash" BLOB NOT NULL,
    "head_number" INTEGER NOT NULL,
    "head_hash" BLOB NOT NULL,
    "final_number" INTEGER NOT NULL,
    "halted_because" TEXT NULL
);


CREATE TABLE "conversion_rates" (
    "conversion_rate_id" INTEGER NOT NULL CONSTRAINT "PK_conversion_rates" PRIMARY KEY,
    "currency" TEXT NOT NULL,
    "in_force_from" INTEGER NOT NULL,
    "base_units" TEXT NOT NULL,
    "minor_units" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "recorded_at" INTEGER NOT NULL,
    "answered_at" INTEGER NULL,
    "valid_until" INTEGER NULL
);


CREATE TABLE "customer_counts" (
    "campaign_id" BLOB NOT NULL,
    "rule" INTEGER NOT NULL,
    "referrer" BLOB NOT NULL,
    "count" INTEGER NOT NULL,
    CONSTRAINT "PK_customer_counts" PRIMARY KEY ("campaign_id", "rule", "referrer")
);


CREATE TABLE "idempotency_keys" (
    "scope" BLOB NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BLOB NOT NULL,
    "status" INTEGER NOT NULL,
    "location" TEXT NULL,
    "version" INTEGER NULL,
    "body" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "PK_idempotency_keys" PRIMARY KEY ("scope", "key")
);


CREATE TABLE "leases" (
    "name" TEXT NOT NULL CONSTRAINT "PK_leases" PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "beats" INTEGER NOT NULL
);


CREATE TABLE "ledger_accounts" (
    "account_id" INTEGER NOT NULL CONSTRAINT "PK_ledger_accounts" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "campaign_id" BLOB NOT NULL,
    "balance" TEXT NOT NULL
);


CREATE TABLE "ledger_journals" (
    "campaign_id" BLOB NOT NULL CONSTRAINT "PK_ledger_journals" PRIMARY KEY,
    "length" INTEGER NOT NULL,
    "head_hash" BLOB NOT NULL
);


CREATE TABLE "ledger_postings" (
    "campaign_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "from_account_id" INTEGER NOT NULL,
    "to_account_id" INTEGER NOT NULL,
    "amount" TEXT NOT NULL,
    CONSTRAINT "PK_ledger_postings" PRIMARY KEY ("campaign_id", "position", "ordinal")
);


CREATE TABLE "ledger_transactions" (
    "campaign_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "at" INTEGER NOT NULL,
    "previous_hash" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    CONSTRAINT "PK_ledger_transactions" PRIMARY KEY ("campaign_id", "position")
);


CREATE TABLE "limit_uses" (
    "campaign_id" BLOB NOT NULL,
    "limit_number" INTEGER NOT NULL,
    "period" INTEGER NOT NULL,
    "subject" BLOB NOT NULL,
    "used" TEXT NOT NULL,
    CONSTRAINT "PK_limit_uses" PRIMARY KEY ("campaign_id", "limit_number", "period", "subject")
);


CREATE TABLE "operator_actions" (
    "operator_action_id" BLOB NOT NULL CONSTRAINT "PK_operator_actions" PRIMARY KEY,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "api_key_id" BLOB NOT NULL,
    "at" INTEGER NOT NULL
);


CREATE TABLE "participants" (
    "participant_id" BLOB NOT NULL CONSTRAINT "PK_participants" PRIMARY KEY,
    "state" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "group_name" TEXT NULL,
    "display_name" TEXT NULL,
    "contact_digest" BLOB NULL,
    "created_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL
);


CREATE TABLE "partners" (
    "partner_id" BLOB NOT NULL CONSTRAINT "PK_partners" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "wallet" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL
);


CREATE TABLE "reconciliations" (
    "reconciliation_id" INTEGER NOT NULL CONSTRAINT "PK_reconciliations" PRIMARY KEY,
    "at" INTEGER NOT NULL,
    "first_block" INTEGER NOT NULL,
    "last_block" INTEGER NOT NULL,
    "campaigns" INTEGER NOT NULL,
    "wallets" INTEGER NOT NULL,
    "paid_base_units" TEXT NOT NULL,
    "unidentified_base_units" TEXT NOT NULL,
    "unexplained_base_units" TEXT NOT NULL,
    "unexplained_lines" INTEGER NOT NULL
);


CREATE TABLE "lanes" (
    "lane_id" INTEGER NOT NULL CONSTRAINT "PK_lanes" PRIMARY KEY,
    "chain_id" INTEGER NOT NULL,
    "sender" BLOB NOT NULL,
    "next_nonce" INTEGER NOT NULL,
    "epoch" INTEGER NOT NULL,
    "halted_because" TEXT NULL,
    "held_because" TEXT NULL,
    CONSTRAINT "FK_lanes_chains_chain_id" FOREIGN KEY ("chain_id") REFERENCES "chains" ("chain_id") ON DELETE CASCADE
);


CREATE TABLE "wallets" (
    "participant_id" BLOB NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "address" BLOB NOT NULL,
    "since" INTEGER NOT NULL,
    CONSTRAINT "PK_wallets" PRIMARY KEY ("participant_id", "ordinal"),
    CONSTRAINT "FK_wallets_participants_participant_id" FOREIGN KEY ("participant_id") REFERENCES "participants" ("participant_id") ON DELETE CASCADE
);


CREATE TABLE "api_keys" (
    "api_key_id" BLOB NOT NULL CONSTRAINT "PK_api_keys" PRIMARY KEY,
    "partner_id" BLOB NULL,
    "name" TEXT NOT NULL,
    "key_hash" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "revoked_at" INTEGER NULL,
    CONSTRAINT "FK_api_keys_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id")
);


CREATE TABLE "campaigns" (
    "campaign_id" BLOB NOT NULL CONSTRAINT "PK_campaigns" PRIMARY KEY,
    "partner_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "starts_at" INTEGER NOT NULL,
    "ends_at" INTEGER NOT NULL,
    "landing_url" TEXT NOT NULL,
    "chain_campaign_id" INTEGER NULL,
    "chain_contract" BLOB NULL,
    "payout_minimum" TEXT NULL,
    "payout_cadence_seconds" INTEGER NULL,
    "max_fee_per_gas_wei" INTEGER NULL,
    "created_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "FK_campaigns_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE
);


CREATE TABLE "channels" (
    "channel_id" BLOB NOT NULL CONSTRAINT "PK_channels" PRIMARY KEY,
    "partner_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "name_space" TEXT NOT NULL,
    "created_at" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "notification_url" TEXT NULL,
    "max_sale_minor_units" INTEGER NULL,
    "requests_per_second" INTEGER NULL,
    "closed_at" INTEGER NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "FK_channels_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE
);


CREATE TABLE "customers" (
    "customer_id" BLOB NOT NULL CONSTRAINT "PK_customers" PRIMARY KEY,
    "partner_id" BLOB NOT NULL,
    "customer_number" TEXT NOT NULL,
    "participant_id" BLOB NOT NULL,
    "is_vip" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "FK_customers_participants_participant_id" FOREIGN KEY ("participant_id") REFERENCES "participants" ("participant_id") ON DELETE CASCADE,
    CONSTRAINT "FK_customers_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE
);


CREATE TABLE "roster" (
    "partner_id" BLOB NOT NULL,
    "participant_id" BLOB NOT NULL,
    "since" INTEGER NOT NULL,
    CONSTRAINT "PK_roster" PRIMARY KEY ("partner_id", "participant_id"),
    CONSTRAINT "FK_roster_participants_participant_id" FOREIGN KEY ("participant_id") REFERENCES "participants" ("participant_id") ON DELETE CASCADE,
    CONSTRAINT "FK_roster_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE
);


CREATE TABLE "stores" (
    "store_id" BLOB NOT NULL CONSTRAINT "PK_stores" PRIMARY KEY,
    "partner_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "cell" TEXT NOT NULL,
    "recorded_at" INTEGER NOT NULL,
    CONSTRAINT "FK_stores_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE
);


CREATE TABLE "chain_transactions" (
    "chain_transaction_id" INTEGER NOT NULL CONSTRAINT "PK_chain_transactions" PRIMARY KEY,
    "lane_id" INTEGER NOT NULL,
    "nonce" INTEGER NOT NULL,
    "purpose" TEXT NOT NULL,
    "recipient" BLOB NOT NULL,
    "calldata" BLOB NOT NULL,
    "gas_limit" INTEGER NOT NULL,
    "fee_cap_wei" INTEGER NOT NULL,
    "valid_until" INTEGER NULL,
    "state" TEXT NOT NULL,
    "block_number" INTEGER NULL,
    "block_hash" BLOB NULL,
    "succeeded" INTEGER NULL,
    "reverted_because" TEXT NULL,
    "held_because" TEXT NULL,
    "gas_used" INTEGER NULL,
    "effective_gas_price_wei" INTEGER NULL,
    "signed_at" INTEGER NOT NULL,
    "last_sent_at" INTEGER NULL,
    "last_sent_block" INTEGER NULL,
    CONSTRAINT "FK_chain_transactions_lanes_lane_id" FOREIGN KEY ("lane_id") REFERENCES "lanes" ("lane_id") ON DELETE CASCADE
);


CREATE TABLE "abuse_rule_changes" (
    "campaign_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL,
    "rules_before" TEXT NOT NULL,
    "rules_after" TEXT NOT NULL,
    "changed_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    CONSTRAINT "PK_abuse_rule_changes" PRIMARY KEY ("campaign_id", "version"),
    CONSTRAINT "FK_abuse_rule_changes_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "abuse_rules" (
    "campaign_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "enabled" INTEGER NOT NULL,
    "most" INTEGER NOT NULL,
    "window_seconds" INTEGER NOT NULL,
    CONSTRAINT "PK_abuse_rules" PRIMARY KEY ("campaign_id", "kind"),
    CONSTRAINT "FK_abuse_rules_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "campaign_costs" (
    "campaign_cost_id" BLOB NOT NULL CONSTRAINT "PK_campaign_costs" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "channel" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "minor_units" INTEGER NOT NULL,
    "spent_at" INTEGER NOT NULL,
    "recorded_at" INTEGER NOT NULL,
    CONSTRAINT "FK_campaign_costs_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "campaign_limits" (
    "campaign_id" BLOB NOT NULL CONSTRAINT "PK_campaign_limits" PRIMARY KEY,
    "block_number" INTEGER NOT NULL,
    "payable_now" TEXT NOT NULL,
    "max_reward" TEXT NOT NULL,
    "daily_allowance" TEXT NOT NULL,
    "max_share_bps" INTEGER NULL,
    "attestor" BLOB NULL,
    "is_mint" INTEGER NOT NULL,
    "waits_because" TEXT NULL,
    "waits_since" INTEGER NULL,
    CONSTRAINT "FK_campaign_limits_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "campaign_plans" (
    "campaign_id" BLOB NOT NULL CONSTRAINT "PK_campaign_plans" PRIMARY KEY,
    "goal_metric" TEXT NULL,
    "goal_target" INTEGER NULL,
    "goal_deadline" INTEGER NULL,
    "goal_version" INTEGER NOT NULL,
    "guard_currency" TEXT NULL,
    "guard_customer_value" INTEGER NULL,
    "guard_pauses" INTEGER NOT NULL,
    "guard_version" INTEGER NOT NULL,
    CONSTRAINT "FK_campaign_plans_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "campaign_requests" (
    "campaign_request_id" BLOB NOT NULL CONSTRAINT "PK_campaign_requests" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "wanted" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "asked_at" INTEGER NOT NULL,
    "answered_at" INTEGER NULL,
    "is_granted" INTEGER NOT NULL,
    CONSTRAINT "FK_campaign_requests_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "campaign_terms" (
    "campaign_id" BLOB NOT NULL,
    "terms_version" INTEGER NOT NULL,
    "in_force_from" INTEGER NOT NULL,
    "json" TEXT NOT NULL,
    "hash" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    CONSTRAINT "PK_campaign_terms" PRIMARY KEY ("campaign_id", "terms_version"),
    CONSTRAINT "FK_campaign_terms_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "foreign_rewards" (
    "campaign_id" BLOB NOT NULL,
    "fingerprint" INTEGER NOT NULL,
    "reward_number" INTEGER NOT NULL,
    "payout_batch_id" BLOB NOT NULL,
    "stated_wallet" BLOB NULL,
    "stated_paid" TEXT NULL,
    "released" TEXT NOT NULL,
    "reward_id" BLOB NULL,
    CONSTRAINT "PK_foreign_rewards" PRIMARY KEY ("campaign_id", "fingerprint"),
    CONSTRAINT "FK_foreign_rewards_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "funding_proposals" (
    "funding_proposal_id" BLOB NOT NULL CONSTRAINT "PK_funding_proposals" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "terms_hash" BLOB NOT NULL,
    "json" TEXT NOT NULL,
    "proposed_at" INTEGER NOT NULL,
    CONSTRAINT "FK_funding_proposals_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "link_settings" (
    "campaign_id" BLOB NOT NULL CONSTRAINT "PK_link_settings" PRIMARY KEY,
    "geotag_precision" INTEGER NOT NULL,
    "title" TEXT NULL,
    "description" TEXT NULL,
    "image_url" TEXT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "FK_link_settings_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "payout_batches" (
    "payout_batch_id" BLOB NOT NULL CONSTRAINT "PK_payout_batches" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "first_reward" INTEGER NOT NULL,
    "reward_count" INTEGER NOT NULL,
    "wallet_count" INTEGER NOT NULL,
    "total" TEXT NOT NULL,
    "previous_tag" BLOB NOT NULL,
    "tag" BLOB NOT NULL,
    "receipts_root" BLOB NOT NULL,
    "words" BLOB NOT NULL,
    "fingerprints" BLOB NOT NULL,
    "declared_sale_value" TEXT NOT NULL,
    "valid_until" INTEGER NOT NULL,
    "planned_at" INTEGER NOT NULL,
    "manifest_at" INTEGER NULL,
    "chain_transaction_id" INTEGER NULL,
    "settled_at" INTEGER NULL,
    "attestor" BLOB NULL,
    "attestation" BLOB NULL,
    "held_code" TEXT NULL,
    "held_because" TEXT NULL,
    "held_until" INTEGER NULL,
    CONSTRAINT "FK_payout_batches_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "period_runs" (
    "campaign_id" BLOB NOT NULL,
    "rule" INTEGER NOT NULL,
    "period" INTEGER NOT NULL,
    "ended_at" INTEGER NOT NULL,
    "after" BLOB NULL,
    "is_done" INTEGER NOT NULL,
    CONSTRAINT "PK_period_runs" PRIMARY KEY ("campaign_id", "rule", "period"),
    CONSTRAINT "FK_period_runs_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "planning_pauses" (
    "campaign_id" BLOB NOT NULL CONSTRAINT "PK_planning_pauses" PRIMARY KEY,
    "until" INTEGER NOT NULL,
    "because" TEXT NOT NULL,
    CONSTRAINT "FK_planning_pauses_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE
);


CREATE TABLE "referral_codes" (
    "code" TEXT NOT NULL CONSTRAINT "PK_referral_codes" PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "promo_text" TEXT NULL,
    "campaign_id" BLOB NOT NULL,
    "participant_id" BLOB NOT NULL,
    "employer" BLOB NULL,
    "source_tag" TEXT NOT NULL,
    "geo_cell" TEXT NULL,
    "country" TEXT NULL,
    "city" TEXT NULL,
    "issued_at" INTEGER NOT NULL,
    "valid_from" INTEGER NULL,
    "expires_at" INTEGER NULL,
    "revoked_at" INTEGER NULL,
    CONSTRAINT "FK_referral_codes_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE,
    CONSTRAINT "FK_referral_codes_participants_participant_id" FOREIGN KEY ("participant_id") REFERENCES "participants" ("participant_id") ON DELETE CASCADE
);


CREATE TABLE "channel_keys" (
    "channel_key_id" BLOB NOT NULL CONSTRAINT "PK_channel_keys" PRIMARY KEY,
    "channel_id" BLOB NOT NULL,
    "partner_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "key_hash" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "revoked_at" INTEGER NULL,
    CONSTRAINT "FK_channel_keys_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE
);


CREATE TABLE "channel_secrets" (
    "channel_secret_id" BLOB NOT NULL CONSTRAINT "PK_channel_secrets" PRIMARY KEY,
    "channel_id" BLOB NOT NULL,
    "sealed" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "ends_at" INTEGER NULL,
    CONSTRAINT "FK_channel_secrets_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE
);


CREATE TABLE "column_mappings" (
    "channel_id" BLOB NOT NULL CONSTRAINT "PK_column_mappings" PRIMARY KEY,
    "json" TEXT NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    CONSTRAINT "FK_column_mappings_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE
);


CREATE TABLE "imports" (
    "import_id" BLOB NOT NULL CONSTRAINT "PK_imports" PRIMARY KEY,
    "channel_id" BLOB NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "content_hash" BLOB NOT NULL,
    "mapping" TEXT NULL,
    "is_dry_run" INTEGER NOT NULL,
    "result_path" TEXT NULL,
    "created_at" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "items_done" INTEGER NOT NULL,
    "arrival_mark" INTEGER NOT NULL,
    "refused_because" TEXT NULL,
    "finished_at" INTEGER NULL,
    CONSTRAINT "FK_imports_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE
);


CREATE TABLE "refused_calls" (
    "refused_call_id" BLOB NOT NULL CONSTRAINT "PK_refused_calls" PRIMARY KEY,
    "channel_id" BLOB NOT NULL,
    "partner_id" BLOB NOT NULL,
    "code" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "event_id" TEXT NULL,
    "digest" BLOB NOT NULL,
    "first_at" INTEGER NOT NULL,
    "last_at" INTEGER NOT NULL,
    "times" INTEGER NOT NULL,
    CONSTRAINT "FK_refused_calls_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE
);


CREATE TABLE "sales" (
    "sale_id" BLOB NOT NULL CONSTRAINT "PK_sales" PRIMARY KEY,
    "partner_id" BLOB NOT NULL,
    "name_space" TEXT NOT NULL,
    "sale_number" TEXT NOT NULL,
    "channel_id" BLOB NOT NULL,
    "sold_at" INTEGER NOT NULL,
    "paid_at" INTEGER NULL,
    "delivered_at" INTEGER NULL,
    "currency" TEXT NOT NULL,
    "total_minor_units" INTEGER NOT NULL,
    "customer_id" BLOB NULL,
    "place" TEXT NULL,
    "code" TEXT NULL,
    "seller_id" BLOB NULL,
    "employee" TEXT NULL,
    "click_id" TEXT NULL,
    "version" INTEGER NOT NULL,
    "revised_at" INTEGER NULL,
    "content_hash" BLOB NOT NULL,
    CONSTRAINT "FK_sales_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE,
    CONSTRAINT "FK_sales_participants_seller_id" FOREIGN KEY ("seller_id") REFERENCES "participants" ("participant_id"),
    CONSTRAINT "FK_sales_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE
);


CREATE TABLE "till_keys" (
    "till_key_id" BLOB NOT NULL CONSTRAINT "PK_till_keys" PRIMARY KEY,
    "channel_id" BLOB NOT NULL,
    "name" TEXT NOT NULL,
    "public_key" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "revoked_at" INTEGER NULL,
    CONSTRAINT "FK_till_keys_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE
);


CREATE TABLE "binding_changes" (
    "binding_change_id" BLOB NOT NULL CONSTRAINT "PK_binding_changes" PRIMARY KEY,
    "customer_id" BLOB NOT NULL,
    "referrer_before" BLOB NULL,
    "referrer_after" BLOB NULL,
    "employee_after" BLOB NULL,
    "reason" TEXT NOT NULL,
    "changed_by" BLOB NOT NULL,
    "changed_at" INTEGER NOT NULL,
    CONSTRAINT "FK_binding_changes_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers" ("customer_id") ON DELETE CASCADE
);


CREATE TABLE "customer_bindings" (
    "customer_id" BLOB NOT NULL CONSTRAINT "PK_customer_bindings" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "referrer" BLOB NULL,
    "employee" BLOB NULL,
    "first_sale_id" BLOB NULL,
    "bound_at" INTEGER NOT NULL,
    "counts_from" INTEGER NOT NULL,
    "by_hand" INTEGER NOT NULL,
    CONSTRAINT "FK_customer_bindings_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers" ("customer_id") ON DELETE CASCADE
);


CREATE TABLE "transaction_attempts" (
    "chain_transaction_id" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "raw" BLOB NOT NULL,
    "hash" BLOB NOT NULL,
    "max_fee_per_gas_wei" INTEGER NOT NULL,
    "max_priority_fee_per_gas_wei" INTEGER NOT NULL,
    "signed_at" INTEGER NOT NULL,
    CONSTRAINT "PK_transaction_attempts" PRIMARY KEY ("chain_transaction_id", "attempt"),
    CONSTRAINT "FK_transaction_attempts_chain_transactions_chain_transaction_id" FOREIGN KEY ("chain_transaction_id") REFERENCES "chain_transactions" ("chain_transaction_id") ON DELETE CASCADE
);


CREATE TABLE "funding_parts" (
    "funding_proposal_id" BLOB NOT NULL,
    "campaign_id" BLOB NOT NULL,
    "share_bps" INTEGER NOT NULL,
    "agreed_at" INTEGER NULL,
    CONSTRAINT "PK_funding_parts" PRIMARY KEY ("funding_proposal_id", "campaign_id"),
    CONSTRAINT "FK_funding_parts_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE,
    CONSTRAINT "FK_funding_parts_funding_proposals_funding_proposal_id" FOREIGN KEY ("funding_proposal_id") REFERENCES "funding_proposals" ("funding_proposal_id") ON DELETE CASCADE
);


CREATE TABLE "foreign_runs" (
    "payout_batch_id" BLOB NOT NULL CONSTRAINT "PK_foreign_runs" PRIMARY KEY,
    "block_number" INTEGER NOT NULL,
    "transaction_hash" BLOB NOT NULL,
    "receipts" TEXT NOT NULL,
    "undone" INTEGER NOT NULL,
    "imported_at" INTEGER NOT NULL,
    CONSTRAINT "FK_foreign_runs_payout_batches_payout_batch_id" FOREIGN KEY ("payout_batch_id") REFERENCES "payout_batches" ("payout_batch_id") ON DELETE CASCADE
);


CREATE TABLE "set_apart_wallets" (
    "wallet" BLOB NOT NULL CONSTRAINT "PK_set_apart_wallets" PRIMARY KEY,
    "reason" TEXT NOT NULL,
    "payout_batch_id" BLOB NOT NULL,
    "set_apart_at" INTEGER NOT NULL,
    CONSTRAINT "FK_set_apart_wallets_payout_batches_payout_batch_id" FOREIGN KEY ("payout_batch_id") REFERENCES "payout_batches" ("payout_batch_id") ON DELETE CASCADE
);


CREATE TABLE "clicks" (
    "click_id" BLOB NOT NULL CONSTRAINT "PK_clicks" PRIMARY KEY,
    "at" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "campaign_id" BLOB NOT NULL,
    "medium" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "by_bot" INTEGER NOT NULL,
    "visitor_hash" BLOB NOT NULL,
    "visitor" INTEGER NOT NULL,
    "issued_cell" TEXT NULL,
    "tag_refusal" TEXT NULL,
    "country" TEXT NULL,
    "city" TEXT NULL,
    "cell" TEXT NULL,
    CONSTRAINT "FK_clicks_referral_codes_code" FOREIGN KEY ("code") REFERENCES "referral_codes" ("code") ON DELETE CASCADE
);


CREATE TABLE "reward_holds" (
    "hold_id" BLOB NOT NULL CONSTRAINT "PK_reward_holds" PRIMARY KEY,
    "sale_id" BLOB NOT NULL,
    "campaign_id" BLOB NOT NULL,
    "reasons" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "raised_at" INTEGER NOT NULL,
    "decided_at" INTEGER NULL,
    "decided_by" BLOB NULL,
    "note" TEXT NULL,
    CONSTRAINT "FK_reward_holds_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE,
    CONSTRAINT "FK_reward_holds_sales_sale_id" FOREIGN KEY ("sale_id") REFERENCES "sales" ("sale_id") ON DELETE CASCADE
);


CREATE TABLE "sale_events" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_sale_events" PRIMARY KEY,
    "arrival" INTEGER NOT NULL,
    "channel_id" BLOB NOT NULL,
    "event_id" TEXT NOT NULL,
    "content_hash" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "partner_id" BLOB NOT NULL,
    "name_space" TEXT NOT NULL,
    "sale_number" TEXT NOT NULL,
    "sale_id" BLOB NULL,
    "received_at" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT NULL,
    "decided_at" INTEGER NULL,
    CONSTRAINT "FK_sale_events_channels_channel_id" FOREIGN KEY ("channel_id") REFERENCES "channels" ("channel_id") ON DELETE CASCADE,
    CONSTRAINT "FK_sale_events_sales_sale_id" FOREIGN KEY ("sale_id") REFERENCES "sales" ("sale_id")
);


CREATE TABLE "sale_lines" (
    "sale_id" BLOB NOT NULL,
    "line_number" INTEGER NOT NULL,
    "line_reference" TEXT NULL,
    "sku" TEXT NULL,
    "product_type" TEXT NULL,
    "quantity" INTEGER NOT NULL,
    "gross_minor_units" INTEGER NOT NULL,
    "discount_minor_units" INTEGER NOT NULL,
    "tax_minor_units" INTEGER NOT NULL,
    "shipping_minor_units" INTEGER NOT NULL,
    CONSTRAINT "PK_sale_lines" PRIMARY KEY ("sale_id", "line_number"),
    CONSTRAINT "FK_sale_lines_sales_sale_id" FOREIGN KEY ("sale_id") REFERENCES "sales" ("sale_id") ON DELETE CASCADE
);


CREATE TABLE "sale_references" (
    "partner_id" BLOB NOT NULL,
    "name_space" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "sale_id" BLOB NOT NULL,
    CONSTRAINT "PK_sale_references" PRIMARY KEY ("partner_id", "name_space", "reference"),
    CONSTRAINT "FK_sale_references_partners_partner_id" FOREIGN KEY ("partner_id") REFERENCES "partners" ("partner_id") ON DELETE CASCADE,
    CONSTRAINT "FK_sale_references_sales_sale_id" FOREIGN KEY ("sale_id") REFERENCES "sales" ("sale_id") ON DELETE CASCADE
);


CREATE TABLE "sale_signs" (
    "sale_id" BLOB NOT NULL CONSTRAINT "PK_sale_signs" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "sold_at" INTEGER NOT NULL,
    "code" TEXT NULL,
    "customer_id" BLOB NULL,
    "visitor" INTEGER NULL,
    "visitor_hash" BLOB NULL,
    "cell" TEXT NULL,
    "total_minor_units" INTEGER NOT NULL,
    CONSTRAINT "FK_sale_signs_sales_sale_id" FOREIGN KEY ("sale_id") REFERENCES "sales" ("sale_id") ON DELETE CASCADE
);


CREATE TABLE "feedback_texts" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_feedback_texts" PRIMARY KEY,
    "text" TEXT NOT NULL,
    CONSTRAINT "FK_feedback_texts_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "feedbacks" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_feedbacks" PRIMARY KEY,
    "customer_id" BLOB NULL,
    "polarity" TEXT NOT NULL,
    "given_at" INTEGER NOT NULL,
    CONSTRAINT "FK_feedbacks_customers_customer_id" FOREIGN KEY ("customer_id") REFERENCES "customers" ("customer_id"),
    CONSTRAINT "FK_feedbacks_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "import_rows" (
    "import_id" BLOB NOT NULL,
    "line_number" INTEGER NOT NULL,
    "sale_number" TEXT NULL,
    "outcome" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "sale_event_id" BLOB NULL,
    CONSTRAINT "PK_import_rows" PRIMARY KEY ("import_id", "line_number"),
    CONSTRAINT "FK_import_rows_imports_import_id" FOREIGN KEY ("import_id") REFERENCES "imports" ("import_id") ON DELETE CASCADE,
    CONSTRAINT "FK_import_rows_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id")
);


CREATE TABLE "reward_decisions" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_reward_decisions" PRIMARY KEY,
    "campaign_id" BLOB NOT NULL,
    "terms_version" INTEGER NOT NULL,
    "attributed_by" TEXT NOT NULL,
    "referrer" BLOB NULL,
    "employee" BLOB NULL,
    "click_id" BLOB NULL,
    "not_credited" TEXT NULL,
    "first_purchase" INTEGER NOT NULL,
    "sale_id" BLOB NULL,
    "capture_ordinal" INTEGER NULL,
    "captured_at" INTEGER NULL,
    "captured_minor_units" INTEGER NOT NULL,
    "captured_of_minor_units" INTEGER NOT NULL,
    "counts_customer" INTEGER NOT NULL,
    "discount_minor_units" INTEGER NOT NULL,
    "explanation" TEXT NOT NULL,
    "context" TEXT NULL,
    CONSTRAINT "FK_reward_decisions_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "rewards" (
    "reward_id" BLOB NOT NULL CONSTRAINT "PK_rewards" PRIMARY KEY,
    "sequence" INTEGER NOT NULL,
    "campaign_id" BLOB NOT NULL,
    "sale_event_id" BLOB NULL,
    "sale_id" BLOB NULL,
    "joint_campaign_id" BLOB NULL,
    "terms_version" INTEGER NOT NULL,
    "rule" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "participant_id" BLOB NOT NULL,
    "amount" TEXT NOT NULL,
    "net" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "uncut" TEXT NOT NULL,
    "base_minor_units" INTEGER NOT NULL,
    "conversion_rate_id" INTEGER NULL,
    "fixed_conversion_rate_id" INTEGER NULL,
    "fingerprint" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "payable_from" INTEGER NOT NULL,
    "unclaimed_until" INTEGER NULL,
    CONSTRAINT "FK_rewards_campaigns_campaign_id" FOREIGN KEY ("campaign_id") REFERENCES "campaigns" ("campaign_id") ON DELETE CASCADE,
    CONSTRAINT "FK_rewards_participants_participant_id" FOREIGN KEY ("participant_id") REFERENCES "participants" ("participant_id") ON DELETE CASCADE,
    CONSTRAINT "FK_rewards_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id")
);


CREATE TABLE "sale_deliveries" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_sale_deliveries" PRIMARY KEY,
    "delivered_at" INTEGER NULL,
    "returned_at" INTEGER NULL,
    CONSTRAINT "FK_sale_deliveries_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "sale_event_bodies" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_sale_event_bodies" PRIMARY KEY,
    "body" BLOB NOT NULL,
    CONSTRAINT "FK_sale_event_bodies_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "sale_payments" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_sale_payments" PRIMARY KEY,
    "paid_at" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "minor_units" INTEGER NOT NULL,
    CONSTRAINT "FK_sale_payments_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "sale_refunds" (
    "sale_event_id" BLOB NOT NULL CONSTRAINT "PK_sale_refunds" PRIMARY KEY,
    "refunded_at" INTEGER NOT NULL,
    "currency" TEXT NULL,
    "whole" INTEGER NOT NULL,
    "minor_units" INTEGER NULL,
    "payment_event_id" TEXT NULL,
    "sale_version" INTEGER NULL,
    CONSTRAINT "FK_sale_refunds_sale_events_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_events" ("sale_event_id") ON DELETE CASCADE
);


CREATE TABLE "payout_lines" (
    "payout_batch_id" BLOB NOT NULL,
    "reward_number" INTEGER NOT NULL,
    "reward_id" BLOB NOT NULL,
    "participant_id" BLOB NOT NULL,
    "wallet" BLOB NOT NULL,
    "netted" TEXT NOT NULL,
    "paid" TEXT NOT NULL,
    CONSTRAINT "PK_payout_lines" PRIMARY KEY ("payout_batch_id", "reward_number"),
    CONSTRAINT "FK_payout_lines_payout_batches_payout_batch_id" FOREIGN KEY ("payout_batch_id") REFERENCES "payout_batches" ("payout_batch_id") ON DELETE CASCADE,
    CONSTRAINT "FK_payout_lines_rewards_reward_id" FOREIGN KEY ("reward_id") REFERENCES "rewards" ("reward_id") ON DELETE CASCADE
);


CREATE TABLE "sale_refund_lines" (
    "sale_event_id" BLOB NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "line_number" INTEGER NULL,
    "line_reference" TEXT NULL,
    "goods_minor_units" INTEGER NOT NULL,
    "tax_minor_units" INTEGER NOT NULL,
    "shipping_minor_units" INTEGER NOT NULL,
    CONSTRAINT "PK_sale_refund_lines" PRIMARY KEY ("sale_event_id", "ordinal"),
    CONSTRAINT "FK_sale_refund_lines_sale_refunds_sale_event_id" FOREIGN KEY ("sale_event_id") REFERENCES "sale_refunds" ("sale_event_id") ON DELETE CASCADE
);


CREATE INDEX "ix_alarms_raised" ON "alarms" ("raised_at") WHERE cleared_at IS NULL;


CREATE UNIQUE INDEX "IX_api_keys_key_hash" ON "api_keys" ("key_hash");


CREATE INDEX "IX_api_keys_partner_id" ON "api_keys" ("partner_id");


CREATE INDEX "IX_binding_changes_customer_id_changed_at" ON "binding_changes" ("customer_id", "changed_at");


CREATE INDEX "IX_campaign_costs_campaign_id" ON "campaign_costs" ("campaign_id");


CREATE INDEX "IX_campaign_requests_asked_at" ON "campaign_requests" ("asked_at") WHERE answered_at IS NULL;


CREATE INDEX "IX_campaign_requests_campaign_id" ON "campaign_requests" ("campaign_id");


CREATE UNIQUE INDEX "IX_campaign_terms_hash" ON "campaign_terms" ("hash");


CREATE UNIQUE INDEX "IX_campaigns_chain_contract_chain_campaign_id" ON "campaigns" ("chain_contract", "chain_campaign_id");


CREATE INDEX "IX_campaigns_partner_id" ON "campaigns" ("partner_id");


CREATE UNIQUE INDEX "IX_chain_blocks_chain_id_number" ON "chain_blocks" ("chain_id", "number") WHERE is_canonical = 1;


CREATE INDEX "IX_chain_events_topic2" ON "chain_events" ("topic2");


CREATE INDEX "ix_chain_events_forked_away" ON "chain_events" ("name", "block_number", "log_index") WHERE is_final = 1 AND is_canonical = 0;


CREATE INDEX "ix_chain_events_not_final" ON "chain_events" ("chain_id", "block_number", "log_index") WHERE is_final = 0 AND is_canonical = 1;


CREATE INDEX "ix_chain_events_of_number" ON "chain_events" ("name", "topic1") WHERE is_taken = 0 AND is_canonical = 1;


CREATE UNIQUE INDEX "IX_chain_transactions_lane_id_nonce" ON "chain_transactions" ("lane_id", "nonce");


CREATE UNIQUE INDEX "IX_chain_transactions_purpose" ON "chain_transactions" ("purpose");


CREATE INDEX "IX_chain_transactions_state_lane_id_nonce" ON "chain_transactions" ("state", "lane_id", "nonce") WHERE state IN ('Signed', 'Sent', 'Mined');


CREATE INDEX "IX_channel_keys_channel_id" ON "channel_keys" ("channel_id");


CREATE UNIQUE INDEX "IX_channel_keys_key_hash" ON "channel_keys" ("key_hash");


CREATE INDEX "IX_channel_secrets_channel_id" ON "channel_secrets" ("channel_id");


CREATE UNIQUE INDEX "IX_channels_partner_id_name" ON "channels" ("partner_id", "name");


CREATE INDEX "IX_clicks_campaign_id_at" ON "clicks" ("campaign_id", "at");


CREATE INDEX "IX_clicks_code_at" ON "clicks" ("code", "at");


CREATE INDEX "IX_clicks_visitor_at" ON "clicks" ("visitor", "at");


CREATE UNIQUE INDEX "IX_conversion_rates_currency_in_force_from" ON "conversion_rates" ("currency", "in_force_from");


CREATE INDEX "IX_customer_bindings_referrer" ON "customer_bindings" ("referrer");


CREATE INDEX "IX_customers_participant_id" ON "customers" ("participant_id");


CREATE UNIQUE INDEX "IX_customers_partner_id_customer_number" ON "customers" ("partner_id", "customer_number");


CREATE INDEX "IX_feedbacks_customer_id" ON "feedbacks" ("customer_id");


CREATE INDEX "IX_foreign_rewards_payout_batch_id" ON "foreign_rewards" ("payout_batch_id");


CREATE UNIQUE INDEX "IX_foreign_rewards_reward_id" ON "foreign_rewards" ("reward_id");


CREATE INDEX "IX_funding_parts_campaign_id" ON "funding_parts" ("campaign_id");


CREATE UNIQUE INDEX "IX_funding_proposals_campaign_id_terms_hash" ON "funding_proposals" ("campaign_id", "terms_hash");


CREATE INDEX "IX_idempotency_keys_created_at" ON "idempotency_keys" ("created_at");


CREATE INDEX "IX_import_rows_sale_event_id" ON "import_rows" ("sale_event_id");


CREATE INDEX "IX_imports_channel_id_content_hash" ON "imports" ("channel_id", "content_hash");


CREATE INDEX "IX_imports_state_import_id" ON "imports" ("state", "import_id") WHERE state = 'Running';


CREATE UNIQUE INDEX "IX_lanes_chain_id_sender" ON "lanes" ("chain_id", "sender");


CREATE UNIQUE INDEX "IX_ledger_accounts_campaign_id_name" ON "ledger_accounts" ("campaign_id", "name");


CREATE UNIQUE INDEX "IX_ledger_transactions_campaign_id_kind_reference" ON "ledger_transactions" ("campaign_id", "kind", "reference");


CREATE INDEX "IX_participants_contact_digest" ON "participants" ("contact_digest") WHERE contact_digest IS NOT NULL;


CREATE UNIQUE INDEX "IX_payout_batches_campaign_id_ordinal" ON "payout_batches" ("campaign_id", "ordinal");


CREATE UNIQUE INDEX "IX_payout_batches_chain_transaction_id" ON "payout_batches" ("chain_transaction_id");


CREATE INDEX "IX_payout_batches_state_campaign_id_ordinal" ON "payout_batches" ("state", "campaign_id", "ordinal") WHERE state NOT IN ('Final', 'Void');


CREATE UNIQUE INDEX "IX_payout_batches_tag" ON "payout_batches" ("tag");


CREATE INDEX "ix_payout_batches_void" ON "payout_batches" ("settled_at") WHERE state = 'Void';


CREATE INDEX "IX_payout_lines_reward_id" ON "payout_lines" ("reward_id");


CREATE INDEX "IX_payout_lines_wallet" ON "payout_lines" ("wallet");


CREATE INDEX "IX_reconciliations_at" ON "reconciliations" ("at");


CREATE UNIQUE INDEX "IX_referral_codes_campaign_id_participant_id_source_tag_kind" ON "referral_codes" ("campaign_id", "participant_id", "source_tag", "kind");


CREATE INDEX "IX_referral_codes_employer" ON "referral_codes" ("employer");


CREATE INDEX "IX_referral_codes_participant_id" ON "referral_codes" ("participant_id");


CREATE UNIQUE INDEX "IX_refused_calls_channel_id_code_digest" ON "refused_calls" ("channel_id", "code", "digest");


CREATE INDEX "IX_refused_calls_last_at" ON "refused_calls" ("last_at");


CREATE INDEX "IX_refused_calls_partner_id_refused_call_id" ON "refused_calls" ("partner_id", "refused_call_id");


CREATE INDEX "IX_reward_decisions_campaign_id_referrer" ON "reward_decisions" ("campaign_id", "referrer");


CREATE INDEX "IX_reward_decisions_sale_id" ON "reward_decisions" ("sale_id");


CREATE INDEX "IX_reward_holds_campaign_id_state" ON "reward_holds" ("campaign_id", "state");


CREATE UNIQUE INDEX "IX_reward_holds_sale_id" ON "reward_holds" ("sale_id");


CREATE UNIQUE INDEX "IX_rewards_campaign_id_fingerprint" ON "rewards" ("campaign_id", "fingerprint");


CREATE INDEX "IX_rewards_campaign_id_sequence" ON "rewards" ("campaign_id", "sequence") WHERE state = 'Payable';


CREATE INDEX "IX_rewards_participant_id" ON "rewards" ("participant_id");


CREATE INDEX "IX_rewards_payable_from" ON "rewards" ("payable_from") WHERE state = 'Pending';


CREATE INDEX "IX_rewards_sale_event_id" ON "rewards" ("sale_event_id");


CREATE INDEX "IX_rewards_sale_id" ON "rewards" ("sale_id");


CREATE INDEX "IX_rewards_unclaimed_until" ON "rewards" ("unclaimed_until") WHERE unclaimed_until IS NOT NULL AND state IN ('Pending', 'Payable');


CREATE INDEX "IX_roster_participant_id" ON "roster" ("participant_id");


CREATE UNIQUE INDEX "IX_sale_events_arrival" ON "sale_events" ("arrival");


CREATE UNIQUE INDEX "IX_sale_events_channel_id_event_id" ON "sale_events" ("channel_id", "event_id");


CREATE INDEX "IX_sale_events_partner_id_name_space_sale_number" ON "sale_events" ("partner_id", "name_space", "sale_number") WHERE sale_id IS NULL;


CREATE INDEX "IX_sale_events_sale_id" ON "sale_events" ("sale_id");


CREATE INDEX "IX_sale_events_undecided" ON "sale_events" ("arrival") WHERE state IN ('Received', 'Waiting');


CREATE INDEX "IX_sale_references_sale_id" ON "sale_references" ("sale_id");


CREATE INDEX "IX_sale_signs_code_sold_at" ON "sale_signs" ("code", "sold_at");


CREATE INDEX "IX_sale_signs_customer_id_sold_at" ON "sale_signs" ("customer_id", "sold_at");


CREATE INDEX "IX_sale_signs_visitor_hash_sold_at" ON "sale_signs" ("visitor_hash", "sold_at") WHERE visitor_hash IS NOT NULL;


CREATE INDEX "IX_sale_signs_visitor_sold_at" ON "sale_signs" ("visitor", "sold_at") WHERE visitor IS NOT NULL;


CREATE INDEX "IX_sales_channel_id" ON "sales" ("channel_id");


CREATE INDEX "IX_sales_customer_id" ON "sales" ("customer_id");


CREATE UNIQUE INDEX "IX_sales_partner_id_name_space_sale_number" ON "sales" ("partner_id", "name_space", "sale_number");


CREATE INDEX "IX_sales_seller_id" ON "sales" ("seller_id");


CREATE INDEX "IX_set_apart_wallets_payout_batch_id" ON "set_apart_wallets" ("payout_batch_id");


CREATE UNIQUE INDEX "IX_stores_partner_id_country_city_name" ON "stores" ("partner_id", "country", "city", "name");


CREATE INDEX "IX_till_keys_channel_id" ON "till_keys" ("channel_id");


CREATE UNIQUE INDEX "IX_transaction_attempts_hash" ON "transaction_attempts" ("hash");


CREATE UNIQUE INDEX "IX_wallets_address" ON "wallets" ("address");


