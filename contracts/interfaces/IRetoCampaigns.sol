// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRetoToken} from "./IRetoToken.sol";

/// @notice A campaign's number: 1, 2, 3 and so on in the order of creation.
type CampaignId is uint64;

/// @title Every campaign's money, and the only ways it can move
/// @notice A partner deposits RETO into a campaign of its own (`Escrow`), or the token's owner grants the campaign a
/// budget to mint from (`Mint`). The operator pays rewards out of it in batches, each reward once, under ceilings that
/// the partner sets. What is left after the grace period goes back to the partner and to nobody else.
/// @dev Units: amounts are RETO base units (10^-18 RETO); times are Unix seconds; shares are basis points, 10,000
/// of which are all.
/// The token is `token()`, ours and immutable: it takes no fee, calls nobody and lies about nothing, so that the
/// contract may read what a batch paid from the token's answer.
///
/// **Rewards** of a campaign are numbered 1, 2, 3 and so on, in the order in which they are paid. A batch pays a run of
/// them: it names the first number, which must be `nextReward(id)`, and the tag of the batch before, which must be
/// `lastTag(id)`. Both then move on, so neither a number nor a history can be paid twice.
///
/// **Words** carry one merged amount a wallet (see `IRetoToken`). **Fingerprints** carry 8 bytes a reward, packed in
/// the order of the numbers; there are at least as many as words, and more where a wallet earned several rewards or
/// a reward carries no tokens.
///
/// **Tag** of a batch, seven 32-byte fields:
/// `keccak256(abi.encode(previousTag, uint256(campaignId), uint256(firstReward), uint256(count), receiptsRoot,
/// keccak256(fingerprints), keccak256(words)))`, where `count` is the number of fingerprints and `keccak256(words)`
/// is over the words' 32 bytes each, one after the other, without a length. Before the first batch `lastTag` is
/// `keccak256(abi.encode(uint256(chainId), address(this), uint256(campaignId)))`, so no tag is valid on two chains,
/// two contracts or two campaigns.
///
/// **Receipts root**: the tree of RFC 6962 with Keccak-256, over one leaf a word in the words' order.
/// `leaf = keccak256(0x00 ++ word ++ lines)`, where `word` is the 32 bytes paid and `lines` holds, for each reward of
/// this wallet in ascending number, 60 bytes: number (uint64), fingerprint (8 bytes), the base units of the word that
/// are this reward's (uint96), and the Keccak-256 of the receipt line's text (32 bytes), all big-endian.
/// `node = keccak256(0x01 ++ left ++ right)`; a last node without a neighbour is carried up unchanged. The root over no
/// words is 32 zero bytes, over one word its leaf. The amounts of a leaf's lines add up to its word's amount.
///
/// **Ceilings** of a batch with `total` base units and `count` rewards:
/// `total <= maxReward * count`; `total * 10_000 <= declaredSaleValue * maxShareBps` (no division, no rounding;
/// `maxShareBps == type(uint32).max` switches this one off); and `total <= availableToday(id)`, after which it is
/// lowered by `total`. It grows by `elapsed * dailyAllowance / 86_400`, rounded down at each batch, and never above
/// `dailyAllowance`. So any 24 hours see less than twice the daily allowance, and n days at most n + 1 times.
///
/// **Terms** of a campaign are numbered 1, 2, 3 and so on. At a moment the highest version whose `inForceFrom` is
/// not later than that moment is in force.
interface IRetoCampaigns {
    /// @notice Where a campaign's tokens come from.
    /// `Escrow`: the partner's deposit. `Mint`: a grant of the token's owner, minted as it is paid.
    enum FundingKind {
        Escrow,
        Mint
    }

    /// @notice `Unknown`: there is no such campaign. `Open`: sales count. `Closing`: closed, the grace period runs.
    /// `Lapsed`: the grace period is over, nothing more is paid, the rest may be withdrawn or released.
    enum CampaignState {
        Unknown,
        Open,
        Closing,
        Lapsed
    }

