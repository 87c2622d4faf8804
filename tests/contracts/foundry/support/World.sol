// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId} from "../../../../contracts/interfaces/IRetoCampaigns.sol";
import {IRetoToken} from "../../../../contracts/interfaces/IRetoToken.sol";
import {RetoCampaigns} from "../../../../contracts/RetoCampaigns.sol";
import {RetoToken} from "../../../../contracts/RetoToken.sol";
import {Replica} from "./Replica.sol";
import {Vm, vm} from "./Vm.sol";

/// @notice The contracts, the people around them, and one way to call: each call is judged against what a model says,
/// a refused call must leave everything as it was, and an accepted one is read by the replica from its events alone.
abstract contract World {
    uint256 public constant SUPPLY = 600_000_000;
    uint256 public constant CAP = 1_000_000_000;
    uint256 public constant CAMPAIGNS_ALLOWANCE = 300_000_000;
    uint256 public constant MINTER_ALLOWANCE = 300_000_000;
    uint32 public constant MINT_DELAY = 2 days;
    uint32 public constant CHANGE_DELAY = 3 days;

    address public constant OWNER = address(0xA0);
    address public constant OPERATOR = address(0xA1);
    address public constant PAUSER = address(0xA2);
    address public constant MINTER = address(0xA3);
    address public constant STRANGER = address(0xA4);

    RetoToken public immutable token;
    RetoCampaigns public immutable campaigns;
    Replica public immutable replica = new Replica();
    address[] public people;

    /// @notice The rule that was seen broken first; empty as long as none was.
    string public broken;
    /// @notice Calls accepted so far: proves that a run did something.
    uint256 public accepted;

    constructor() {
        vm.warp(1_800_000_000);
        vm.recordLogs();
        token = new RetoToken(OWNER, OWNER, SUPPLY, CAP, MINT_DELAY);
        campaigns = new RetoCampaigns(IRetoToken(address(token)), OWNER, OPERATOR, PAUSER, CHANGE_DELAY);
        for (uint160 i = 0; i < 8; ++i) {
            people.push(address(0xB0 + i));
            vm.prank(OWNER);
            token.transfer(address(0xB0 + i), 50_000_000);
        }
        people.push(OWNER);
        people.push(MINTER);
        people.push(address(campaigns));
        vm.prank(OWNER);
        token.announceMintAllowance(address(campaigns), uint96(CAMPAIGNS_ALLOWANCE));
        vm.prank(OWNER);
        token.announceMintAllowance(MINTER, uint96(MINTER_ALLOWANCE));
        vm.warp(block.timestamp + MINT_DELAY);
        token.applyMintAllowance(address(campaigns));
        token.applyMintAllowance(MINTER);
        replica.read(vm.getRecordedLogs());
    }

    function peopleCount() external view returns (uint256) {
        return people.length;
    }

    /// @dev Calls as `caller` and compares with what should happen. `rule` names what is broken if it does not.
    function _call(
        address caller,
        address target,
        bytes memory data,
        bool expected,
        string memory rule
    ) internal returns (bool done) {
        bytes32 before = _state();
        vm.recordLogs();
        vm.prank(caller);
        (done, ) = target.call(data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (done) replica.read(logs); // forge also records what a refused call took back
        if (done != expected) _break(rule);
        if (!done && _state() != before) _break("11: a refused call changed something");
        if (done) ++accepted;
    }

    function _break(string memory rule) internal {
        if (bytes(broken).length == 0) broken = rule;
    }

    /// @dev Everything that anybody can own or read, in one hash.
    function _state() private view returns (bytes32 state) {
        state = keccak256(
            abi.encode(token.totalSupply(), token.totalReserved(), campaigns.pausedUntil(), campaigns.operator())
        );
        for (uint256 i = 0; i < people.length; ++i) {
            address one = people[i];
            state = keccak256(abi.encode(state, token.balanceOf(one), token.allowance(one, address(campaigns))));
        }
        uint64 count = campaigns.campaignCount();
        for (uint64 i = 1; i <= count; ++i) {
            CampaignId id = CampaignId.wrap(i);
            state = keccak256(abi.encode(state, campaigns.campaign(id), campaigns.availableToday(id)));
        }
    }
}
