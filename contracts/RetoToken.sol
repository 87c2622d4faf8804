// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {IRetoToken} from "./interfaces/IRetoToken.sol";

/// @title RETO
/// @notice See `IRetoToken`, which carries the documentation.
contract RetoToken is ERC20, ERC20Permit, ERC3009, Ownable2Step, ERC165, IRetoToken {
    /// @dev The first variables of OpenZeppelin's ERC20, which keeps them private. A test compares this with the
    /// compiler's storage layout.
    struct Erc20Storage {
        mapping(address account => uint256) balances;
        mapping(address account => mapping(address spender => uint256)) allowances;
        uint256 totalSupply;
    }

    struct Minter {
        uint96 allowance;
        uint96 reserved;
    }

    struct AnnouncedIncrease {
        uint96 increase;
        uint40 effectiveAt;
    }

    /// @inheritdoc IRetoToken
    uint256 public immutable cap;
    /// @inheritdoc IRetoToken
    uint32 public immutable mintDelaySeconds;

    /// @dev `totalSupply()` plus all reservations. Minting what is reserved leaves it as it is.
    uint256 private _committed;
    mapping(address minter => Minter) private _minters;
    mapping(address minter => AnnouncedIncrease) private _announced;
    string private _contractURI;

    /// @param initialOwner Gives mint allowances and grants; a multi-signature wallet outside development.
    /// @param treasury Receives the initial supply.
    /// @param initialSupply Base units minted now; at most `cap_`.
    /// @param cap_ Most base units that may ever exist at once; from 1 to 2^96 - 1.
    /// @param mintDelaySeconds_ Delay of new mint allowances; 0 is for development only.
    constructor(
        address initialOwner,
        address treasury,
        uint256 initialSupply,
        uint256 cap_,
        uint32 mintDelaySeconds_
    ) ERC20("Reto", "RETO") ERC20Permit("Reto") Ownable(initialOwner) {
        if (cap_ == 0 || cap_ > type(uint96).max) revert RetoToken_CapOutOfRange(cap_);
        cap = cap_;
        mintDelaySeconds = mintDelaySeconds_;
        _commit(initialSupply);
        _mint(treasury, initialSupply);
    }

    // ------------------------------------------------------------------------------------------------ the owner

    /// @inheritdoc IRetoToken
    function announceMintAllowance(address minter, uint96 increase) external onlyOwner {
        uint40 effectiveAt = uint40(block.timestamp + mintDelaySeconds);
        _announced[minter] = AnnouncedIncrease(increase, effectiveAt);
        emit MintAllowanceAnnounced(minter, increase, effectiveAt);
    }

    /// @inheritdoc IRetoToken
    function applyMintAllowance(address minter) external {
        AnnouncedIncrease memory announced = _announced[minter];
        if (announced.effectiveAt == 0) revert RetoToken_NothingAnnounced(minter);
        if (block.timestamp < announced.effectiveAt) revert RetoToken_TooEarly(announced.effectiveAt);
        delete _announced[minter];

        Minter memory held = _minters[minter];
        uint256 most = uint256(held.allowance) + held.reserved + announced.increase;
        if (most > cap) revert RetoToken_OverCap(most, cap);
        _setAllowance(minter, held.allowance + announced.increase);
    }

    /// @inheritdoc IRetoToken
    function lowerMintAllowance(address minter, uint96 allowance_) external onlyOwner {
        uint96 current = _minters[minter].allowance;
        bool nothingAnnounced = _announced[minter].effectiveAt == 0;
        if (allowance_ > current || (allowance_ == current && nothingAnnounced)) {
            revert RetoToken_NotLower(minter, current, allowance_);
        }
        delete _announced[minter];
        _setAllowance(minter, allowance_);
    }

    /// @inheritdoc IRetoToken
    function setContractURI(string calldata uri) external onlyOwner {
        _contractURI = uri;
        emit ContractURIUpdated();
    }

    /// @notice Refused: without an owner no minter could be stopped.
    function renounceOwnership() public pure override {
        revert RetoToken_OwnershipNotRenounceable();
    }

    // ------------------------------------------------------------------------------------------------- minters

    /// @inheritdoc IRetoToken
    function reserveMint(uint96 amount) external {
        _spendMintAllowance(amount);
        _commit(amount);
        _setReservation(_minters[msg.sender].reserved + amount);
    }

    /// @inheritdoc IRetoToken
    function releaseMint(uint96 amount) external {
        _spendReservation(amount);
        _committed -= amount;
        _setAllowance(msg.sender, _minters[msg.sender].allowance + amount);
    }

    /// @inheritdoc IRetoToken
    function mintBatch(uint256[] calldata words) external returns (uint256 total) {
        total = _creditWords(address(0), words);
        _spendMintAllowance(total);
        _commit(total);
        _erc20().totalSupply += total;
    }

    /// @inheritdoc IRetoToken
    function mintReservedBatch(uint256[] calldata words) external returns (uint256 total) {
        total = _creditWords(address(0), words);
        _spendReservation(total);
        _erc20().totalSupply += total;
    }

    // ------------------------------------------------------------------------------------------------- holders

    /// @inheritdoc IRetoToken
    function transferBatch(uint256[] calldata words) external returns (uint256 total) {
        mapping(address => uint256) storage balances = _erc20().balances;
        // Read before the first credit: an account cannot pay with what the batch itself credits to it.
        uint256 balance = balances[msg.sender];
        total = _creditWords(msg.sender, words);
        if (total > balance) revert ERC20InsufficientBalance(msg.sender, balance, total);
        unchecked {
            // At least `balance` is there now (credits only add), and `total` is no more than that.
            balances[msg.sender] -= total;
        }
    }

    /// @inheritdoc IRetoToken
    function burn(uint256 amount) external {
        _burn(msg.sender, amount);
        _committed -= amount;
    }

    /// @inheritdoc IRetoToken
    function burnFrom(address account, uint256 amount) external {
        _spendAllowance(account, msg.sender, amount);
        _burn(account, amount);
        _committed -= amount;
    }

    // --------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IRetoToken
    function totalReserved() external view returns (uint256) {
        return _committed - totalSupply();
    }

    /// @inheritdoc IRetoToken
    function mintAllowance(address minter) external view returns (uint96) {
        return _minters[minter].allowance;
    }

    /// @inheritdoc IRetoToken
    function mintReservation(address minter) external view returns (uint96) {
        return _minters[minter].reserved;
    }

    /// @inheritdoc IRetoToken
    function announcedMintAllowance(address minter) external view returns (uint96 increase, uint40 effectiveAt) {
        return (_announced[minter].increase, _announced[minter].effectiveAt);
    }

    /// @inheritdoc IRetoToken
    function contractURI() external view returns (string memory) {
        return _contractURI;
    }

    /// @inheritdoc IRetoToken
    function owner() public view override(Ownable, IRetoToken) returns (address) {
        return super.owner();
    }

    /// @notice ERC-165: true for `IRetoToken`, so that tools can tell that batches are understood.
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IRetoToken).interfaceId || super.supportsInterface(interfaceId);
    }

    // ------------------------------------------------------------------------------------------------- private

    /// @dev Credits every word and says so; the caller of this takes the total from somewhere.
    function _creditWords(address from, uint256[] calldata words) private returns (uint256 total) {
        mapping(address => uint256) storage balances = _erc20().balances;
        uint256 length = words.length;
        for (uint256 i = 0; i < length; ++i) {
            uint256 word = words[i];
            address to = address(uint160(word >> 96));
            if (to == address(0)) revert ERC20InvalidReceiver(address(0));
            uint256 amount = uint96(word);
            unchecked {
                // Both stay far below 2^256: amounts are below 2^96, a block's gas bounds their number below 2^32,
                // and what was there before is at most the cap. Whoever calls this reverts a total it cannot cover.
                total += amount;
                balances[to] += amount;
            }
            emit Transfer(from, to, amount);
        }
    }

    function _commit(uint256 amount) private {
        uint256 committed = _committed + amount;
        if (committed > cap) revert RetoToken_OverCap(committed, cap);
        _committed = committed;
    }

    function _spendMintAllowance(uint256 amount) private {
        uint96 current = _minters[msg.sender].allowance;
        if (amount > current) revert RetoToken_OverMintAllowance(msg.sender, current, amount);
        _setAllowance(msg.sender, current - uint96(amount));
    }

    function _spendReservation(uint256 amount) private {
        uint96 current = _minters[msg.sender].reserved;
        if (amount > current) revert RetoToken_OverMintReservation(msg.sender, current, amount);
        _setReservation(current - uint96(amount));
    }

    function _setAllowance(address minter, uint96 allowance_) private {
        _minters[minter].allowance = allowance_;
        emit MintAllowanceChanged(minter, allowance_);
    }

    function _setReservation(uint96 reserved) private {
        _minters[msg.sender].reserved = reserved;
        emit MintReservationChanged(msg.sender, reserved);
    }

    /// @dev ERC20 is the first base with storage, so its variables begin at slot 0.
    function _erc20() private pure returns (Erc20Storage storage erc20) {
        assembly ("memory-safe") {
            erc20.slot := 0
        }
    }
}
