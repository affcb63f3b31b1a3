// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FinalVerifier} from "../src/FinalVerifier.sol";
import {IVerifier} from "../src/IVerifier.sol";
import {vm} from "./Vm.sol";

/// @title The final verifier with a real proof, which ops/test-contracts.sh makes
contract FinalVerifierTest {
    IVerifier private immutable VERIFIER = new FinalVerifier();

    function test_A_real_proof_is_accepted() public view {
        (bytes32[5] memory words, bytes memory proof) = read();
        vm.assertTrue(VERIFIER.verify(words[0], uint256(words[1]), address(uint160(uint256(words[2]))), words[3], words[4], proof));
    }

    function read() private view returns (bytes32[5] memory words, bytes memory proof) {
        bytes memory file = vm.readFileBinary("cache/proofs/final.bin");
        proof = new bytes(file.length - 160);
        assembly {
            mcopy(words, add(file, 0x20), 0xa0)
            mcopy(add(proof, 0x20), add(file, 0xc0), sub(mload(file), 0xa0))
        }
    }
}
