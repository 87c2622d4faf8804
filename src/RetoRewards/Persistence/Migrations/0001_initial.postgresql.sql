CREATE SEQUENCE ledger_accounts_account_id START WITH 1 INCREMENT BY 1 NO CYCLE;


CREATE SEQUENCE rewards_sequence START WITH 1 INCREMENT BY 1 NO CYCLE;


CREATE SEQUENCE sale_events_arrival START WITH 1 INCREMENT BY 1 NO CYCLE;


CREATE TABLE alarms (
    name character varying(64) COLLATE "C" NOT NULL,
    subject character varying(128) COLLATE "C" NOT NULL,
    sentence character varying(1000) COLLATE "C" NOT NULL,
    raised_at bigint NOT NULL,
    cleared_at bigint,
    times integer NOT NULL,
    CONSTRAINT "PK_alarms" PRIMARY KEY (name, subject)
);


CREATE TABLE chain_blocks (
    chain_id bigint NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    parent_hash bytea NOT NULL,
    timestamp_seconds bigint NOT NULL,
    is_canonical integer NOT NULL,
    CONSTRAINT "PK_chain_blocks" PRIMARY KEY (chain_id, number, hash)
);


CREATE TABLE chain_events (
    chain_id bigint NOT NULL,
    block_number bigint NOT NULL,
    block_hash bytea NOT NULL,
    log_index integer NOT NULL,
    transaction_hash bytea NOT NULL,
    contract bytea NOT NULL,
    name character varying(64) COLLATE "C" NOT NULL,
    topic1 bytea,
    topic2 bytea,
    arguments text COLLATE "C" NOT NULL,
    timestamp_seconds bigint NOT NULL,
    is_canonical integer NOT NULL,
    is_final integer NOT NULL,
    is_taken integer NOT NULL,
    CONSTRAINT "PK_chain_events" PRIMARY KEY (chain_id, block_number, block_hash, log_index)
);


CREATE TABLE chain_forks (
    chain_fork_id bigint NOT NULL,
    chain_id bigint NOT NULL,
    common_block bigint NOT NULL,
    left_block bigint NOT NULL,
    final_block bigint NOT NULL,
    seen_at bigint NOT NULL,
    CONSTRAINT "PK_chain_forks" PRIMARY KEY (chain_fork_id)
);


CREATE TABLE chains (
    chain_id bigint NOT NULL,
    genesis_hash bytea NOT NULL,
    head_number bigint NOT NULL,
    head_hash bytea NOT NULL,
    final_number bigint NOT NULL,
    halted_because character varying(500) COLLATE "C",
    CONSTRAINT "PK_chains" PRIMARY KEY (chain_id)
);


CREATE TABLE conversion_rates (
    conversion_rate_id bigint NOT NULL,
    currency character varying(3) COLLATE "C" NOT NULL,
    in_force_from bigint NOT NULL,
    base_units numeric(29,0) NOT NULL,
    minor_units bigint NOT NULL,
    source character varying(64) COLLATE "C" NOT NULL,
    recorded_at bigint NOT NULL,
    answered_at bigint,
    valid_until bigint,
    CONSTRAINT "PK_conversion_rates" PRIMARY KEY (conversion_rate_id)
);


CREATE TABLE customer_counts (
    campaign_id uuid NOT NULL,
    rule integer NOT NULL,
    referrer uuid NOT NULL,
    count integer NOT NULL,
    CONSTRAINT "PK_customer_counts" PRIMARY KEY (campaign_id, rule, referrer)
);


CREATE TABLE idempotency_keys (
    scope uuid NOT NULL,
    key character varying(255) COLLATE "C" NOT NULL,
    request_hash bytea NOT NULL,
    status integer NOT NULL,
    location character varying(500) COLLATE "C",
    version integer,
    body text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT "PK_idempotency_keys" PRIMARY KEY (scope, key)
);


CREATE TABLE leases (
    name character varying(32) COLLATE "C" NOT NULL,
    holder character varying(128) COLLATE "C" NOT NULL,
    epoch bigint NOT NULL,
    beats bigint NOT NULL,
    CONSTRAINT "PK_leases" PRIMARY KEY (name)
);


CREATE TABLE ledger_accounts (
    account_id bigint NOT NULL,
    name character varying(160) COLLATE "C" NOT NULL,
    campaign_id uuid NOT NULL,
    balance numeric(29,0) NOT NULL,
    CONSTRAINT "PK_ledger_accounts" PRIMARY KEY (account_id)
);


CREATE TABLE ledger_journals (
    campaign_id uuid NOT NULL,
    length bigint NOT NULL,
    head_hash bytea NOT NULL,
    CONSTRAINT "PK_ledger_journals" PRIMARY KEY (campaign_id)
);


CREATE TABLE ledger_postings (
    campaign_id uuid NOT NULL,
    position bigint NOT NULL,
    ordinal integer NOT NULL,
    from_account_id bigint NOT NULL,
    to_account_id bigint NOT NULL,
    amount numeric(29,0) NOT NULL,
    CONSTRAINT "PK_ledger_postings" PRIMARY KEY (campaign_id, position, ordinal)
);


CREATE TABLE ledger_transactions (
    campaign_id uuid NOT NULL,
    position bigint NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    reference character varying(160) COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT "PK_ledger_transactions" PRIMARY KEY (campaign_id, position)
);


CREATE TABLE limit_uses (
    campaign_id uuid NOT NULL,
    limit_number integer NOT NULL,
    period integer NOT NULL,
    subject bytea NOT NULL,
    used numeric(29,0) NOT NULL,
    CONSTRAINT "PK_limit_uses" PRIMARY KEY (campaign_id, limit_number, period, subject)
);


