// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {VersionRegistry} from "../src/VersionRegistry.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract ProveBatchesTest is RollupFixture {
    function test_Nothing_can_be_proven_without_a_verifier() public {
        vm.chainId(31337);
        VersionRegistry.Program memory none;
        chain = new RollupChain(parameters(), genesis(), holders(), terms(), none);
        last = genesis().toHeader(1, chain.configHash());
        commitMany(1);
        vm.expectRevert(abi.encodeWithSelector(VersionRegistry.NoVerifier.selector, 1));
        chain.proveBatches(1, 1, PROOF);
    }

    function test_A_proof_of_exactly_the_range_finalizes_it() public {
        BatchHeader memory genesisHeader = last;
        commitMany(2);
        verifierSays(true, PROGRAM_KEY, genesisHeader, last);
        commitMany(1);

        vm.expectEmit(address(chain));
        emit RollupChain.BatchesFinalized(1, 2);
        vm.prank(user);
        chain.proveBatches(1, 2, PROOF);
        vm.assertEq(chain.lastFinalizedBatch(), 2);
        vm.assertEq(chain.lastCommittedBatch(), 3);
    }

    function test_A_proof_that_the_verifier_rejects_is_refused() public {
        BatchHeader memory genesisHeader = last;
        commitMany(1);
        verifierSays(false, PROGRAM_KEY, genesisHeader, last);
        vm.expectRevert(RollupChain.InvalidProof.selector);
        chain.proveBatches(1, 1, PROOF);
    }

    function test_A_range_that_is_empty_or_not_next_or_not_committed_is_refused() public {
        commitMany(2);
        uint256[2][4] memory ranges = [[uint256(1), 0], [uint256(2), 2], [uint256(1), 3], [uint256(0), 1]];
        for (uint256 i; i < ranges.length; ++i) {
            (uint256 from, uint256 to) = (ranges[i][0], ranges[i][1]);
            vm.expectRevert(abi.encodeWithSelector(RollupChain.InvalidRange.selector, from, to));
            chain.proveBatches(from, to, PROOF);
        }
    }

    function test_A_range_of_two_versions_is_refused() public {
        commitMany(1);
        upgrade();
        BatchHeader memory header = next();
        header.version = 2;
        commit(header);

        vm.expectRevert(abi.encodeWithSelector(RollupChain.MixedVersions.selector, 1, 2));
        chain.proveBatches(1, 2, PROOF);
    }

    function test_Each_version_is_proven_with_its_own_program() public {
        BatchHeader memory genesisHeader = last;
        commitMany(1);
        BatchHeader memory first = last;
        upgrade();
        BatchHeader memory second = next();
        second.version = 2;
        commit(second);

        verifierSays(true, PROGRAM_KEY, genesisHeader, first);
        chain.proveBatches(1, 1, PROOF);
        verifierSays(true, keccak256("program 2"), first, second);
        chain.proveBatches(2, 2, PROOF);
        vm.assertEq(chain.lastFinalizedBatch(), 2);
    }

    function test_Batches_of_a_disabled_version_cannot_be_proven() public {
        commitMany(1);
        vm.prank(owner);
        chain.disableVersion(1);
        vm.expectRevert(abi.encodeWithSelector(VersionRegistry.DisabledVersion.selector, 1));
        chain.proveBatches(1, 1, PROOF);
    }

    /// @dev Announces version 2 and waits until it is active.
    function upgrade() private {
        vm.prank(owner);
        chain.setVersion(2, verifier, keccak256("program 2"), uint64(block.timestamp) + MINIMUM_DELAY);
        vm.warp(block.timestamp + MINIMUM_DELAY);
    }
}