    /// @notice What a partner states when it creates a campaign.
    /// @param funding Where the tokens come from; never changes.
    /// @param startsAt First second of the window in which sales count; may lie in the past.
    /// @param endsAt First second after the window; later than `startsAt` and than now.
    /// @param graceSeconds How long after closing promised rewards are still paid; from 1 day to 730 days.
    /// @param termsHash Hash of the first version of the terms; not zero.
    /// @param termsInForceFrom From when the first version is in force; may lie in the past.
    /// @param maxReward Most base units that a reward may be, on average over a batch.
    /// @param dailyAllowance Most base units that may be paid at once, and that refill in 24 hours.
    /// @param maxShareBps Most that may be paid of the declared value of the sales; `type(uint32).max` for no limit.
    /// @param attestor Whose signature every batch must carry; zero for none.
    struct NewCampaign {
        FundingKind funding;
        uint40 startsAt;
        uint40 endsAt;
        uint32 graceSeconds;
        bytes32 termsHash;
        uint40 termsInForceFrom;
        uint96 maxReward;
        uint96 dailyAllowance;
        uint32 maxShareBps;
        address attestor;
    }

    /// @notice The limits under which the operator pays; the fields are those of `NewCampaign`.
    struct Limits {
        uint96 maxReward;
        uint96 dailyAllowance;
        uint32 maxShareBps;
        address attestor;
    }

    /// @notice Everything about a campaign at this moment.
    /// @param closedAt When it was closed; 0 while it is open.
    /// @param lapsesAt When it lapses if no pause runs or comes; 0 while it is open. Moves on while paused.
    /// @param funded All that was ever deposited or granted.
    /// @param paid All that was ever paid to wallets.
    /// @param withdrawn What went back to the partner, or to the mint allowance.
    /// @param remaining What can still be paid: `funded - paid - withdrawn`.
    struct CampaignView {
        address partner;
        FundingKind funding;
        CampaignState state;
        uint40 startsAt;
        uint40 endsAt;
        uint32 graceSeconds;
        uint40 closedAt;
        uint40 lapsesAt;
        uint128 funded;
        uint128 paid;
        uint96 withdrawn;
        uint96 remaining;
        uint96 maxReward;
        uint96 dailyAllowance;
        uint32 maxShareBps;
        address attestor;
        uint64 nextReward;
        bytes32 lastTag;
        uint64 termsVersions;
    }

    // ---------------------------------------------------------------------------------------------------- events