CREATE TABLE operator_actions (
    operator_action_id uuid NOT NULL,
    action character varying(64) COLLATE "C" NOT NULL,
    subject character varying(128) COLLATE "C" NOT NULL,
    note character varying(500) COLLATE "C" NOT NULL,
    api_key_id uuid NOT NULL,
    at bigint NOT NULL,
    CONSTRAINT "PK_operator_actions" PRIMARY KEY (operator_action_id)
);


CREATE TABLE participants (
    participant_id uuid NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    group_name character varying(64) COLLATE "C",
    display_name character varying(200) COLLATE "C",
    contact_digest bytea,
    created_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT "PK_participants" PRIMARY KEY (participant_id)
);


CREATE TABLE partners (
    partner_id uuid NOT NULL,
    name character varying(200) COLLATE "C" NOT NULL,
    wallet bytea NOT NULL,
    created_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT "PK_partners" PRIMARY KEY (partner_id)
);


CREATE TABLE reconciliations (
    reconciliation_id bigint NOT NULL,
    at bigint NOT NULL,
    first_block bigint NOT NULL,
    last_block bigint NOT NULL,
    campaigns integer NOT NULL,
    wallets integer NOT NULL,
    paid_base_units character varying(39) COLLATE "C" NOT NULL,
    unidentified_base_units character varying(39) COLLATE "C" NOT NULL,
    unexplained_base_units character varying(39) COLLATE "C" NOT NULL,
    unexplained_lines integer NOT NULL,
    CONSTRAINT "PK_reconciliations" PRIMARY KEY (reconciliation_id)
);


CREATE TABLE lanes (
    lane_id integer NOT NULL,
    chain_id bigint NOT NULL,
    sender bytea NOT NULL,
    next_nonce bigint NOT NULL,
    epoch bigint NOT NULL,
    halted_because character varying(500) COLLATE "C",
    held_because character varying(500) COLLATE "C",
    CONSTRAINT "PK_lanes" PRIMARY KEY (lane_id),
    CONSTRAINT "FK_lanes_chains_chain_id" FOREIGN KEY (chain_id) REFERENCES chains (chain_id) ON DELETE CASCADE
);


CREATE TABLE wallets (
    participant_id uuid NOT NULL,
    ordinal integer NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    address bytea NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT "PK_wallets" PRIMARY KEY (participant_id, ordinal),
    CONSTRAINT "FK_wallets_participants_participant_id" FOREIGN KEY (participant_id) REFERENCES participants (participant_id) ON DELETE CASCADE
);


CREATE TABLE api_keys (
    api_key_id uuid NOT NULL,
    partner_id uuid,
    name character varying(200) COLLATE "C" NOT NULL,
    key_hash bytea NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT "PK_api_keys" PRIMARY KEY (api_key_id),
    CONSTRAINT "FK_api_keys_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id)
);


CREATE TABLE campaigns (
    campaign_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    name character varying(200) COLLATE "C" NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    starts_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    landing_url character varying(2000) COLLATE "C" NOT NULL,
    chain_campaign_id bigint,
    chain_contract bytea,
    payout_minimum numeric(29,0),
    payout_cadence_seconds bigint,
    max_fee_per_gas_wei bigint,
    created_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT "PK_campaigns" PRIMARY KEY (campaign_id),
    CONSTRAINT "FK_campaigns_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE
);


CREATE TABLE channels (
    channel_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    name character varying(64) COLLATE "C" NOT NULL,
    name_space character varying(64) COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    notification_url character varying(500) COLLATE "C",
    max_sale_minor_units bigint,
    requests_per_second integer,
    closed_at bigint,
    version integer NOT NULL,
    CONSTRAINT "PK_channels" PRIMARY KEY (channel_id),
    CONSTRAINT "FK_channels_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE
);


CREATE TABLE customers (
    customer_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    customer_number character varying(128) COLLATE "C" NOT NULL,
    participant_id uuid NOT NULL,
    is_vip integer NOT NULL,
    created_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT "PK_customers" PRIMARY KEY (customer_id),
    CONSTRAINT "FK_customers_participants_participant_id" FOREIGN KEY (participant_id) REFERENCES participants (participant_id) ON DELETE CASCADE,
    CONSTRAINT "FK_customers_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE
);


CREATE TABLE roster (
    partner_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT "PK_roster" PRIMARY KEY (partner_id, participant_id),
    CONSTRAINT "FK_roster_participants_participant_id" FOREIGN KEY (participant_id) REFERENCES participants (participant_id) ON DELETE CASCADE,
    CONSTRAINT "FK_roster_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE
);


CREATE TABLE stores (
    store_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    name character varying(100) COLLATE "C" NOT NULL,
    country character varying(2) COLLATE "C" NOT NULL,
    city character varying(64) COLLATE "C" NOT NULL,
    cell character varying(12) COLLATE "C" NOT NULL,
    recorded_at bigint NOT NULL,
    CONSTRAINT "PK_stores" PRIMARY KEY (store_id),
    CONSTRAINT "FK_stores_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE
);


CREATE TABLE chain_transactions (
    chain_transaction_id bigint NOT NULL,
    lane_id integer NOT NULL,
    nonce bigint NOT NULL,
    purpose character varying(128) COLLATE "C" NOT NULL,
    recipient bytea NOT NULL,
    calldata bytea NOT NULL,
    gas_limit bigint NOT NULL,
    fee_cap_wei bigint NOT NULL,
    valid_until bigint,
    state character varying(32) COLLATE "C" NOT NULL,
    block_number bigint,
    block_hash bytea,
    succeeded integer,
    reverted_because character varying(500) COLLATE "C",
    held_because character varying(500) COLLATE "C",
    gas_used bigint,
    effective_gas_price_wei bigint,
    signed_at bigint NOT NULL,
    last_sent_at bigint,
    last_sent_block bigint,
    CONSTRAINT "PK_chain_transactions" PRIMARY KEY (chain_transaction_id),
    CONSTRAINT "FK_chain_transactions_lanes_lane_id" FOREIGN KEY (lane_id) REFERENCES lanes (lane_id) ON DELETE CASCADE
);


