// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {BatchHeader} from "../src/BatchHeader.sol";
import {IVerifier} from "../src/IVerifier.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {VersionRegistry} from "../src/VersionRegistry.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract VersionsTest is RollupFixture {
    function test_The_first_version_gets_its_verifier_once() public {
        vm.expectEmit(address(chain));
        emit VersionRegistry.VersionSet(1, verifier, PROGRAM_KEY, 0);
        setVerifier();
        vm.assertEq(address(chain.protocolVersion(1).verifier), address(verifier));
        vm.assertEq(chain.protocolVersion(1).programKey, PROGRAM_KEY);
        refuses(1, verifier, 0, abi.encodeWithSelector(VersionRegistry.VersionFixed.selector, 1));
    }

    function test_A_version_activates_at_its_batch() public {
        setVersion(2, 3);
        commitMany(2);
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.UnexpectedVersion.selector, 2, 1));
        BatchHeader memory header = next();
        header.version = 2;
        commit(header);
    }

    function test_Commits_made_before_an_activation_keep_their_version() public {
        setVerifier();
        BatchHeader memory genesisHeader = last;
        commitMany(2);
        setVersion(2, 1);
        verifierSays(true, PROGRAM_KEY, genesisHeader, last);
        chain.proveBatches(1, 2, PROOF);
        expectRefusal(next(), abi.encodeWithSelector(RollupChain.UnexpectedVersion.selector, 2, 1));
    }

    function test_Versions_are_numbered_without_gaps() public {
        refuses(3, verifier, 10, abi.encodeWithSelector(VersionRegistry.UnknownVersion.selector, 3));
        refuses(0, verifier, 10, abi.encodeWithSelector(VersionRegistry.UnknownVersion.selector, 0));
    }

    function test_An_activation_must_be_after_the_last_final_batch_and_not_before_an_older_versions() public {
        refuses(2, verifier, 0, abi.encodeWithSelector(VersionRegistry.InvalidActivation.selector, 0));
        setVersion(2, 10);
        refuses(3, verifier, 9, abi.encodeWithSelector(VersionRegistry.InvalidActivation.selector, 9));
    }

    function test_A_pending_version_can_be_replaced_before_it_activates() public {
        setVersion(2, 10);
        setVersion(3, 10);
        vm.assertEq(chain.versionOfBatch(9), 1);
        vm.assertEq(chain.versionOfBatch(10), 3);
    }

    function test_The_activation_of_an_existing_version_cannot_move() public {
        refuses(1, verifier, 5, abi.encodeWithSelector(VersionRegistry.InvalidActivation.selector, 5));
    }

    function test_A_version_without_a_verifiers_address_is_refused() public {
        refuses(2, IVerifier(address(0)), 10, abi.encodeWithSelector(VersionRegistry.VerifierMissing.selector));
    }

    function test_Batches_of_a_disabled_version_cannot_be_committed() public {
        vm.expectEmit(address(chain));
        emit VersionRegistry.VersionDisabled(1);
        vm.prank(owner);
        chain.disableVersion(1);
        expectRefusal(next(), abi.encodeWithSelector(VersionRegistry.DisabledVersion.selector, 1));
    }

    function test_The_next_version_replaces_a_disabled_one() public {
        setVerifier();
        commitMany(2);
        vm.prank(owner);
        chain.disableVersion(1);
        setVersion(2, 1);
        vm.prank(sequencer);
        chain.revertBatches(0);
        last = genesis().toHeader(1, chain.configHash());
        BatchHeader memory header = next();
        header.version = 2;
        commit(header);
    }

    function test_An_unknown_version_cannot_be_disabled() public {
        for (uint64 version; version <= 2; version += 2) {
            vm.prank(owner);
            vm.expectRevert(abi.encodeWithSelector(VersionRegistry.UnknownVersion.selector, version));
            chain.disableVersion(version);
        }
    }

    function test_Only_the_owner_sets_and_disables_versions() public {
        vm.prank(sequencer);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.setVersion(2, verifier, PROGRAM_KEY, 10);
        vm.prank(guardian);
        vm.expectPartialRevert(IAccessControl.AccessControlUnauthorizedAccount.selector);
        chain.disableVersion(1);
    }

    function setVersion(uint64 version, uint64 activationBatch) private {
        vm.prank(owner);
        chain.setVersion(version, verifier, PROGRAM_KEY, activationBatch);
    }

    function refuses(uint64 version, IVerifier verifier_, uint64 activationBatch, bytes memory reason) private {
        vm.prank(owner);
        vm.expectRevert(reason);
        chain.setVersion(version, verifier_, PROGRAM_KEY, activationBatch);
    }
}
