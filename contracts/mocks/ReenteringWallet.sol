// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A wallet that calls back whenever anything calls it, for tests
/// @notice It is paid rewards, withdraws leftovers or attests, and tries `target` with `data` each time that it is
/// given control. `entered` says how often that was, `succeeded` how often the call back worked.
contract ReenteringWallet {
    address public target;
    bytes public data;
    uint256 public entered;
    uint256 public succeeded;

    function aim(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    /// @notice Makes a call of its own, such as creating, closing or withdrawing from a campaign.
    function act(address to, bytes calldata call_) external returns (bytes memory) {
        (bool done, bytes memory result) = to.call(call_);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }

    receive() external payable {
        _callBack();
    }

    fallback() external payable {
        _callBack();
    }

    function _callBack() private {
        ++entered;
        (bool done, ) = target.call(data);
        if (done) ++succeeded;
    }
}
