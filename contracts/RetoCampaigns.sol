// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {CampaignId, IRetoCampaigns} from "./interfaces/IRetoCampaigns.sol";
import {IRetoToken} from "./interfaces/IRetoToken.sol";
import {Attestation} from "./libraries/Attestation.sol";
import {CampaignRecord} from "./libraries/CampaignRecord.sol";
import {PauseClock} from "./libraries/PauseClock.sol";
import {PayoutBatch} from "./libraries/PayoutBatch.sol";

/// @title Every campaign's money
/// @notice See `IRetoCampaigns`, which carries the documentation.
contract RetoCampaigns is Ownable2Step, EIP712, IRetoCampaigns {
    using SafeERC20 for IRetoToken;
    using CampaignRecord for CampaignRecord.Record;
    using PauseClock for PauseClock.Clock;

    uint32 public constant MIN_GRACE_SECONDS = 1 days;
    uint32 public constant MAX_GRACE_SECONDS = 730 days;
    uint32 public constant MAX_PAUSE_SECONDS = 7 days;
    uint32 public constant PAUSE_COOLDOWN_SECONDS = 7 days;
    uint256 public constant MAX_REWARDS = PayoutBatch.MAX_REWARDS;
    uint256 public constant MAX_WORDS = PayoutBatch.MAX_WORDS;
    uint256 public constant MAX_TERMS_VERSIONS = 1_000;

    /// @inheritdoc IRetoCampaigns
    IRetoToken public immutable token;
    /// @inheritdoc IRetoCampaigns
    uint32 public immutable changeDelaySeconds;

    /// @inheritdoc IRetoCampaigns
    address public operator;
    /// @inheritdoc IRetoCampaigns
    uint40 public pausedUntil; // beside the operator: a batch reads both
    /// @inheritdoc IRetoCampaigns
    address public pauser;
    PauseClock.Clock private _pauseClock;
    address private _announcedOperator;
    uint40 private _operatorEffectiveAt;
    /// @inheritdoc IRetoCampaigns
    uint64 public campaignCount;
    mapping(CampaignId => CampaignRecord.Record) private _campaigns;

    /// @param token_ The RETO token; never changes.
    /// @param initialOwner Appoints operator and pauser; a multi-signature wallet outside development.
    /// @param initialOperator The service's account; zero for none yet.
    /// @param initialPauser Who may pause besides the owner; zero for nobody.
    /// @param changeDelaySeconds_ Delay of a new operator and of looser limits; 0 is for development only.
    constructor(
        IRetoToken token_,
        address initialOwner,
        address initialOperator,
        address initialPauser,
        uint32 changeDelaySeconds_
    ) Ownable(initialOwner) EIP712("RetoCampaigns", "1") {
        if (address(token_) == address(0)) revert RetoCampaigns_NoAddress();
        token = token_;
        changeDelaySeconds = changeDelaySeconds_;
        _changeOperator(initialOperator);
        pauser = initialPauser;
        emit PauserChanged(address(0), initialPauser);
    }

    modifier onlyPartner(CampaignId campaignId) {
        if (msg.sender != _campaigns[campaignId].partner) revert RetoCampaigns_NotPartner(campaignId, msg.sender);
        _;
    }

    modifier whenNotPaused() {
        if (block.timestamp < pausedUntil) revert RetoCampaigns_IsPaused(pausedUntil);
        _;
    }

    // ------------------------------------------------------------------------------------------------ the owner

    /// @inheritdoc IRetoCampaigns
    function announceOperator(address operator_) external onlyOwner {
        if (operator_ == address(0)) revert RetoCampaigns_NoAddress();
        uint40 effectiveAt = _afterDelay();
        _announcedOperator = operator_;
        _operatorEffectiveAt = effectiveAt;
        emit OperatorAnnounced(operator_, effectiveAt);
    }

    /// @inheritdoc IRetoCampaigns
    function applyOperator() external {
        _requireEffective(_operatorEffectiveAt);
        _changeOperator(_announcedOperator);
    }

    /// @inheritdoc IRetoCampaigns
    function removeOperator() external onlyOwner {
        _changeOperator(address(0));
    }

    /// @inheritdoc IRetoCampaigns
    function setPauser(address pauser_) external onlyOwner {
        emit PauserChanged(pauser, pauser_);
        pauser = pauser_;
    }

    /// @inheritdoc IRetoCampaigns
    function pause() external {
        if (msg.sender != pauser && msg.sender != owner()) revert RetoCampaigns_NotPauser(msg.sender);
        uint256 earliest = pausedUntil == 0 ? 0 : uint256(pausedUntil) + PAUSE_COOLDOWN_SECONDS;
        if (block.timestamp < earliest) revert RetoCampaigns_PauseTooSoon(earliest);

        _pauseClock = PauseClock.Clock({startedAt: uint40(block.timestamp), secondsBefore: pausedSeconds()});
        pausedUntil = uint40(block.timestamp + MAX_PAUSE_SECONDS);
        emit Paused(msg.sender, pausedUntil);
    }

    /// @inheritdoc IRetoCampaigns
    function unpause() external onlyOwner {
        if (block.timestamp >= pausedUntil) revert RetoCampaigns_NotPaused();
        pausedUntil = uint40(block.timestamp);
        emit Unpaused(msg.sender);
    }

    /// @notice Refused: without an owner no operator could be replaced.
    function renounceOwnership() public pure override {
        revert RetoCampaigns_OwnershipNotRenounceable();
    }

    // ------------------------------------------------------------------------------ a campaign begins, and money in

    /// @inheritdoc IRetoCampaigns
    function createCampaign(NewCampaign calldata params) external returns (CampaignId campaignId) {
        if (params.startsAt >= params.endsAt || params.endsAt <= block.timestamp) {
            revert RetoCampaigns_OutsideWindow(params.startsAt, params.endsAt, block.timestamp);
        }
        if (params.graceSeconds < MIN_GRACE_SECONDS || params.graceSeconds > MAX_GRACE_SECONDS) {
            revert RetoCampaigns_GraceOutOfRange(params.graceSeconds, MIN_GRACE_SECONDS, MAX_GRACE_SECONDS);
        }

        campaignId = CampaignId.wrap(++campaignCount);
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        campaign_.partner = msg.sender;
        campaign_.startsAt = params.startsAt;
        campaign_.endsAt = params.endsAt;
        campaign_.graceSeconds = params.graceSeconds;
        campaign_.ceilings.funding = params.funding;
        campaign_.ceilings.state = CampaignState.Open;
        campaign_.account.nextReward = 1;
        campaign_.lastTag = PayoutBatch.genesisTag(campaignId);
        emit CampaignCreated(
            campaignId,
            msg.sender,
            params.funding,
            params.termsHash,
            params.startsAt,
            params.endsAt,
            params.graceSeconds
        );

        _appendTerms(campaignId, params.termsHash, params.termsInForceFrom);
        _changeLimits(
            campaignId,
            Limits(params.maxReward, params.dailyAllowance, params.maxShareBps, params.attestor)
        );
        campaign_.account.allowanceLeft = params.dailyAllowance;
    }

    /// @inheritdoc IRetoCampaigns
    function fund(CampaignId campaignId, uint96 amount) external {
        _deposit(campaignId, amount);
    }

    /// @inheritdoc IRetoCampaigns
    function fundWithPermit(
        CampaignId campaignId,
        uint96 amount,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        // Somebody who saw this permit may have sent it first; then the allowance is there and the call below works.
        try IERC20Permit(address(token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
        _deposit(campaignId, amount);
    }

    /// @inheritdoc IRetoCampaigns
    function grant(CampaignId campaignId, uint96 amount) external {
        if (msg.sender != token.owner()) revert RetoCampaigns_NotIssuer(msg.sender);
        _credit(campaignId, FundingKind.Mint, amount);
        token.reserveMint(amount);
    }

    /// @inheritdoc IRetoCampaigns
    function publishTerms(
        CampaignId campaignId,
        bytes32 termsHash,
        uint40 inForceFrom
    ) external onlyPartner(campaignId) returns (uint64 version) {
        _requireState(campaignId, CampaignState.Open);
        if (inForceFrom < block.timestamp) revert RetoCampaigns_TermsReachBack(inForceFrom, block.timestamp);
        return _appendTerms(campaignId, termsHash, inForceFrom);
    }

    /// @inheritdoc IRetoCampaigns
    function setLimits(CampaignId campaignId, Limits calldata limits) external onlyPartner(campaignId) {
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        if (campaign_.isAsTight(limits)) {
            _changeLimits(campaignId, limits);
            return;
        }

        uint40 effectiveAt = _afterDelay();
        campaign_.announced = CampaignRecord.AnnouncedLimits(limits, effectiveAt);
        emit LimitsAnnounced(
            campaignId,
            limits.maxReward,
            limits.dailyAllowance,
            limits.maxShareBps,
            limits.attestor,
            effectiveAt
        );
    }

    /// @inheritdoc IRetoCampaigns
    function applyLimits(CampaignId campaignId) external {
        CampaignRecord.AnnouncedLimits memory announced = _campaigns[campaignId].announced;
        _requireEffective(announced.effectiveAt);
        _changeLimits(campaignId, announced.limits);
    }

    /// @inheritdoc IRetoCampaigns
    function setReporter(CampaignId campaignId, address reporter, bool allowed) external onlyPartner(campaignId) {
        _campaigns[campaignId].reporters[reporter] = allowed;
        emit ReporterChanged(campaignId, reporter, allowed);
    }

    // ---------------------------------------------------------------------------------------- sales and payments

    /// @inheritdoc IRetoCampaigns
    function reportSale(
        CampaignId campaignId,
        bytes32 saleId,
        bytes32 code,
        bytes32 customer,
        uint40 soldAt,
        uint128 amountMinorUnits,
        bytes3 currency
    ) external {
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        if (!campaign_.reporters[msg.sender]) revert RetoCampaigns_NotReporter(campaignId, msg.sender);
        _requireState(campaignId, CampaignState.Open);
        if (soldAt < campaign_.startsAt || soldAt >= campaign_.endsAt || soldAt > block.timestamp) {
            revert RetoCampaigns_OutsideWindow(campaign_.startsAt, campaign_.endsAt, soldAt);
        }
        emit SaleReported(campaignId, saleId, msg.sender, code, customer, soldAt, amountMinorUnits, currency);
    }

    /// @inheritdoc IRetoCampaigns
    function commitLiabilities(CampaignId campaignId, uint128 promised, bytes32 root) external {
        _requireOperator();
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        if (campaign_.ceilings.state == CampaignState.Unknown) revert RetoCampaigns_UnknownCampaign(campaignId);
        emit LiabilitiesCommitted(campaignId, promised, campaign_.account.remaining, root);
    }

    /// @inheritdoc IRetoCampaigns
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
    ) external whenNotPaused returns (bytes32 tag) {
        _requireOperator();
        if (block.timestamp > validUntil) revert RetoCampaigns_BatchExpired(validUntil, block.timestamp);
        uint256 count = PayoutBatch.countRewards(fingerprints.length, words.length);

        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        CampaignRecord.Ceilings memory ceilings = campaign_.ceilings;
        CampaignRecord.Account memory account = campaign_.account;
        _requirePayable(campaignId, ceilings.state);
        if (firstReward != account.nextReward) {
            revert RetoCampaigns_WrongFirstReward(campaignId, account.nextReward, firstReward);
        }
        if (previousTag != campaign_.lastTag) {
            revert RetoCampaigns_WrongPreviousTag(campaignId, campaign_.lastTag, previousTag);
        }

        tag = PayoutBatch.tagOf(campaignId, firstReward, previousTag, count, receiptsRoot, fingerprints, words);
        if (ceilings.attested) {
            bytes32 digest = attestationDigest(campaignId, tag, validUntil, declaredSaleValue);
            if (!Attestation.isValid(campaign_.attestor, digest, attestation)) {
                revert RetoCampaigns_NotAttested(campaignId, campaign_.attestor, tag);
            }
        }

        // The token is ours and calls nobody, so it may be asked before the effects: it adds the words up while it
        // pays them, and a total that breaks a limit takes the payment back with it.
        uint256 total = _payWords(ceilings.funding, words);
        if (total > account.remaining) revert RetoCampaigns_OverBudget(campaignId, total, account.remaining);
        PayoutBatch.requireUnderCeilings(campaignId, ceilings, total, count, declaredSaleValue);
        uint96 available = CampaignRecord.available(account, ceilings.dailyAllowance);
        if (total > available) revert RetoCampaigns_OverDailyAllowance(campaignId, total, available);

        campaign_.account = CampaignRecord.Account({
            remaining: account.remaining - uint96(total),
            allowanceLeft: available - uint96(total),
            nextReward: account.nextReward + uint32(count),
            refilledAt: uint32(block.timestamp)
        });
        campaign_.lastTag = tag;
        emit BatchPaid(campaignId, tag, previousTag, firstReward, uint64(count), uint96(total), receiptsRoot);
    }

    // ------------------------------------------------------------------------------------- a campaign ends

    /// @inheritdoc IRetoCampaigns
    function close(CampaignId campaignId) external {
        _requireState(campaignId, CampaignState.Open);
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        if (msg.sender != campaign_.partner && block.timestamp < campaign_.endsAt) {
            revert RetoCampaigns_WindowOpen(campaignId, campaign_.endsAt);
        }
        campaign_.ceilings.state = CampaignState.Closing;
        campaign_.closedAt = uint40(block.timestamp);
        campaign_.pausedSecondsAtClose = pausedSeconds();
        emit CampaignClosed(campaignId, msg.sender, uint40(block.timestamp));
    }

    /// @inheritdoc IRetoCampaigns
    function withdrawLeftovers(
        CampaignId campaignId
    ) external whenNotPaused onlyPartner(campaignId) returns (uint96 amount) {
        amount = _takeRest(campaignId, FundingKind.Escrow);
        emit LeftoversWithdrawn(campaignId, msg.sender, amount);
        token.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IRetoCampaigns
    function releaseGrant(CampaignId campaignId) external whenNotPaused returns (uint96 amount) {
        amount = _takeRest(campaignId, FundingKind.Mint);
        emit GrantReleased(campaignId, amount);
        token.releaseMint(amount);
    }

    // --------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IRetoCampaigns
    function pausedSeconds() public view returns (uint40) {
        return _pauseClock.elapsed(pausedUntil, block.timestamp);
    }

    /// @inheritdoc IRetoCampaigns
    function announcedOperator() external view returns (address, uint40) {
        return (_announcedOperator, _operatorEffectiveAt);
    }

    /// @inheritdoc IRetoCampaigns
    function campaign(CampaignId campaignId) external view returns (CampaignView memory) {
        return _campaigns[campaignId].toView(pausedSeconds());
    }

    /// @inheritdoc IRetoCampaigns
    function nextReward(CampaignId campaignId) external view returns (uint64) {
        return _campaigns[campaignId].account.nextReward;
    }

    /// @inheritdoc IRetoCampaigns
    function lastTag(CampaignId campaignId) external view returns (bytes32) {
        return _campaigns[campaignId].lastTag;
    }

    /// @inheritdoc IRetoCampaigns
    function availableToday(CampaignId campaignId) public view returns (uint96) {
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        return CampaignRecord.available(campaign_.account, campaign_.ceilings.dailyAllowance);
    }

    /// @inheritdoc IRetoCampaigns
    function payableNow(CampaignId campaignId) external view returns (uint96) {
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        bool standing = block.timestamp < pausedUntil || operator == address(0);
        if (standing || campaign_.stateNow(pausedSeconds()) == CampaignState.Lapsed) return 0;
        uint96 available = availableToday(campaignId);
        uint96 remaining = campaign_.account.remaining;
        return available < remaining ? available : remaining;
    }

    /// @inheritdoc IRetoCampaigns
    function terms(CampaignId campaignId, uint64 version) external view returns (bytes32, uint40) {
        CampaignRecord.Terms[] storage versions = _campaigns[campaignId].terms;
        if (version == 0 || version > versions.length) return (0, 0);
        return (versions[version - 1].termsHash, versions[version - 1].inForceFrom);
    }

    /// @inheritdoc IRetoCampaigns
    function termsAt(CampaignId campaignId, uint40 moment) external view returns (uint64, bytes32) {
        return _campaigns[campaignId].termsAt(moment);
    }

    /// @inheritdoc IRetoCampaigns
    function announcedLimits(CampaignId campaignId) external view returns (Limits memory, uint40) {
        CampaignRecord.AnnouncedLimits storage announced = _campaigns[campaignId].announced;
        return (announced.limits, announced.effectiveAt);
    }

    /// @inheritdoc IRetoCampaigns
    function isReporter(CampaignId campaignId, address account) external view returns (bool) {
        return _campaigns[campaignId].reporters[account];
    }

    /// @inheritdoc IRetoCampaigns
    function computeTag(
        CampaignId campaignId,
        uint64 firstReward,
        bytes32 previousTag,
        bytes32 receiptsRoot,
        bytes calldata fingerprints,
        uint256[] calldata words
    ) external pure returns (bytes32) {
        uint256 count = PayoutBatch.countRewards(fingerprints.length, words.length);
        return PayoutBatch.tagOf(campaignId, firstReward, previousTag, count, receiptsRoot, fingerprints, words);
    }

    /// @inheritdoc IRetoCampaigns
    function attestationDigest(
        CampaignId campaignId,
        bytes32 tag,
        uint64 validUntil,
        uint128 declaredSaleValue
    ) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(abi.encode(Attestation.TYPEHASH, campaignId, tag, validUntil, declaredSaleValue))
            );
    }

    // ------------------------------------------------------------------------------------------------- private

    function _requireOperator() private view {
        if (msg.sender != operator) revert RetoCampaigns_NotOperator(msg.sender);
    }

    function _requireState(CampaignId campaignId, CampaignState wanted) private view {
        CampaignState state = _campaigns[campaignId].stateNow(pausedSeconds());
        if (state != wanted) revert RetoCampaigns_WrongState(campaignId, state);
    }

    /// @dev `state` is the stored one, read already; the clock is asked only when the campaign is closing.
    function _requirePayable(CampaignId campaignId, CampaignState state) private view {
        if (state == CampaignState.Open) return;
        if (state == CampaignState.Unknown) revert RetoCampaigns_UnknownCampaign(campaignId);
        _requireState(campaignId, CampaignState.Closing);
    }

    function _requireEffective(uint40 effectiveAt) private view {
        if (effectiveAt == 0) revert RetoCampaigns_NothingAnnounced();
        if (block.timestamp < effectiveAt) revert RetoCampaigns_TooEarly(effectiveAt);
    }

    function _payWords(FundingKind funding, uint256[] calldata words) private returns (uint256 total) {
        if (words.length == 0) return 0;
        return funding == FundingKind.Escrow ? token.transferBatch(words) : token.mintReservedBatch(words);
    }

    function _deposit(CampaignId campaignId, uint96 amount) private onlyPartner(campaignId) {
        _credit(campaignId, FundingKind.Escrow, amount);
        token.safeTransferFrom(msg.sender, address(this), amount);
    }

    /// @dev Books money that the caller of this brings in the same transaction, or reverts.
    function _credit(CampaignId campaignId, FundingKind funding, uint96 amount) private {
        if (amount == 0) revert RetoCampaigns_NoAmount();
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        _requireFunding(campaignId, funding);
        CampaignState state = campaign_.stateNow(pausedSeconds());
        if (state != CampaignState.Open && state != CampaignState.Closing) {
            revert RetoCampaigns_WrongState(campaignId, state);
        }
        campaign_.account.remaining += amount;
        campaign_.funded += amount;
        emit CampaignFunded(campaignId, msg.sender, amount, campaign_.funded);
    }

    /// @dev Takes what is left out of a lapsed campaign's books; the caller of this moves it.
    function _takeRest(CampaignId campaignId, FundingKind funding) private returns (uint96 amount) {
        _requireFunding(campaignId, funding);
        _requireState(campaignId, CampaignState.Lapsed);
        CampaignRecord.Record storage campaign_ = _campaigns[campaignId];
        amount = campaign_.account.remaining;
        if (amount == 0) revert RetoCampaigns_NoAmount();
        campaign_.account.remaining = 0;
        campaign_.withdrawn = amount;
    }

    function _requireFunding(CampaignId campaignId, FundingKind wanted) private view {
        FundingKind funding = _campaigns[campaignId].ceilings.funding;
        if (funding != wanted) revert RetoCampaigns_WrongFunding(campaignId, funding);
    }

    function _appendTerms(
        CampaignId campaignId,
        bytes32 termsHash,
        uint40 inForceFrom
    ) private returns (uint64 version) {
        if (termsHash == 0) revert RetoCampaigns_NoTerms();
        CampaignRecord.Terms[] storage versions = _campaigns[campaignId].terms;
        if (versions.length == MAX_TERMS_VERSIONS) revert RetoCampaigns_TooManyTerms(MAX_TERMS_VERSIONS);
        versions.push(CampaignRecord.Terms(termsHash, inForceFrom));
        version = uint64(versions.length);
        emit TermsPublished(campaignId, version, termsHash, inForceFrom);
    }

    function _changeLimits(CampaignId campaignId, Limits memory limits) private {
        _campaigns[campaignId].setLimits(limits);
        emit LimitsChanged(
            campaignId,
            limits.maxReward,
            limits.dailyAllowance,
            limits.maxShareBps,
            limits.attestor
        );
    }

    function _changeOperator(address operator_) private {
        emit OperatorChanged(operator, operator_);
        operator = operator_;
        delete _announcedOperator;
        delete _operatorEffectiveAt;
    }

    function _afterDelay() private view returns (uint40) {
        return uint40(block.timestamp + changeDelaySeconds);
    }
}