CREATE TABLE abuse_rule_changes (
    campaign_id uuid NOT NULL,
    version integer NOT NULL,
    rules_before character varying(2000) COLLATE "C" NOT NULL,
    rules_after character varying(2000) COLLATE "C" NOT NULL,
    changed_by uuid NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT "PK_abuse_rule_changes" PRIMARY KEY (campaign_id, version),
    CONSTRAINT "FK_abuse_rule_changes_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE abuse_rules (
    campaign_id uuid NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    enabled integer NOT NULL,
    most integer NOT NULL,
    window_seconds bigint NOT NULL,
    CONSTRAINT "PK_abuse_rules" PRIMARY KEY (campaign_id, kind),
    CONSTRAINT "FK_abuse_rules_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE campaign_costs (
    campaign_cost_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    channel character varying(64) COLLATE "C" NOT NULL,
    currency character varying(3) COLLATE "C" NOT NULL,
    minor_units bigint NOT NULL,
    spent_at bigint NOT NULL,
    recorded_at bigint NOT NULL,
    CONSTRAINT "PK_campaign_costs" PRIMARY KEY (campaign_cost_id),
    CONSTRAINT "FK_campaign_costs_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE campaign_limits (
    campaign_id uuid NOT NULL,
    block_number bigint NOT NULL,
    payable_now numeric(29,0) NOT NULL,
    max_reward numeric(29,0) NOT NULL,
    daily_allowance numeric(29,0) NOT NULL,
    max_share_bps bigint,
    attestor bytea,
    is_mint integer NOT NULL,
    waits_because character varying(32) COLLATE "C",
    waits_since bigint,
    CONSTRAINT "PK_campaign_limits" PRIMARY KEY (campaign_id),
    CONSTRAINT "FK_campaign_limits_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE campaign_plans (
    campaign_id uuid NOT NULL,
    goal_metric character varying(32) COLLATE "C",
    goal_target bigint,
    goal_deadline bigint,
    goal_version integer NOT NULL,
    guard_currency character varying(3) COLLATE "C",
    guard_customer_value bigint,
    guard_pauses integer NOT NULL,
    guard_version integer NOT NULL,
    CONSTRAINT "PK_campaign_plans" PRIMARY KEY (campaign_id),
    CONSTRAINT "FK_campaign_plans_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE campaign_requests (
    campaign_request_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    wanted character varying(32) COLLATE "C" NOT NULL,
    because character varying(500) COLLATE "C" NOT NULL,
    asked_at bigint NOT NULL,
    answered_at bigint,
    is_granted integer NOT NULL,
    CONSTRAINT "PK_campaign_requests" PRIMARY KEY (campaign_request_id),
    CONSTRAINT "FK_campaign_requests_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE campaign_terms (
    campaign_id uuid NOT NULL,
    terms_version integer NOT NULL,
    in_force_from bigint NOT NULL,
    json text COLLATE "C" NOT NULL,
    hash bytea NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT "PK_campaign_terms" PRIMARY KEY (campaign_id, terms_version),
    CONSTRAINT "FK_campaign_terms_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE foreign_rewards (
    campaign_id uuid NOT NULL,
    fingerprint bigint NOT NULL,
    reward_number bigint NOT NULL,
    payout_batch_id uuid NOT NULL,
    stated_wallet bytea,
    stated_paid numeric(29,0),
    released numeric(29,0) NOT NULL,
    reward_id uuid,
    CONSTRAINT "PK_foreign_rewards" PRIMARY KEY (campaign_id, fingerprint),
    CONSTRAINT "FK_foreign_rewards_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE funding_proposals (
    funding_proposal_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    terms_hash bytea NOT NULL,
    json text COLLATE "C" NOT NULL,
    proposed_at bigint NOT NULL,
    CONSTRAINT "PK_funding_proposals" PRIMARY KEY (funding_proposal_id),
    CONSTRAINT "FK_funding_proposals_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE link_settings (
    campaign_id uuid NOT NULL,
    geotag_precision integer NOT NULL,
    title character varying(100) COLLATE "C",
    description character varying(300) COLLATE "C",
    image_url character varying(2000) COLLATE "C",
    version integer NOT NULL,
    CONSTRAINT "PK_link_settings" PRIMARY KEY (campaign_id),
    CONSTRAINT "FK_link_settings_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE payout_batches (
    payout_batch_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    first_reward bigint NOT NULL,
    reward_count integer NOT NULL,
    wallet_count integer NOT NULL,
    total numeric(29,0) NOT NULL,
    previous_tag bytea NOT NULL,
    tag bytea NOT NULL,
    receipts_root bytea NOT NULL,
    words bytea NOT NULL,
    fingerprints bytea NOT NULL,
    declared_sale_value numeric(29,0) NOT NULL,
    valid_until bigint NOT NULL,
    planned_at bigint NOT NULL,
    manifest_at bigint,
    chain_transaction_id bigint,
    settled_at bigint,
    attestor bytea,
    attestation bytea,
    held_code character varying(32) COLLATE "C",
    held_because character varying(500) COLLATE "C",
    held_until bigint,
    CONSTRAINT "PK_payout_batches" PRIMARY KEY (payout_batch_id),
    CONSTRAINT "FK_payout_batches_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE period_runs (
    campaign_id uuid NOT NULL,
    rule integer NOT NULL,
    period integer NOT NULL,
    ended_at bigint NOT NULL,
    after uuid,
    is_done integer NOT NULL,
    CONSTRAINT "PK_period_runs" PRIMARY KEY (campaign_id, rule, period),
    CONSTRAINT "FK_period_runs_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE planning_pauses (
    campaign_id uuid NOT NULL,
    until bigint NOT NULL,
    because character varying(500) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_planning_pauses" PRIMARY KEY (campaign_id),
    CONSTRAINT "FK_planning_pauses_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE
);


