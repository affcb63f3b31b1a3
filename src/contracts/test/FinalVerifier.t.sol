// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {FinalVerifier} from "../src/FinalVerifier.sol";
import {IVerifier} from "../src/IVerifier.sol";
import {FinalProofLayout} from "./FinalProofLayout.sol";
import {vm} from "./Vm.sol";

/// @title The final verifier with a real proof, which ops/final-proof.sh makes
contract FinalVerifierTest {
    string private constant FILE = "cache/proofs/final.bin";
    /// Bytes of a file before the proof's.
    uint256 private constant HEAD = 160;
    uint256 private constant P = 0x7f000001;

    IVerifier private verifier;
    bytes32[5] private words;

    function setUp() public {
        verifier = new FinalVerifier();
        bytes memory file = vm.readFileBinary(FILE);
        bytes32[5] memory head;
        assembly {
            mcopy(head, add(file, 0x20), HEAD)
        }
        words = head;
    }

    function test_A_real_proof_is_accepted() public view {
        vm.assertTrue(accepts(words, read()));
    }

    function test_The_code_can_be_deployed() public view {
        vm.assertTrue(address(verifier).code.length < 24_576);
    }

    function test_A_proof_does_not_hold_for_another_program_chain_rollup_or_batch() public view {
        bytes memory valid = read();
        for (uint256 word; word < 5; ++word) {
            for (uint256 bit; bit < 256; bit += 31) {
                if (word == 2 && bit >= 160) continue;
                bytes32[5] memory other = words;
                other[word] ^= bytes32(1 << bit);
                vm.assertFalse(accepts(other, valid));
            }
        }
    }

    function test_A_program_key_of_numbers_that_are_no_elements_is_refused() public view {
        (bytes memory valid, bytes32[5] memory other) = (read(), words);
        for (uint256 i; i < 8; ++i) {
            uint256 element = uint32(uint256(words[0]) >> (32 * i));
            other[0] = bytes32(uint256(words[0]) + (P << (32 * i)));
            if (element + P < 1 << 32) vm.assertFalse(accepts(other, valid));
        }
    }

    function test_A_changed_message_is_refused() public view {
        (bytes memory changed, uint256[] memory offsets) = (read(), FinalProofLayout.messages());
        for (uint256 i; i < offsets.length; ++i) {
            uint256 end = i + 1 < offsets.length ? offsets[i + 1] : FinalProofLayout.FIRST_QUERY;
            refusesChange(changed, offsets[i]);
            refusesChange(changed, (offsets[i] + end) / 2);
            refusesChange(changed, end - 1);
        }
    }

    function test_A_changed_header_is_refused() public view {
        bytes memory changed = read();
        for (uint256 i; i < 3; ++i) {
            refusesChange(changed, i);
        }
    }

    function test_A_changed_part_of_any_query_is_refused() public view {
        (bytes memory changed, uint256[] memory offsets) = (read(), FinalProofLayout.queryParts());
        for (uint256 i; i < offsets.length; ++i) {
            uint256 end = i + 1 < offsets.length ? offsets[i + 1] : FinalProofLayout.QUERY_BYTES;
            // Another query for every part: all are checked by the same code.
            uint256 query = FinalProofLayout.FIRST_QUERY + FinalProofLayout.QUERY_BYTES * (i * 7 % FinalProofLayout.QUERIES);
            refusesChange(changed, query + offsets[i]);
            refusesChange(changed, query + (offsets[i] + end) / 2);
            refusesChange(changed, query + end - 1);
        }
    }

    function test_The_last_byte_of_every_query_counts() public view {
        bytes memory changed = read();
        for (uint256 i; i < FinalProofLayout.QUERIES; ++i) {
            refusesChange(changed, FinalProofLayout.FIRST_QUERY + FinalProofLayout.QUERY_BYTES * (i + 1) - 1);
        }
    }

    function test_Proofs_of_another_length_are_refused() public view {
        bytes memory valid = read();
        vm.assertFalse(accepts(words, bytes.concat(valid, hex"00")));
        vm.assertFalse(accepts(words, bytes.concat(valid, valid)));
        uint256[7] memory cuts = [uint256(1), 4, 20, 26, FinalProofLayout.QUERY_BYTES, valid.length - 3, valid.length];
        for (uint256 i; i < cuts.length; ++i) {
            bytes memory cut = read();
            uint256 length = valid.length - cuts[i];
            assembly {
                mstore(cut, length)
            }
            vm.assertFalse(accepts(words, cut));
        }
    }

    /// An element plus p is the same element, in bytes that are not its own.
    function test_Elements_that_are_not_canonical_are_refused() public view {
        bytes memory changed = read();
        (uint256 refused, uint256 step) = (0, changed.length / 61);
        for (uint256 place = FinalProofLayout.messages()[1]; place + 4 < changed.length; place += step) {
            uint256 word = read32(changed, place);
            if (word + P >= 1 << 32) continue;
            write32(changed, place, word + P);
            vm.assertFalse(accepts(words, changed));
            write32(changed, place, word);
            ++refused;
        }
        vm.assertTrue(refused > 20);
    }

    function test_A_query_in_the_place_of_another_is_refused() public view {
        uint256 size = FinalProofLayout.QUERY_BYTES;
        for (uint256 i; i + 1 < FinalProofLayout.QUERIES; i += 5) {
            uint256 first = FinalProofLayout.FIRST_QUERY + size * i;
            (bytes memory swapped, bytes memory repeated, bytes memory valid) = (read(), read(), read());
            assembly {
                let offset := add(first, 0x20)
                mcopy(add(swapped, offset), add(valid, add(offset, size)), size)
                mcopy(add(swapped, add(offset, size)), add(valid, offset), size)
                mcopy(add(repeated, add(offset, size)), add(valid, offset), size)
            }
            vm.assertFalse(accepts(words, swapped));
            vm.assertFalse(accepts(words, repeated));
        }
    }

    function test_The_rows_of_another_query_are_refused() public view {
        uint256[] memory offsets = FinalProofLayout.queryParts();
        bytes memory valid = read();
        for (uint256 i; i + 1 < offsets.length; i += 2) {
            (bytes memory exchanged, uint256 next) = (read(), FinalProofLayout.QUERY_BYTES);
            (uint256 from, uint256 size) = (FinalProofLayout.FIRST_QUERY + offsets[i], offsets[i + 1] - offsets[i]);
            assembly {
                mcopy(add(exchanged, add(from, 0x20)), add(valid, add(from, add(0x20, next))), size)
            }
            vm.assertFalse(accepts(words, exchanged));
        }
    }

    function testFuzz_A_proof_with_any_byte_changed_is_refused(uint256 place, uint8 difference) public view {
        vm.assume(difference != 0);
        bytes memory changed = read();
        place %= changed.length;
        changed[place] = bytes1(uint8(changed[place]) ^ difference);
        vm.assertFalse(accepts(words, changed));
    }

    function testFuzz_Bytes_that_are_no_proof_are_refused(bytes32 seed) public view {
        bytes memory valid = read();
        bytes memory random = new bytes(read().length);
        for (uint256 i = 32; i <= random.length; i += 32) {
            seed = keccak256(abi.encode(seed));
            assembly {
                mstore(add(random, i), seed)
            }
        }
        for (uint256 i; i < 3; ++i) {
            random[i] = valid[i];
        }
        vm.assertFalse(accepts(words, random));
    }

    /// The valid proof.
    function read() private view returns (bytes memory proof) {
        bytes memory file = vm.readFileBinary(FILE);
        proof = new bytes(file.length - HEAD);
        assembly {
            mcopy(add(proof, 0x20), add(file, add(0x20, HEAD)), sub(mload(file), HEAD))
        }
    }

    /// Flips a bit and leaves the bytes as they were.
    function refusesChange(bytes memory changed, uint256 place) private view {
        changed[place] ^= 0x01;
        vm.assertFalse(accepts(words, changed));
        changed[place] ^= 0x01;
    }

    /// A revert is a refusal.
    function accepts(bytes32[5] memory head, bytes memory bytes_) private view returns (bool) {
        try verifier.verify(head[0], uint256(head[1]), address(uint160(uint256(head[2]))), head[3], head[4], bytes_) returns (bool valid) {
            return valid;
        } catch {
            return false;
        }
    }

    function read32(bytes memory data, uint256 place) private pure returns (uint256 word) {
        assembly {
            word := shr(224, mload(add(data, add(place, 0x20))))
        }
    }

    function write32(bytes memory data, uint256 place, uint256 word) private pure {
        assembly {
            let p := add(data, add(place, 0x20))
            mstore(p, or(shl(224, word), shr(32, shl(32, mload(p)))))
        }
    }
}
