// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ChainParameters} from "../src/ChainParameters.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract DeploymentTest is RollupFixture {
    function test_Configuration_is_bound_to_this_chain_and_these_contracts() public view {
        ChainParameters memory p = parameters();
        bytes memory encoded = abi.encode(
            block.chainid, chain, bridge, p.l2ChainId, p.feeVault, p.blockGasLimit, p.minimumBaseFee, p.baseFeeChangeDenominator
        );
        bytes memory rest = abi.encode(p.elasticityMultiplier, p.maxDataBytes, p.maxForcedGas, p.maxItemGas, p.forkId);
        vm.assertEq(chain.configHash(), keccak256(bytes.concat(encoded, rest)));
    }

    function test_Genesis_is_batch_0_committed_and_final() public view {
        vm.assertEq(chain.batchHash(0), last.hash());
        vm.assertEq(chain.messageRoot(0), last.messageRoot);
        vm.assertEq(chain.lastCommittedBatch(), 0);
        vm.assertEq(chain.lastFinalizedBatch(), 0);
    }

    function test_Bridge_belongs_to_the_rollup() public view {
        vm.assertEq(address(bridge.rollup()), address(chain));
        vm.assertEq(bridge.l2ChainId(), parameters().l2ChainId);
        vm.assertEq(bridge.maxItemGas(), parameters().maxItemGas);
    }

    function test_First_version_has_no_verifier() public view {
        vm.assertEq(address(chain.protocolVersion(1).verifier), address(0));
        vm.assertEq(chain.versionOfBatch(1), 1);
    }

    function test_Parameters_under_which_an_item_need_never_be_taken_are_refused() public {
        ChainParameters memory p = parameters();
        p.maxItemGas = p.maxForcedGas + 1;
        refuses(p, terms());
        p.maxForcedGas = p.blockGasLimit + 1;
        p.maxItemGas = p.blockGasLimit + 1;
        refuses(p, terms());
    }

    function test_A_fallback_that_opens_before_an_item_is_overdue_is_refused() public {
        RollupChain.Terms memory t = terms();
        t.fallbackPeriod = t.inclusionDeadline;
        refuses(parameters(), t);
    }

    function refuses(ChainParameters memory p, RollupChain.Terms memory t) private {
        vm.expectRevert(RollupChain.InvalidParameters.selector);
        new RollupChain(p, genesis(), RollupChain.Holders(owner, sequencer, guardian), t);
    }
}