    /// @notice `partner` created a campaign. `TermsPublished` and `LimitsChanged` follow in the same transaction.
    event CampaignCreated(
        CampaignId indexed campaignId,
        address indexed partner,
        FundingKind funding,
        bytes32 termsHash,
        uint40 startsAt,
        uint40 endsAt,
        uint32 graceSeconds
    );
    /// @notice `amount` came into the campaign from `funder`: the partner's deposit, or a grant of the token's owner.
    /// `funded` is the new sum of all of them.
    event CampaignFunded(CampaignId indexed campaignId, address indexed funder, uint96 amount, uint128 funded);
    /// @notice Version `version` of the terms was appended.
    event TermsPublished(CampaignId indexed campaignId, uint64 version, bytes32 termsHash, uint40 inForceFrom);
    /// @notice These limits are in force from now on.
    event LimitsChanged(
        CampaignId indexed campaignId,
        uint96 maxReward,
        uint96 dailyAllowance,
        uint32 maxShareBps,
        address attestor
    );
    /// @notice Looser limits were announced; anyone may apply them from `effectiveAt` on.
    event LimitsAnnounced(
        CampaignId indexed campaignId,
        uint96 maxReward,
        uint96 dailyAllowance,
        uint32 maxShareBps,
        address attestor,
        uint40 effectiveAt
    );
    /// @notice A batch was paid: rewards `firstReward` to `firstReward + count - 1`, `total` base units in all.
    /// Who got what is in the transaction's calldata and in the token's `Transfer` events beside this one.
    event BatchPaid(
        CampaignId indexed campaignId,
        bytes32 indexed tag,
        bytes32 previousTag,
        uint64 firstReward,
        uint64 count,
        uint96 total,
        bytes32 receiptsRoot
    );
    /// @notice Sales after `closedAt` no longer count; the grace period runs.
    event CampaignClosed(CampaignId indexed campaignId, address indexed by, uint40 closedAt);
    /// @notice The rest of an `Escrow` campaign went back to its partner.
    event LeftoversWithdrawn(CampaignId indexed campaignId, address indexed partner, uint96 amount);
    /// @notice The rest of a `Mint` campaign went back into the mint allowance; it never became anyone's tokens.
    event GrantReleased(CampaignId indexed campaignId, uint96 amount);
    /// @notice The partner named `reporter` for its campaign, or struck it off.
    event ReporterChanged(CampaignId indexed campaignId, address indexed reporter, bool allowed);
    /// @notice A sale, told on chain. Its identity is (this contract, campaignId, saleId): the same again is the same
    /// sale, wherever its log lies. Amounts are minor units of the ISO 4217 `currency` (three ASCII letters).
    event SaleReported(
        CampaignId indexed campaignId,
        bytes32 indexed saleId,
        address indexed reporter,
        bytes32 code,
        bytes32 customer,
        uint40 soldAt,
        uint128 amountMinorUnits,
        bytes3 currency
    );
    /// @notice The operator's word on what is promised and not yet paid, and the Merkle root of its lines; `remaining`
    /// is what the campaign held at that moment.
    event LiabilitiesCommitted(CampaignId indexed campaignId, uint128 promised, uint96 remaining, bytes32 root);
    /// @notice `operator` was announced; anyone may make it the operator from `effectiveAt` on.
    event OperatorAnnounced(address indexed operator, uint40 effectiveAt);
    /// @notice `operator` pays from now on; zero means nobody does.
    event OperatorChanged(address indexed previousOperator, address indexed operator);
    /// @notice `pauser` may pause from now on; zero means that only the owner may.
    event PauserChanged(address indexed previousPauser, address indexed pauser);
    /// @notice No payment, withdrawal or release until `until`, unless the owner ends the pause before.
    event Paused(address indexed by, uint40 until);
    /// @notice The owner ended the pause.
    event Unpaused(address indexed by);

    // ---------------------------------------------------------------------------------------------------- errors