CREATE TABLE referral_codes (
    code character varying(32) COLLATE "C" NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    promo_text character varying(64) COLLATE "C",
    campaign_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    employer uuid,
    source_tag character varying(24) COLLATE "C" NOT NULL,
    geo_cell character varying(12) COLLATE "C",
    country character varying(2) COLLATE "C",
    city character varying(64) COLLATE "C",
    issued_at bigint NOT NULL,
    valid_from bigint,
    expires_at bigint,
    revoked_at bigint,
    CONSTRAINT "PK_referral_codes" PRIMARY KEY (code),
    CONSTRAINT "FK_referral_codes_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE,
    CONSTRAINT "FK_referral_codes_participants_participant_id" FOREIGN KEY (participant_id) REFERENCES participants (participant_id) ON DELETE CASCADE
);


CREATE TABLE channel_keys (
    channel_key_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    name character varying(64) COLLATE "C" NOT NULL,
    key_hash bytea NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT "PK_channel_keys" PRIMARY KEY (channel_key_id),
    CONSTRAINT "FK_channel_keys_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE
);


CREATE TABLE channel_secrets (
    channel_secret_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    sealed bytea NOT NULL,
    created_at bigint NOT NULL,
    ends_at bigint,
    CONSTRAINT "PK_channel_secrets" PRIMARY KEY (channel_secret_id),
    CONSTRAINT "FK_channel_secrets_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE
);


CREATE TABLE column_mappings (
    channel_id uuid NOT NULL,
    json character varying(16384) COLLATE "C" NOT NULL,
    changed_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT "PK_column_mappings" PRIMARY KEY (channel_id),
    CONSTRAINT "FK_column_mappings_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE
);


CREATE TABLE imports (
    import_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    file_name character varying(255) COLLATE "C" NOT NULL,
    format character varying(32) COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    mapping character varying(16384) COLLATE "C",
    is_dry_run integer NOT NULL,
    result_path character varying(4096) COLLATE "C",
    created_at bigint NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    items_done integer NOT NULL,
    arrival_mark bigint NOT NULL,
    refused_because character varying(1000) COLLATE "C",
    finished_at bigint,
    CONSTRAINT "PK_imports" PRIMARY KEY (import_id),
    CONSTRAINT "FK_imports_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE
);


CREATE TABLE refused_calls (
    refused_call_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    code character varying(80) COLLATE "C" NOT NULL,
    detail character varying(500) COLLATE "C" NOT NULL,
    event_id character varying(128) COLLATE "C",
    digest bytea NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    times integer NOT NULL,
    CONSTRAINT "PK_refused_calls" PRIMARY KEY (refused_call_id),
    CONSTRAINT "FK_refused_calls_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE
);


CREATE TABLE sales (
    sale_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    name_space character varying(64) COLLATE "C" NOT NULL,
    sale_number character varying(64) COLLATE "C" NOT NULL,
    channel_id uuid NOT NULL,
    sold_at bigint NOT NULL,
    paid_at bigint,
    delivered_at bigint,
    currency character varying(3) COLLATE "C" NOT NULL,
    total_minor_units bigint NOT NULL,
    customer_id uuid,
    place character varying(12) COLLATE "C",
    code character varying(64) COLLATE "C",
    seller_id uuid,
    employee character varying(64) COLLATE "C",
    click_id character varying(256) COLLATE "C",
    version integer NOT NULL,
    revised_at bigint,
    content_hash bytea NOT NULL,
    CONSTRAINT "PK_sales" PRIMARY KEY (sale_id),
    CONSTRAINT "FK_sales_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE,
    CONSTRAINT "FK_sales_participants_seller_id" FOREIGN KEY (seller_id) REFERENCES participants (participant_id),
    CONSTRAINT "FK_sales_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE
);


CREATE TABLE till_keys (
    till_key_id uuid NOT NULL,
    channel_id uuid NOT NULL,
    name character varying(64) COLLATE "C" NOT NULL,
    public_key bytea NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint,
    CONSTRAINT "PK_till_keys" PRIMARY KEY (till_key_id),
    CONSTRAINT "FK_till_keys_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE
);


CREATE TABLE binding_changes (
    binding_change_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    referrer_before uuid,
    referrer_after uuid,
    employee_after uuid,
    reason character varying(500) COLLATE "C" NOT NULL,
    changed_by uuid NOT NULL,
    changed_at bigint NOT NULL,
    CONSTRAINT "PK_binding_changes" PRIMARY KEY (binding_change_id),
    CONSTRAINT "FK_binding_changes_customers_customer_id" FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
);


CREATE TABLE customer_bindings (
    customer_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    referrer uuid,
    employee uuid,
    first_sale_id uuid,
    bound_at bigint NOT NULL,
    counts_from bigint NOT NULL,
    by_hand integer NOT NULL,
    CONSTRAINT "PK_customer_bindings" PRIMARY KEY (customer_id),
    CONSTRAINT "FK_customer_bindings_customers_customer_id" FOREIGN KEY (customer_id) REFERENCES customers (customer_id) ON DELETE CASCADE
);


