// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A contract wallet for tests: it acts for its owner and answers ERC-1271 as it is told
contract SmartWallet is IERC1271 {
    /// @notice What the wallet does when it is asked about a signature.
    enum Answer {
        Honest,
        Refuse,
        Revert,
        TooShort,
        BurnGas,
        AnswerLong
    }

    /// @notice Only the owner may act through this wallet.
    error SmartWallet_NotOwner(address caller);
    /// @notice The wallet was told to answer with a revert.
    error SmartWallet_RefusedLoudly();

    address public immutable owner;
    Answer public answer;

    constructor(address owner_) {
        owner = owner_;
    }

    receive() external payable {}

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    /// @notice Calls `target` as this wallet; only its owner may.
    function execute(address target, bytes calldata data) external payable returns (bytes memory) {
        if (msg.sender != owner) revert SmartWallet_NotOwner(msg.sender);
        (bool done, bytes memory result) = target.call{value: msg.value}(data);
        if (!done) {
            assembly ("memory-safe") {
                revert(add(result, 0x20), mload(result))
            }
        }
        return result;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (answer == Answer.Refuse) return 0xffffffff;
        if (answer == Answer.Revert) revert SmartWallet_RefusedLoudly();
        if (answer == Answer.BurnGas) while (gasleft() > 0) {}
        if (answer == Answer.TooShort) {
            assembly ("memory-safe") {
                mstore(0x00, shl(224, 0x1626ba7e))
                return(0x00, 0x04)
            }
        }
        if (answer == Answer.AnswerLong) {
            assembly ("memory-safe") {
                let start := mload(0x40)
                mstore(start, shl(224, 0x1626ba7e))
                return(start, 0x4000)
            }
        }
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        bool valid = problem == ECDSA.RecoverError.NoError && signer == owner;
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