    /// @notice Only the operator may do this.
    error RetoCampaigns_NotOperator(address caller);
    /// @notice Only the pauser or the owner may do this.
    error RetoCampaigns_NotPauser(address caller);
    /// @notice Only the partner of this campaign may do this.
    error RetoCampaigns_NotPartner(CampaignId campaignId, address caller);
    /// @notice Only the token's owner may do this.
    error RetoCampaigns_NotIssuer(address caller);
    /// @notice Only a reporter whom the partner named may do this.
    error RetoCampaigns_NotReporter(CampaignId campaignId, address caller);
    /// @notice There is no such campaign.
    error RetoCampaigns_UnknownCampaign(CampaignId campaignId);
    /// @notice The campaign is in state `state`, in which this cannot be done.
    error RetoCampaigns_WrongState(CampaignId campaignId, CampaignState state);
    /// @notice The campaign is funded in another way.
    error RetoCampaigns_WrongFunding(CampaignId campaignId, FundingKind funding);
    /// @notice The window is empty or already over, or the sale lies outside it.
    error RetoCampaigns_OutsideWindow(uint256 startsAt, uint256 endsAt, uint256 given);
    /// @notice The grace period is not between the two bounds.
    error RetoCampaigns_GraceOutOfRange(uint256 graceSeconds, uint256 least, uint256 most);
    /// @notice A hash of terms is zero.
    error RetoCampaigns_NoTerms();
    /// @notice A later version of the terms would reach back before now.
    error RetoCampaigns_TermsReachBack(uint256 inForceFrom, uint256 now_);
    /// @notice The campaign has as many versions of its terms as it may have.
    error RetoCampaigns_TooManyTerms(uint256 most);
    /// @notice An amount is zero.
    error RetoCampaigns_NoAmount();
    /// @notice An address is zero that must not be.
    error RetoCampaigns_NoAddress();
    /// @notice Nothing is announced.
    error RetoCampaigns_NothingAnnounced();
    /// @notice The announced change takes effect at `effectiveAt`, which is still to come.
    error RetoCampaigns_TooEarly(uint256 effectiveAt);
    /// @notice Paused until `until`, or until the owner ends it.
    error RetoCampaigns_IsPaused(uint256 until);
    /// @notice No pause runs.
    error RetoCampaigns_NotPaused();
    /// @notice The last pause ended too recently; the next may begin at `earliest`.
    error RetoCampaigns_PauseTooSoon(uint256 earliest);
    /// @notice The window is not over, and only the partner may close before.
    error RetoCampaigns_WindowOpen(CampaignId campaignId, uint256 endsAt);
    /// @notice The batch was valid until `validUntil`, which is past.
    error RetoCampaigns_BatchExpired(uint256 validUntil, uint256 now_);
    /// @notice The next reward of the campaign is `expected`, not `given`.
    error RetoCampaigns_WrongFirstReward(CampaignId campaignId, uint256 expected, uint256 given);
    /// @notice The tag of the batch before is `expected`, not `given`.
    error RetoCampaigns_WrongPreviousTag(CampaignId campaignId, bytes32 expected, bytes32 given);
    /// @notice The fingerprints' length is 0 or no multiple of 8 bytes.
    error RetoCampaigns_BrokenFingerprints(uint256 length);
    /// @notice There are fewer rewards than wallets.
    error RetoCampaigns_FewerRewardsThanWords(uint256 rewards, uint256 words);
    /// @notice More rewards or words than a batch may hold.
    error RetoCampaigns_BatchTooLong(uint256 given, uint256 most);
    /// @notice The campaign holds `remaining`, less than the batch's total.
    error RetoCampaigns_OverBudget(CampaignId campaignId, uint256 total, uint256 remaining);
    /// @notice `maxReward` times the number of rewards is `most`, less than the batch's total.
    error RetoCampaigns_OverRewardCeiling(CampaignId campaignId, uint256 total, uint256 most);
    /// @notice The allowed share of the declared value is `most`, less than the batch's total.
    error RetoCampaigns_OverShareCeiling(CampaignId campaignId, uint256 total, uint256 most);
    /// @notice `available` of the daily allowance is left, less than the batch's total.
    error RetoCampaigns_OverDailyAllowance(CampaignId campaignId, uint256 total, uint256 available);
    /// @notice The campaign demands `attestor`'s signature over this batch, and this is not one.
    error RetoCampaigns_NotAttested(CampaignId campaignId, address attestor, bytes32 tag);
    /// @notice Ownership cannot be renounced: without an owner no operator could be replaced.
    error RetoCampaigns_OwnershipNotRenounceable();

    // ------------------------------------------------------------------------------------------------ the owner

    /// @notice Announces the next operator. Only the owner. Replaces an earlier announcement.
    /// @dev Reverts: `OwnableUnauthorizedAccount`; `RetoCampaigns_NoAddress`.
    function announceOperator(address operator) external;

    /// @notice Makes the announced operator the operator once `changeDelaySeconds` are over. Anyone may call.
    /// @dev Reverts: `RetoCampaigns_NothingAnnounced`; `RetoCampaigns_TooEarly`.
    function applyOperator() external;

    /// @notice Takes the operator's power away at once and drops any announcement; nobody pays until the next is
    /// applied. Only the owner.
    function removeOperator() external;

    /// @notice Names who may pause besides the owner; zero for nobody. At once. Only the owner.
    function setPauser(address pauser) external;

    /// @notice Stops payments, withdrawals and releases for `MAX_PAUSE_SECONDS`. Only the pauser or the owner.
    /// @dev Reverts: `RetoCampaigns_NotPauser`; `RetoCampaigns_PauseTooSoon` while a pause runs and for
    /// `PAUSE_COOLDOWN_SECONDS` after one has ended, so that nobody holds a pause for ever.
    function pause() external;