CREATE TABLE transaction_attempts (
    chain_transaction_id bigint NOT NULL,
    attempt integer NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    raw bytea NOT NULL,
    hash bytea NOT NULL,
    max_fee_per_gas_wei bigint NOT NULL,
    max_priority_fee_per_gas_wei bigint NOT NULL,
    signed_at bigint NOT NULL,
    CONSTRAINT "PK_transaction_attempts" PRIMARY KEY (chain_transaction_id, attempt),
    CONSTRAINT "FK_transaction_attempts_chain_transactions_chain_transaction_id" FOREIGN KEY (chain_transaction_id) REFERENCES chain_transactions (chain_transaction_id) ON DELETE CASCADE
);


CREATE TABLE funding_parts (
    funding_proposal_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    share_bps integer NOT NULL,
    agreed_at bigint,
    CONSTRAINT "PK_funding_parts" PRIMARY KEY (funding_proposal_id, campaign_id),
    CONSTRAINT "FK_funding_parts_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE,
    CONSTRAINT "FK_funding_parts_funding_proposals_funding_proposal_id" FOREIGN KEY (funding_proposal_id) REFERENCES funding_proposals (funding_proposal_id) ON DELETE CASCADE
);


CREATE TABLE foreign_runs (
    payout_batch_id uuid NOT NULL,
    block_number bigint NOT NULL,
    transaction_hash bytea NOT NULL,
    receipts character varying(32) COLLATE "C" NOT NULL,
    undone integer NOT NULL,
    imported_at bigint NOT NULL,
    CONSTRAINT "PK_foreign_runs" PRIMARY KEY (payout_batch_id),
    CONSTRAINT "FK_foreign_runs_payout_batches_payout_batch_id" FOREIGN KEY (payout_batch_id) REFERENCES payout_batches (payout_batch_id) ON DELETE CASCADE
);


CREATE TABLE set_apart_wallets (
    wallet bytea NOT NULL,
    reason character varying(500) COLLATE "C" NOT NULL,
    payout_batch_id uuid NOT NULL,
    set_apart_at bigint NOT NULL,
    CONSTRAINT "PK_set_apart_wallets" PRIMARY KEY (wallet),
    CONSTRAINT "FK_set_apart_wallets_payout_batches_payout_batch_id" FOREIGN KEY (payout_batch_id) REFERENCES payout_batches (payout_batch_id) ON DELETE CASCADE
);


CREATE TABLE clicks (
    click_id uuid NOT NULL,
    at bigint NOT NULL,
    code character varying(32) COLLATE "C" NOT NULL,
    campaign_id uuid NOT NULL,
    medium character varying(16) COLLATE "C" NOT NULL,
    device character varying(32) COLLATE "C" NOT NULL,
    by_bot integer NOT NULL,
    visitor_hash bytea NOT NULL,
    visitor bigint NOT NULL,
    issued_cell character varying(12) COLLATE "C",
    tag_refusal character varying(32) COLLATE "C",
    country character varying(2) COLLATE "C",
    city character varying(64) COLLATE "C",
    cell character varying(12) COLLATE "C",
    CONSTRAINT "PK_clicks" PRIMARY KEY (click_id),
    CONSTRAINT "FK_clicks_referral_codes_code" FOREIGN KEY (code) REFERENCES referral_codes (code) ON DELETE CASCADE
);


CREATE TABLE reward_holds (
    hold_id uuid NOT NULL,
    sale_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    reasons character varying(200) COLLATE "C" NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    raised_at bigint NOT NULL,
    decided_at bigint,
    decided_by uuid,
    note character varying(500) COLLATE "C",
    CONSTRAINT "PK_reward_holds" PRIMARY KEY (hold_id),
    CONSTRAINT "FK_reward_holds_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE,
    CONSTRAINT "FK_reward_holds_sales_sale_id" FOREIGN KEY (sale_id) REFERENCES sales (sale_id) ON DELETE CASCADE
);


CREATE TABLE sale_events (
    sale_event_id uuid NOT NULL,
    arrival bigint NOT NULL,
    channel_id uuid NOT NULL,
    event_id character varying(128) COLLATE "C" NOT NULL,
    content_hash bytea NOT NULL,
    kind character varying(32) COLLATE "C" NOT NULL,
    partner_id uuid NOT NULL,
    name_space character varying(64) COLLATE "C" NOT NULL,
    sale_number character varying(64) COLLATE "C" NOT NULL,
    sale_id uuid,
    received_at bigint NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    outcome character varying(32) COLLATE "C",
    decided_at bigint,
    CONSTRAINT "PK_sale_events" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_sale_events_channels_channel_id" FOREIGN KEY (channel_id) REFERENCES channels (channel_id) ON DELETE CASCADE,
    CONSTRAINT "FK_sale_events_sales_sale_id" FOREIGN KEY (sale_id) REFERENCES sales (sale_id)
);


CREATE TABLE sale_lines (
    sale_id uuid NOT NULL,
    line_number integer NOT NULL,
    line_reference character varying(64) COLLATE "C",
    sku character varying(64) COLLATE "C",
    product_type character varying(64) COLLATE "C",
    quantity integer NOT NULL,
    gross_minor_units bigint NOT NULL,
    discount_minor_units bigint NOT NULL,
    tax_minor_units bigint NOT NULL,
    shipping_minor_units bigint NOT NULL,
    CONSTRAINT "PK_sale_lines" PRIMARY KEY (sale_id, line_number),
    CONSTRAINT "FK_sale_lines_sales_sale_id" FOREIGN KEY (sale_id) REFERENCES sales (sale_id) ON DELETE CASCADE
);


