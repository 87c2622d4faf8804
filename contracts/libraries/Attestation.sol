// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A partner's signature over a batch
library Attestation {
    bytes32 internal constant TYPEHASH =
        keccak256("BatchAttestation(uint64 campaignId,bytes32 tag,uint64 validUntil,uint128 declaredSaleValue)");

    /// @notice Most gas that a contract wallet may use to check a signature.
    uint256 internal constant WALLET_GAS = 200_000;

    /// @notice Whether `signature` is `attestor`'s over `digest`: of an ordinary account by ECDSA, of a contract by
    /// ERC-1271, asked with `WALLET_GAS` and without the power to change anything.
    /// @dev Reads 32 bytes of the answer, however long it is.
    function isValid(address attestor, bytes32 digest, bytes calldata signature) internal view returns (bool valid) {
        if (attestor.code.length == 0) {
            (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
            return problem == ECDSA.RecoverError.NoError && signer == attestor;
        }

        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        bytes32 answer;
        bool answered;
        assembly ("memory-safe") {
            valid := staticcall(WALLET_GAS, attestor, add(question, 0x20), mload(question), 0x00, 0x20)
            answered := gt(returndatasize(), 0x1f)
            answer := mload(0x00)
        }
        return valid && answered && answer == bytes32(IERC1271.isValidSignature.selector);
    }
}