    /// @notice Ends a pause before its time. Only the owner.
    /// @dev Reverts: `RetoCampaigns_NotPaused`.
    function unpause() external;

    // ---------------------------------------------------------------------------------------------- the partner

    /// @notice Creates a campaign whose partner is the caller, for ever. It starts with no money.
    /// @dev Reverts: `RetoCampaigns_OutsideWindow`, `RetoCampaigns_GraceOutOfRange`, `RetoCampaigns_NoTerms`.
    /// @return campaignId The new campaign's number.
    function createCampaign(NewCampaign calldata params) external returns (CampaignId campaignId);

    /// @notice Deposits `amount` of the caller's own RETO, which it has approved this contract to take. Only the
    /// partner of an `Escrow` campaign that has not lapsed. Repeat it to top up.
    /// @dev Reverts: `RetoCampaigns_NotPartner`, `RetoCampaigns_WrongFunding`, `RetoCampaigns_WrongState`,
    /// `RetoCampaigns_NoAmount`, and the token's ERC-6093 errors.
    function fund(CampaignId campaignId, uint96 amount) external;

    /// @notice The same with an ERC-2612 permit of the caller for this contract over `amount`.
    /// @dev A permit that fails is ignored: somebody may have sent it before, and then the allowance is there; if it is
    /// not, the transfer reverts with the token's own error. Tokens come from the caller only, whoever signed.
    function fundWithPermit(
        CampaignId campaignId,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Grants a `Mint` campaign `amount` to mint, reserved at once out of this contract's mint allowance. Only
    /// the token's owner.
    /// @dev Reverts: `RetoCampaigns_NotIssuer`, `RetoCampaigns_WrongFunding`, `RetoCampaigns_WrongState`,
    /// `RetoCampaigns_NoAmount`, `RetoToken_OverMintAllowance`, `RetoToken_OverCap`.
    function grant(CampaignId campaignId, uint96 amount) external;

    /// @notice Appends a version of the terms, in force from now or later. Only the partner, only while open.
    /// @dev Reverts: `RetoCampaigns_NotPartner`, `RetoCampaigns_WrongState`, `RetoCampaigns_NoTerms`,
    /// `RetoCampaigns_TermsReachBack`, `RetoCampaigns_TooManyTerms`.
    /// @return version The new version's number.
    function publishTerms(
        CampaignId campaignId,
        bytes32 termsHash,
        uint40 inForceFrom
    ) external returns (uint64 version);

    /// @notice Sets the limits under which the operator pays. Only the partner.
    /// @dev Takes effect at once, and drops what was announced, when no number is higher than now and the attestor is
    /// the same or the first; otherwise it is announced and may be applied after `changeDelaySeconds`, replacing an
    /// earlier announcement. To lower one number at once and raise another, call twice.
    /// Reverts: `RetoCampaigns_NotPartner`.
    function setLimits(CampaignId campaignId, Limits calldata limits) external;

    /// @notice Puts announced limits in force once their delay is over. Anyone may call.
    /// @dev Reverts: `RetoCampaigns_NothingAnnounced`; `RetoCampaigns_TooEarly`.
    function applyLimits(CampaignId campaignId) external;

    /// @notice Names or strikes off an account that may report sales of this campaign. Only the partner.
    /// @dev Reverts: `RetoCampaigns_NotPartner`.
    function setReporter(CampaignId campaignId, address reporter, bool allowed) external;

    /// @notice Stops sales and starts the grace period. The partner at any time; anyone once the window is over.
    /// @dev Reverts: `RetoCampaigns_WrongState`; `RetoCampaigns_WindowOpen`.
    function close(CampaignId campaignId) external;

    /// @notice Sends what is left of a lapsed `Escrow` campaign to its partner. Only the partner; not while paused.
    /// @dev Reverts: `RetoCampaigns_IsPaused`, `RetoCampaigns_NotPartner`, `RetoCampaigns_WrongFunding`,
    /// `RetoCampaigns_WrongState`, `RetoCampaigns_NoAmount` when nothing is left.
    /// @return amount What was sent.
    function withdrawLeftovers(CampaignId campaignId) external returns (uint96 amount);

    /// @notice Returns what is left of a lapsed `Mint` campaign to this contract's mint allowance. Anyone may call; not
    /// while paused.
    /// @dev Reverts: `RetoCampaigns_IsPaused`, `RetoCampaigns_WrongFunding`, `RetoCampaigns_WrongState`,
    /// `RetoCampaigns_NoAmount` when nothing is left.
    /// @return amount What was released.
    function releaseGrant(CampaignId campaignId) external returns (uint96 amount);

    // --------------------------------------------------------------------------------- the operator and reporters

    /// @notice Pays a run of rewards of one campaign: all of it or nothing. Only the operator.
    /// @dev Call it directly from an ordinary account: whoever restores a lost database reads the words and
    /// fingerprints from the transaction's calldata.
    /// Reverts, in this order: `RetoCampaigns_IsPaused`; `RetoCampaigns_NotOperator`; `RetoCampaigns_BatchExpired`;
    /// `RetoCampaigns_BrokenFingerprints`; `RetoCampaigns_FewerRewardsThanWords`; `RetoCampaigns_BatchTooLong`;
    /// `RetoCampaigns_UnknownCampaign`; `RetoCampaigns_WrongState` once lapsed; `RetoCampaigns_WrongFirstReward`;
    /// `RetoCampaigns_WrongPreviousTag`; `RetoCampaigns_NotAttested`; the token's `ERC20InvalidReceiver`,
    /// `ERC20InsufficientBalance` or `RetoToken_OverMintReservation`; `RetoCampaigns_OverBudget`;
    /// `RetoCampaigns_OverRewardCeiling`; `RetoCampaigns_OverShareCeiling`; `RetoCampaigns_OverDailyAllowance`.
    /// @param campaignId Whose rewards they are.
    /// @param firstReward Number of the first of them; must be `nextReward(campaignId)`.
    /// @param previousTag Tag of the batch before; must be `lastTag(campaignId)`.
    /// @param validUntil Last second at which the batch may be mined.
    /// @param declaredSaleValue Value of the sales behind the batch in RETO base units at the recorded rates. It is
    /// the operator's word.
    /// @param receiptsRoot Root of the receipts, see above. It is the operator's word.
    /// @param fingerprints 8 bytes a reward in the order of their numbers; from 1 to `MAX_REWARDS` of them.
    /// @param words One merged amount a wallet; from none to `MAX_WORDS` of them, no more than rewards.
    /// @param attestation The attestor's signature if the campaign demands one (65 bytes r, s, v of an ordinary
    /// account; whatever a contract wallet's ERC-1271 takes), over the EIP-712 struct
    /// `BatchAttestation(uint64 campaignId,bytes32 tag,uint64 validUntil,uint128 declaredSaleValue)` in the domain
    /// that `eip712Domain()` states. Otherwise not read.
    /// @return tag The batch's tag, now `lastTag(campaignId)`.
    function payBatch(
        CampaignId campaignId,
        uint64 firstReward,
        bytes32 previousTag,
        uint64 validUntil,
        uint128 declaredSaleValue,
        bytes32 receiptsRoot,
        bytes calldata fingerprints,
        uint256[] calldata words,
        bytes calldata attestation
    ) external returns (bytes32 tag);

    /// @notice Publishes what is promised in a campaign and not yet paid. Only the operator. It moves nothing and is
    /// checked by nobody but its readers: reserve is proven by the chain, what is promised is committed to.
    /// @dev Reverts: `RetoCampaigns_NotOperator`; `RetoCampaigns_UnknownCampaign`.
    /// @param promised Base units promised and not yet paid.
    /// @param root Merkle root over the promised lines.
    function commitLiabilities(CampaignId campaignId, uint128 promised, bytes32 root) external;

    /// @notice Tells a sale on chain, as an event and nothing more. Only a reporter named by the partner; only while
    /// the campaign is open; only for a moment inside its window and not in the future.
    /// @dev Reverts: `RetoCampaigns_NotReporter`, `RetoCampaigns_WrongState`, `RetoCampaigns_OutsideWindow`.
    /// @param saleId The partner's own number for the sale, or its hash. The same again is the same sale.
    /// @param code The participant's code in ASCII, padded with zero bytes on the right; zero for none.
    /// @param customer Hash of the partner's customer number; zero for none. Nothing personal belongs on a chain.
    /// @param soldAt The moment of the sale.
    /// @param amountMinorUnits What was sold, in minor units of `currency`.
    /// @param currency ISO 4217, three ASCII letters.
    function reportSale(
        CampaignId campaignId,
        bytes32 saleId,
        bytes32 code,
        bytes32 customer,
        uint40 soldAt,
        uint128 amountMinorUnits,
        bytes3 currency
    ) external;

    // -------------------------------------------------------------------------------------------------- views

    /// @notice The token that everything here is counted in; never changes.
    function token() external view returns (IRetoToken);

    /// @notice Seconds between the announcement and the application of an operator or looser limits; never changes.
    function changeDelaySeconds() external view returns (uint32);

    /// @notice Who pays; zero for nobody.
    function operator() external view returns (address);

    /// @notice The announced operator and from when it may be applied; both 0 when none is.
    function announcedOperator() external view returns (address operator, uint40 effectiveAt);

    /// @notice Who may pause besides the owner; zero for nobody.
    function pauser() external view returns (address);

    /// @notice End of the last pause; it runs as long as this lies in the future.
    function pausedUntil() external view returns (uint40);

    /// @notice Seconds for which this contract has been paused in all, the running pause up to now included.
    function pausedSeconds() external view returns (uint40);

    /// @notice How many campaigns there are; their numbers run from 1 to this.
    function campaignCount() external view returns (uint64);

    /// @notice Everything about a campaign. All zero, and state `Unknown`, for a number that does not exist.
    function campaign(CampaignId campaignId) external view returns (CampaignView memory);

    /// @notice Number that the next batch must start with; 0 for a campaign that does not exist.
    function nextReward(CampaignId campaignId) external view returns (uint64);

    /// @notice Tag that the next batch must name as the one before.
    function lastTag(CampaignId campaignId) external view returns (bytes32);

    /// @notice What the daily allowance lets a batch pay at this moment. Less may remain in the campaign.
    function availableToday(CampaignId campaignId) external view returns (uint96);

    /// @notice The most that the next batch could pay now: the lower of what remains and of `availableToday`, and 0
    /// while paused, lapsed or without an operator.
    function payableNow(CampaignId campaignId) external view returns (uint96);

    /// @notice The version of the terms with this number; zero for one that does not exist.
    function terms(
        CampaignId campaignId,
        uint64 version
    ) external view returns (bytes32 termsHash, uint40 inForceFrom);

    /// @notice The number and hash of the version in force at `moment`; zero when none was.
    function termsAt(
        CampaignId campaignId,
        uint40 moment
    ) external view returns (uint64 version, bytes32 termsHash);

    /// @notice The limits announced for a campaign and from when they may be applied; all zero when none are.
    function announcedLimits(
        CampaignId campaignId
    ) external view returns (Limits memory limits, uint40 effectiveAt);

    /// @notice Whether `account` may report sales of a campaign.
    function isReporter(CampaignId campaignId, address account) external view returns (bool);

    /// @notice The tag that a batch would have, for whoever recomputes one before signing it.
    function computeTag(
        CampaignId campaignId,
        uint64 firstReward,
        bytes32 previousTag,
        bytes32 receiptsRoot,
        bytes calldata fingerprints,
        uint256[] calldata words
    ) external pure returns (bytes32 tag);

    /// @notice The EIP-712 digest that an attestor signs for a batch.
    function attestationDigest(
        CampaignId campaignId,
        bytes32 tag,
        uint64 validUntil,
        uint128 declaredSaleValue
    ) external view returns (bytes32 digest);
}