CREATE TABLE sale_references (
    partner_id uuid NOT NULL,
    name_space character varying(64) COLLATE "C" NOT NULL,
    reference character varying(64) COLLATE "C" NOT NULL,
    sale_id uuid NOT NULL,
    CONSTRAINT "PK_sale_references" PRIMARY KEY (partner_id, name_space, reference),
    CONSTRAINT "FK_sale_references_partners_partner_id" FOREIGN KEY (partner_id) REFERENCES partners (partner_id) ON DELETE CASCADE,
    CONSTRAINT "FK_sale_references_sales_sale_id" FOREIGN KEY (sale_id) REFERENCES sales (sale_id) ON DELETE CASCADE
);


CREATE TABLE sale_signs (
    sale_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    sold_at bigint NOT NULL,
    code character varying(32) COLLATE "C",
    customer_id uuid,
    visitor bigint,
    visitor_hash bytea,
    cell character varying(12) COLLATE "C",
    total_minor_units bigint NOT NULL,
    CONSTRAINT "PK_sale_signs" PRIMARY KEY (sale_id),
    CONSTRAINT "FK_sale_signs_sales_sale_id" FOREIGN KEY (sale_id) REFERENCES sales (sale_id) ON DELETE CASCADE
);


CREATE TABLE feedback_texts (
    sale_event_id uuid NOT NULL,
    text character varying(4000) COLLATE "C" NOT NULL,
    CONSTRAINT "PK_feedback_texts" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_feedback_texts_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE feedbacks (
    sale_event_id uuid NOT NULL,
    customer_id uuid,
    polarity character varying(32) COLLATE "C" NOT NULL,
    given_at bigint NOT NULL,
    CONSTRAINT "PK_feedbacks" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_feedbacks_customers_customer_id" FOREIGN KEY (customer_id) REFERENCES customers (customer_id),
    CONSTRAINT "FK_feedbacks_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE import_rows (
    import_id uuid NOT NULL,
    line_number bigint NOT NULL,
    sale_number character varying(64) COLLATE "C",
    outcome character varying(80) COLLATE "C" NOT NULL,
    sentence character varying(500) COLLATE "C" NOT NULL,
    sale_event_id uuid,
    CONSTRAINT "PK_import_rows" PRIMARY KEY (import_id, line_number),
    CONSTRAINT "FK_import_rows_imports_import_id" FOREIGN KEY (import_id) REFERENCES imports (import_id) ON DELETE CASCADE,
    CONSTRAINT "FK_import_rows_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id)
);


CREATE TABLE reward_decisions (
    sale_event_id uuid NOT NULL,
    campaign_id uuid NOT NULL,
    terms_version integer NOT NULL,
    attributed_by character varying(32) COLLATE "C" NOT NULL,
    referrer uuid,
    employee uuid,
    click_id uuid,
    not_credited character varying(64) COLLATE "C",
    first_purchase integer NOT NULL,
    sale_id uuid,
    capture_ordinal integer,
    captured_at bigint,
    captured_minor_units bigint NOT NULL,
    captured_of_minor_units bigint NOT NULL,
    counts_customer integer NOT NULL,
    discount_minor_units bigint NOT NULL,
    explanation text COLLATE "C" NOT NULL,
    context text COLLATE "C",
    CONSTRAINT "PK_reward_decisions" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_reward_decisions_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE rewards (
    reward_id uuid NOT NULL,
    sequence bigint NOT NULL,
    campaign_id uuid NOT NULL,
    sale_event_id uuid,
    sale_id uuid,
    joint_campaign_id uuid,
    terms_version integer NOT NULL,
    rule integer NOT NULL,
    role character varying(32) COLLATE "C" NOT NULL,
    ordinal integer NOT NULL,
    participant_id uuid NOT NULL,
    amount numeric(29,0) NOT NULL,
    net numeric(29,0) NOT NULL,
    due numeric(29,0) NOT NULL,
    uncut numeric(29,0) NOT NULL,
    base_minor_units bigint NOT NULL,
    conversion_rate_id bigint,
    fixed_conversion_rate_id bigint,
    fingerprint bigint NOT NULL,
    state character varying(32) COLLATE "C" NOT NULL,
    payable_from bigint NOT NULL,
    unclaimed_until bigint,
    CONSTRAINT "PK_rewards" PRIMARY KEY (reward_id),
    CONSTRAINT "FK_rewards_campaigns_campaign_id" FOREIGN KEY (campaign_id) REFERENCES campaigns (campaign_id) ON DELETE CASCADE,
    CONSTRAINT "FK_rewards_participants_participant_id" FOREIGN KEY (participant_id) REFERENCES participants (participant_id) ON DELETE CASCADE,
    CONSTRAINT "FK_rewards_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id)
);


CREATE TABLE sale_deliveries (
    sale_event_id uuid NOT NULL,
    delivered_at bigint,
    returned_at bigint,
    CONSTRAINT "PK_sale_deliveries" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_sale_deliveries_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE sale_event_bodies (
    sale_event_id uuid NOT NULL,
    body bytea NOT NULL,
    CONSTRAINT "PK_sale_event_bodies" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_sale_event_bodies_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE sale_payments (
    sale_event_id uuid NOT NULL,
    paid_at bigint NOT NULL,
    currency character varying(3) COLLATE "C" NOT NULL,
    minor_units bigint NOT NULL,
    CONSTRAINT "PK_sale_payments" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_sale_payments_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE sale_refunds (
    sale_event_id uuid NOT NULL,
    refunded_at bigint NOT NULL,
    currency character varying(3) COLLATE "C",
    whole integer NOT NULL,
    minor_units bigint,
    payment_event_id character varying(128) COLLATE "C",
    sale_version integer,
    CONSTRAINT "PK_sale_refunds" PRIMARY KEY (sale_event_id),
    CONSTRAINT "FK_sale_refunds_sale_events_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_events (sale_event_id) ON DELETE CASCADE
);


CREATE TABLE payout_lines (
    payout_batch_id uuid NOT NULL,
    reward_number bigint NOT NULL,
    reward_id uuid NOT NULL,
    participant_id uuid NOT NULL,
    wallet bytea NOT NULL,
    netted numeric(29,0) NOT NULL,
    paid numeric(29,0) NOT NULL,
    CONSTRAINT "PK_payout_lines" PRIMARY KEY (payout_batch_id, reward_number),
    CONSTRAINT "FK_payout_lines_payout_batches_payout_batch_id" FOREIGN KEY (payout_batch_id) REFERENCES payout_batches (payout_batch_id) ON DELETE CASCADE,
    CONSTRAINT "FK_payout_lines_rewards_reward_id" FOREIGN KEY (reward_id) REFERENCES rewards (reward_id) ON DELETE CASCADE
);


CREATE TABLE sale_refund_lines (
    sale_event_id uuid NOT NULL,
    ordinal integer NOT NULL,
    line_number integer,
    line_reference character varying(64) COLLATE "C",
    goods_minor_units bigint NOT NULL,
    tax_minor_units bigint NOT NULL,
    shipping_minor_units bigint NOT NULL,
    CONSTRAINT "PK_sale_refund_lines" PRIMARY KEY (sale_event_id, ordinal),
    CONSTRAINT "FK_sale_refund_lines_sale_refunds_sale_event_id" FOREIGN KEY (sale_event_id) REFERENCES sale_refunds (sale_event_id) ON DELETE CASCADE
);


CREATE INDEX ix_alarms_raised ON alarms (raised_at) WHERE cleared_at IS NULL;


CREATE UNIQUE INDEX "IX_api_keys_key_hash" ON api_keys (key_hash);


CREATE INDEX "IX_api_keys_partner_id" ON api_keys (partner_id);


CREATE INDEX "IX_binding_changes_customer_id_changed_at" ON binding_changes (customer_id, changed_at);


CREATE INDEX "IX_campaign_costs_campaign_id" ON campaign_costs (campaign_id);


CREATE INDEX "IX_campaign_requests_asked_at" ON campaign_requests (asked_at) WHERE answered_at IS NULL;


CREATE INDEX "IX_campaign_requests_campaign_id" ON campaign_requests (campaign_id);


CREATE UNIQUE INDEX "IX_campaign_terms_hash" ON campaign_terms (hash);


CREATE UNIQUE INDEX "IX_campaigns_chain_contract_chain_campaign_id" ON campaigns (chain_contract, chain_campaign_id);


CREATE INDEX "IX_campaigns_partner_id" ON campaigns (partner_id);


CREATE UNIQUE INDEX "IX_chain_blocks_chain_id_number" ON chain_blocks (chain_id, number) WHERE is_canonical = 1;


CREATE INDEX "IX_chain_events_topic2" ON chain_events (topic2);


CREATE INDEX ix_chain_events_forked_away ON chain_events (name, block_number, log_index) WHERE is_final = 1 AND is_canonical = 0;


CREATE INDEX ix_chain_events_not_final ON chain_events (chain_id, block_number, log_index) WHERE is_final = 0 AND is_canonical = 1;


CREATE INDEX ix_chain_events_of_number ON chain_events (name, topic1) WHERE is_taken = 0 AND is_canonical = 1;


CREATE UNIQUE INDEX "IX_chain_transactions_lane_id_nonce" ON chain_transactions (lane_id, nonce);


CREATE UNIQUE INDEX "IX_chain_transactions_purpose" ON chain_transactions (purpose);


CREATE INDEX "IX_chain_transactions_state_lane_id_nonce" ON chain_transactions (state, lane_id, nonce) WHERE state IN ('Signed', 'Sent', 'Mined');


CREATE INDEX "IX_channel_keys_channel_id" ON channel_keys (channel_id);


CREATE UNIQUE INDEX "IX_channel_keys_key_hash" ON channel_keys (key_hash);


CREATE INDEX "IX_channel_secrets_channel_id" ON channel_secrets (channel_id);


CREATE UNIQUE INDEX "IX_channels_partner_id_name" ON channels (partner_id, name);


CREATE INDEX "IX_clicks_campaign_id_at" ON clicks (campaign_id, at);


CREATE INDEX "IX_clicks_code_at" ON clicks (code, at);


CREATE INDEX "IX_clicks_visitor_at" ON clicks (visitor, at);


CREATE UNIQUE INDEX "IX_conversion_rates_currency_in_force_from" ON conversion_rates (currency, in_force_from);


CREATE INDEX "IX_customer_bindings_referrer" ON customer_bindings (referrer);


CREATE INDEX "IX_customers_participant_id" ON customers (participant_id);


CREATE UNIQUE INDEX "IX_customers_partner_id_customer_number" ON customers (partner_id, customer_number);


CREATE INDEX "IX_feedbacks_customer_id" ON feedbacks (customer_id);


CREATE INDEX "IX_foreign_rewards_payout_batch_id" ON foreign_rewards (payout_batch_id);


CREATE UNIQUE INDEX "IX_foreign_rewards_reward_id" ON foreign_rewards (reward_id);


CREATE INDEX "IX_funding_parts_campaign_id" ON funding_parts (campaign_id);


CREATE UNIQUE INDEX "IX_funding_proposals_campaign_id_terms_hash" ON funding_proposals (campaign_id, terms_hash);


CREATE INDEX "IX_idempotency_keys_created_at" ON idempotency_keys (created_at);


CREATE INDEX "IX_import_rows_sale_event_id" ON import_rows (sale_event_id);


CREATE INDEX "IX_imports_channel_id_content_hash" ON imports (channel_id, content_hash);


CREATE INDEX "IX_imports_state_import_id" ON imports (state, import_id) WHERE state = 'Running';


CREATE UNIQUE INDEX "IX_lanes_chain_id_sender" ON lanes (chain_id, sender);


CREATE UNIQUE INDEX "IX_ledger_accounts_campaign_id_name" ON ledger_accounts (campaign_id, name);


CREATE UNIQUE INDEX "IX_ledger_transactions_campaign_id_kind_reference" ON ledger_transactions (campaign_id, kind, reference);


CREATE INDEX "IX_participants_contact_digest" ON participants (contact_digest) WHERE contact_digest IS NOT NULL;


CREATE UNIQUE INDEX "IX_payout_batches_campaign_id_ordinal" ON payout_batches (campaign_id, ordinal);


CREATE UNIQUE INDEX "IX_payout_batches_chain_transaction_id" ON payout_batches (chain_transaction_id);


CREATE INDEX "IX_payout_batches_state_campaign_id_ordinal" ON payout_batches (state, campaign_id, ordinal) WHERE state NOT IN ('Final', 'Void');


CREATE UNIQUE INDEX "IX_payout_batches_tag" ON payout_batches (tag);


CREATE INDEX ix_payout_batches_void ON payout_batches (settled_at) WHERE state = 'Void';


CREATE INDEX "IX_payout_lines_reward_id" ON payout_lines (reward_id);


CREATE INDEX "IX_payout_lines_wallet" ON payout_lines (wallet);


CREATE INDEX "IX_reconciliations_at" ON reconciliations (at);


CREATE UNIQUE INDEX "IX_referral_codes_campaign_id_participant_id_source_tag_kind" ON referral_codes (campaign_id, participant_id, source_tag, kind);


CREATE INDEX "IX_referral_codes_employer" ON referral_codes (employer);


CREATE INDEX "IX_referral_codes_participant_id" ON referral_codes (participant_id);


CREATE UNIQUE INDEX "IX_refused_calls_channel_id_code_digest" ON refused_calls (channel_id, code, digest);


CREATE INDEX "IX_refused_calls_last_at" ON refused_calls (last_at);


CREATE INDEX "IX_refused_calls_partner_id_refused_call_id" ON refused_calls (partner_id, refused_call_id);


CREATE INDEX "IX_reward_decisions_campaign_id_referrer" ON reward_decisions (campaign_id, referrer);


CREATE INDEX "IX_reward_decisions_sale_id" ON reward_decisions (sale_id);


CREATE INDEX "IX_reward_holds_campaign_id_state" ON reward_holds (campaign_id, state);


CREATE UNIQUE INDEX "IX_reward_holds_sale_id" ON reward_holds (sale_id);


CREATE UNIQUE INDEX "IX_rewards_campaign_id_fingerprint" ON rewards (campaign_id, fingerprint);


CREATE INDEX "IX_rewards_campaign_id_sequence" ON rewards (campaign_id, sequence) WHERE state = 'Payable';


CREATE INDEX "IX_rewards_participant_id" ON rewards (participant_id);


CREATE INDEX "IX_rewards_payable_from" ON rewards (payable_from) WHERE state = 'Pending';


CREATE INDEX "IX_rewards_sale_event_id" ON rewards (sale_event_id);


CREATE INDEX "IX_rewards_sale_id" ON rewards (sale_id);


CREATE INDEX "IX_rewards_unclaimed_until" ON rewards (unclaimed_until) WHERE unclaimed_until IS NOT NULL AND state IN ('Pending', 'Payable');


CREATE INDEX "IX_roster_participant_id" ON roster (participant_id);


CREATE UNIQUE INDEX "IX_sale_events_arrival" ON sale_events (arrival);


CREATE UNIQUE INDEX "IX_sale_events_channel_id_event_id" ON sale_events (channel_id, event_id);


CREATE INDEX "IX_sale_events_partner_id_name_space_sale_number" ON sale_events (partner_id, name_space, sale_number) WHERE sale_id IS NULL;


CREATE INDEX "IX_sale_events_sale_id" ON sale_events (sale_id);


CREATE INDEX "IX_sale_events_undecided" ON sale_events (arrival) WHERE state IN ('Received', 'Waiting');


CREATE INDEX "IX_sale_references_sale_id" ON sale_references (sale_id);


CREATE INDEX "IX_sale_signs_code_sold_at" ON sale_signs (code, sold_at);


CREATE INDEX "IX_sale_signs_customer_id_sold_at" ON sale_signs (customer_id, sold_at);


CREATE INDEX "IX_sale_signs_visitor_hash_sold_at" ON sale_signs (visitor_hash, sold_at) WHERE visitor_hash IS NOT NULL;


CREATE INDEX "IX_sale_signs_visitor_sold_at" ON sale_signs (visitor, sold_at) WHERE visitor IS NOT NULL;


CREATE INDEX "IX_sales_channel_id" ON sales (channel_id);


CREATE INDEX "IX_sales_customer_id" ON sales (customer_id);


CREATE UNIQUE INDEX "IX_sales_partner_id_name_space_sale_number" ON sales (partner_id, name_space, sale_number);


CREATE INDEX "IX_sales_seller_id" ON sales (seller_id);


CREATE INDEX "IX_set_apart_wallets_payout_batch_id" ON set_apart_wallets (payout_batch_id);


CREATE UNIQUE INDEX "IX_stores_partner_id_country_city_name" ON stores (partner_id, country, city, name);


CREATE INDEX "IX_till_keys_channel_id" ON till_keys (channel_id);


CREATE UNIQUE INDEX "IX_transaction_attempts_hash" ON transaction_attempts (hash);


CREATE UNIQUE INDEX "IX_wallets_address" ON wallets (address);


