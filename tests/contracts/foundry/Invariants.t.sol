// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignId, IRetoCampaigns} from "../../../contracts/interfaces/IRetoCampaigns.sol";
import {Model} from "./support/Model.sol";
import {PayingHandler} from "./support/PayingHandler.sol";
import {Replica} from "./support/Replica.sol";

/// @notice The twelve invariants of the two contracts after any sequence of what anybody may try. What holds of a
/// single call rather than of a state (5, 6, 8, 9, 11) is judged by the handler at each call, by a model that shares no
/// code with the contracts; the first rule broken is kept by name.
contract InvariantsTest {
    PayingHandler private handler;

    function setUp() external {
        handler = new PayingHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev One function, so that forge plays each sequence once and not twelve times.
    function invariant_all_twelve_hold_after_any_sequence_of_calls() external view {
        _every_call_does_what_the_model_says();
        _01_the_contract_holds_what_escrows_own_and_reserves_what_mints_were_granted();
        _02_no_campaign_pays_and_returns_more_than_it_received();
        _03_number_and_tag_move_together_and_only_by_paid_batches();
        _04_everybody_owns_exactly_what_was_sent_to_them();
        _05_nothing_can_be_paid_now_while_paused();
        _06_leftovers_leave_once_and_only_after_the_grace_period();
        _07_supply_is_the_sum_of_balances_and_stays_under_the_cap();
        _08_roles_change_only_by_their_rules();
        _09_terms_are_only_appended_and_limits_rise_only_with_a_delay();
        _10_tokens_sent_by_mistake_stay_and_change_no_campaign();
        _12_events_alone_rebuild_balances_and_campaigns();
    }

    function _every_call_does_what_the_model_says() private view {
        string memory rule = handler.broken();
        require(bytes(rule).length == 0, rule);
    }

    function _01_the_contract_holds_what_escrows_own_and_reserves_what_mints_were_granted() private view {
        (uint256 escrowed, uint256 granted) = _outstanding();
        require(handler.token().balanceOf(address(handler.campaigns())) >= escrowed, "1: an escrow is not covered");
        require(handler.token().mintReservation(address(handler.campaigns())) == granted, "1: a grant is not reserved");
        require(handler.token().totalReserved() == granted, "1: reservations do not add up");
    }

    function _02_no_campaign_pays_and_returns_more_than_it_received() private view {
        for (uint64 i = 1; i <= handler.campaigns().campaignCount(); ++i) {
            IRetoCampaigns.CampaignView memory one = handler.campaigns().campaign(CampaignId.wrap(i));
            require(one.paid + one.withdrawn <= one.funded, "2: more out than in");
            require(one.remaining == one.funded - one.paid - one.withdrawn, "2: what remains");
        }
    }

    function _03_number_and_tag_move_together_and_only_by_paid_batches() private view {
        for (uint256 i = 0; i < handler.campaignsExpected(); ++i) {
            IRetoCampaigns.CampaignView memory one = _campaign(i);
            require(one.nextReward == handler.expectedOf(i).nextReward, "3: number");
            require(one.lastTag == handler.expectedOf(i).lastTag, "3: tag");
        }
    }

    function _04_everybody_owns_exactly_what_was_sent_to_them() private view {
        for (uint256 i = 0; i < handler.peopleCount(); ++i) {
            address one = handler.people(i);
            require(handler.token().balanceOf(one) == handler.expectedBalance(one), "4: a balance");
        }
        for (uint256 i = 0; i < handler.campaignsExpected(); ++i) {
            Model.Expected memory expected = handler.expectedOf(i);
            IRetoCampaigns.CampaignView memory one = _campaign(i);
            require(one.paid == expected.paid && one.funded == expected.funded, "4: a campaign's figures");
            require(one.remaining == handler.remainingOf(i), "4: what remains");
            require(handler.campaigns().availableToday(CampaignId.wrap(uint64(i + 1))) == handler.availableOf(i), "4: today");
        }
    }

    function _05_nothing_can_be_paid_now_while_paused() private view {
        require(handler.isPaused() == (block.timestamp < handler.campaigns().pausedUntil()), "5: the pause");
        require(handler.secondsPaused() == handler.campaigns().pausedSeconds(), "5: how long it stood still");
        if (!handler.isPaused()) return;
        for (uint64 i = 1; i <= handler.campaigns().campaignCount(); ++i) {
            require(handler.campaigns().payableNow(CampaignId.wrap(i)) == 0, "5: payable while paused");
        }
    }

    function _06_leftovers_leave_once_and_only_after_the_grace_period() private view {
        for (uint256 i = 0; i < handler.campaignsExpected(); ++i) {
            Model.Expected memory expected = handler.expectedOf(i);
            IRetoCampaigns.CampaignView memory one = _campaign(i);
            require(one.withdrawn == expected.withdrawn && expected.withdrawals <= 1, "6: withdrawn more than once");
            require(one.withdrawn == 0 || one.remaining == 0, "6: withdrawn in part");
            require((one.state == IRetoCampaigns.CampaignState.Lapsed) == handler.hasLapsed(i), "6: lapsed");
        }
    }

    function _07_supply_is_the_sum_of_balances_and_stays_under_the_cap() private view {
        uint256 sum;
        for (uint256 i = 0; i < handler.peopleCount(); ++i) sum += handler.token().balanceOf(handler.people(i));
        uint256 supply = handler.token().totalSupply();
        require(sum == supply, "7: balances do not add up");
        require(supply == handler.expectedSupply(), "7: supply");
        require(supply + handler.token().totalReserved() <= handler.CAP(), "7: cap");
    }

    function _08_roles_change_only_by_their_rules() private view {
        require(handler.campaigns().operator() == handler.expectedOperator(), "8: operator");
        require(handler.campaigns().owner() == handler.OWNER(), "8: owner");
        require(handler.campaigns().pauser() == handler.PAUSER(), "8: pauser");
        for (uint256 i = 0; i < handler.campaignsExpected(); ++i) {
            require(_campaign(i).partner == handler.expectedOf(i).partner, "8: partner");
        }
    }

    function _09_terms_are_only_appended_and_limits_rise_only_with_a_delay() private view {
        for (uint256 i = 0; i < handler.campaignsExpected(); ++i) {
            Model.Version[] memory versions = handler.versionsOf(i);
            IRetoCampaigns.CampaignView memory one = _campaign(i);
            require(one.termsVersions == versions.length, "9: how many versions");
            for (uint256 v = 0; v < versions.length; ++v) {
                (bytes32 termsHash, uint40 from) = handler.campaigns().terms(CampaignId.wrap(uint64(i + 1)), uint64(v + 1));
                require(termsHash == versions[v].termsHash && from == versions[v].inForceFrom, "9: a version changed");
            }
            Model.Expected memory expected = handler.expectedOf(i);
            require(one.maxReward == expected.maxReward && one.maxShareBps == expected.maxShareBps, "9: limits");
            require(one.dailyAllowance == expected.dailyAllowance, "9: daily allowance");
        }
    }

    function _10_tokens_sent_by_mistake_stay_and_change_no_campaign() private view {
        (uint256 escrowed, ) = _outstanding();
        uint256 held = handler.token().balanceOf(address(handler.campaigns()));
        require(held == escrowed + handler.gifts(), "10: a gift was taken or counted");
    }

    function _12_events_alone_rebuild_balances_and_campaigns() private view {
        Replica replica = handler.replica();
        require(!replica.overdrawn(), "12: events contradict each other");
        require(replica.supply() == handler.token().totalSupply(), "12: supply");
        for (uint256 i = 0; i < handler.peopleCount(); ++i) {
            address one = handler.people(i);
            require(replica.balance(one) == handler.token().balanceOf(one), "12: a balance");
            require(replica.reservation(one) == handler.token().mintReservation(one), "12: a reservation");
        }
        require(replica.operator() == handler.campaigns().operator(), "12: operator");
        require(replica.pausedUntil() == handler.campaigns().pausedUntil(), "12: pause");
        require(replica.campaignCount() == handler.campaigns().campaignCount(), "12: campaigns");
        for (uint256 i = 0; i < handler.campaignsExpected(); ++i) _requireSameFigures(replica.figures(i + 1), _campaign(i));
    }

    function _requireSameFigures(
        Replica.Figures memory read,
        IRetoCampaigns.CampaignView memory stored
    ) private pure {
        require(read.funded == stored.funded && read.paid == stored.paid, "12: funded or paid");
        require(read.withdrawn == stored.withdrawn, "12: withdrawn");
        require(read.nextReward == stored.nextReward && read.lastTag == stored.lastTag, "12: number or tag");
        require(read.maxReward == stored.maxReward && read.dailyAllowance == stored.dailyAllowance, "12: limits");
        require(read.closedAt == stored.closedAt && read.termsVersions == stored.termsVersions, "12: closing or terms");
    }

    function _campaign(uint256 index) private view returns (IRetoCampaigns.CampaignView memory) {
        return handler.campaigns().campaign(CampaignId.wrap(uint64(index + 1)));
    }

    function _outstanding() private view returns (uint256 escrowed, uint256 granted) {
        for (uint64 i = 1; i <= handler.campaigns().campaignCount(); ++i) {
            IRetoCampaigns.CampaignView memory one = handler.campaigns().campaign(CampaignId.wrap(i));
            uint256 left = one.funded - one.paid - one.withdrawn;
            if (one.funding == IRetoCampaigns.FundingKind.Escrow) escrowed += left;
            else granted += left;
        }
    }
}
