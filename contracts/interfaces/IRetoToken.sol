// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title RETO, the token that rewards are paid in
/// @notice ERC-20 with ERC-2612 permit, EIP-3009 transfers with authorization (random 32-byte nonces), ERC-5267,
/// ERC-6093 errors, burn, a cap, and batches of packed words. No hooks, no fees, no blacklist, no pause, no proxy:
/// nothing a recipient does can stop a batch that pays it.
/// @dev Units: every amount is in base units, 10^18 of which are one RETO. The cap lies below 2^96, so every balance
/// and every amount fits the 12 bytes of a word.
///
/// A word is 32 bytes: the recipient's 20 bytes, then the amount's 12 bytes, big-endian:
/// `word = (uint256(uint160(recipient)) << 96) | amount`.
///
/// Minting: the owner gives a minter an allowance, after a delay that everyone can watch, and takes it back at once.
/// A minter may reserve part of its allowance; what is reserved can no longer be taken back by the owner nor crowded
/// out by the cap, only minted or released by that minter. Always: `totalSupply() + totalReserved() <= cap()`.
interface IRetoToken is IERC20 {
    /// @notice A larger allowance for `minter` was announced; anyone may apply it from `effectiveAt` on.
    event MintAllowanceAnnounced(address indexed minter, uint96 increase, uint40 effectiveAt);
    /// @notice What `minter` may still mint or reserve is now `allowance`.
    event MintAllowanceChanged(address indexed minter, uint96 allowance);
    /// @notice What `minter` holds reserved is now `reserved`.
    event MintReservationChanged(address indexed minter, uint96 reserved);
    /// @notice ERC-7572: the document that `contractURI()` names has changed.
    event ContractURIUpdated();

    /// @notice The supply, with what is reserved, would pass the cap.
    error RetoToken_OverCap(uint256 wanted, uint256 cap);
    /// @notice A constructor argument is outside its range: the cap is 0 or not below 2^96.
    error RetoToken_CapOutOfRange(uint256 cap);
    /// @notice The minter's allowance is `allowance` and `wanted` was asked for.
    error RetoToken_OverMintAllowance(address minter, uint256 allowance, uint256 wanted);
    /// @notice The minter holds `reserved` reserved and `wanted` was asked for.
    error RetoToken_OverMintReservation(address minter, uint256 reserved, uint256 wanted);
    /// @notice Nothing is announced for this minter.
    error RetoToken_NothingAnnounced(address minter);
    /// @notice The announced change takes effect at `effectiveAt`, which is still to come.
    error RetoToken_TooEarly(uint256 effectiveAt);
    /// @notice An allowance was to be lowered to `wanted` but is already `allowance`, no more than that.
    error RetoToken_NotLower(address minter, uint256 allowance, uint256 wanted);
    /// @notice Ownership cannot be renounced: without an owner no minter could be stopped.
    error RetoToken_OwnershipNotRenounceable();

    /// @notice Pays every word from the caller's own balance: one debit, one credit and one `Transfer` a word.
    /// @dev Needs no privilege and spends no one's allowance. All or nothing. A recipient may appear more than once and
    /// may be the caller. An amount of 0 is allowed, as ERC-20 asks.
    /// Reverts: `ERC20InvalidReceiver(0)` for a zero recipient; `ERC20InsufficientBalance` when the total is more than
    /// the caller held before the first credit (crediting oneself does not help).
    /// @param words Recipients and amounts, see above; may be empty.
    /// @return total The sum of the amounts, base units.
    function transferBatch(uint256[] calldata words) external returns (uint256 total);

    /// @notice Mints every word out of the caller's mint allowance.
    /// @dev Reverts: `RetoToken_OverMintAllowance`; `RetoToken_OverCap`; `ERC20InvalidReceiver(0)`.
    /// @return total The sum of the amounts, base units.
    function mintBatch(uint256[] calldata words) external returns (uint256 total);

    /// @notice Mints every word out of what the caller holds reserved.
    /// @dev Reverts: `RetoToken_OverMintReservation`; `ERC20InvalidReceiver(0)`. It cannot meet the cap: the
    /// reservation counted against it already.
    /// @return total The sum of the amounts, base units.
    function mintReservedBatch(uint256[] calldata words) external returns (uint256 total);

    /// @notice Moves `amount` of the caller's mint allowance into its reservation.
    /// @dev Reverts: `RetoToken_OverMintAllowance`; `RetoToken_OverCap`.
    function reserveMint(uint96 amount) external;

    /// @notice Moves `amount` of the caller's reservation back into its mint allowance.
    /// @dev Reverts: `RetoToken_OverMintReservation`.
    function releaseMint(uint96 amount) external;

    /// @notice Destroys `amount` of the caller's own tokens.
    /// @dev Reverts: `ERC20InsufficientBalance`.
    function burn(uint256 amount) external;

    /// @notice Destroys `amount` of `account`'s tokens out of the allowance that it gave the caller.
    /// @dev Reverts: `ERC20InsufficientAllowance`; `ERC20InsufficientBalance`.
    function burnFrom(address account, uint256 amount) external;

    /// @notice Announces that `minter`'s allowance shall grow by `increase`. Only the owner.
    /// @dev A second announcement for the same minter replaces the first and starts its delay anew.
    function announceMintAllowance(address minter, uint96 increase) external;

    /// @notice Adds an announced increase once its delay is over. Anyone may call.
    /// @dev Reverts: `RetoToken_NothingAnnounced`; `RetoToken_TooEarly`; `RetoToken_OverCap` when what
    /// the minter may mint, its reservation included, would pass the cap.
    function applyMintAllowance(address minter) external;

    /// @notice Lowers `minter`'s allowance to `allowance` at once and drops any announced increase. Only the owner.
    /// What the minter holds reserved stays reserved.
    /// @dev Reverts: `RetoToken_NotLower` when it is lower or equal already and nothing is announced.
    function lowerMintAllowance(address minter, uint96 allowance) external;

    /// @notice Sets the ERC-7572 document. Only the owner. It touches no money.
    function setContractURI(string calldata uri) external;

    /// @notice Most base units that may ever exist at once; below 2^96 and fixed at deployment.
    function cap() external view returns (uint256);

    /// @notice Seconds between the announcement of a mint allowance and its application; fixed at deployment.
    function mintDelaySeconds() external view returns (uint32);

    /// @notice Sum of what all minters hold reserved, base units.
    function totalReserved() external view returns (uint256);

    /// @notice What `minter` may still mint or reserve, base units.
    function mintAllowance(address minter) external view returns (uint96);

    /// @notice What `minter` holds reserved, base units.
    function mintReservation(address minter) external view returns (uint96);

    /// @notice The increase announced for `minter` and when it may be applied; both 0 when none is.
    function announcedMintAllowance(address minter) external view returns (uint96 increase, uint40 effectiveAt);

    /// @notice The account that gives mint allowances and grants `Mint` campaigns their budgets.
    function owner() external view returns (address);

    /// @notice ERC-7572: where a document that describes the token is found.
    function contractURI() external view returns (string memory);
}
