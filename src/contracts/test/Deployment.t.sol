// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {CELLS_PER_GAS, ChainParameters, LARGEST_LIMIT} from "../src/ChainParameters.sol";
import {Genesis} from "../src/Genesis.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {VersionRegistry} from "../src/VersionRegistry.sol";
import {RollupFixture} from "./RollupFixture.sol";
import {vm} from "./Vm.sol";

contract DeploymentTest is RollupFixture {
    function test_Configuration_is_bound_to_this_chain_and_these_contracts() public view {
        ChainParameters memory p = parameters();
        bytes memory encoded = abi.encode(
            block.chainid, chain, bridge, p.l2ChainId, p.feeVault, p.blockGasLimit, p.gasTargetPerSecond, p.gasLimitPerSecond
        );
        bytes memory market = abi.encode(
            p.provingTargetPerSecond, p.provingLimitPerSecond, p.transactionProvingLimit, p.minimumBaseFee, p.baseFeeChangeDenominator
        );
        bytes memory rest = abi.encode(p.maxDataBytes, p.maxForcedGas, p.maxItemGas, p.forkId);
        vm.assertEq(chain.configHash(), keccak256(bytes.concat(encoded, market, rest)));
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

    function test_The_first_version_has_its_program_from_the_start() public view {
        vm.assertEq(address(chain.protocolVersion(1).program.verifier), address(verifier));
        vm.assertEq(chain.protocolVersion(1).program.key, PROGRAM_KEY);
        vm.assertEq(chain.versionAt(START), 1);
    }

    function test_Only_a_development_chain_may_do_without_a_verifier() public {
        VersionRegistry.Program memory none;
        vm.expectRevert(VersionRegistry.VerifierMissing.selector);
        new RollupChain(parameters(), genesis(), holders(), terms(), none);
        vm.chainId(31337);
        new RollupChain(parameters(), genesis(), holders(), terms(), none);
    }

    function test_Parameters_under_which_an_item_need_never_be_taken_are_refused() public {
        ChainParameters memory p = parameters();
        p.maxItemGas = p.maxForcedGas + 1;
        refusesParameters(p);
        p.blockGasLimit = p.maxItemGas - 1;
        p.maxForcedGas = p.maxItemGas;
        refusesParameters(p);
    }

    function test_Parameters_under_which_an_item_may_never_fit_a_second_are_refused() public {
        ChainParameters memory p = parameters();
        p.gasLimitPerSecond = p.blockGasLimit - 1;
        refusesParameters(p);
        p = parameters();
        p.provingLimitPerSecond = p.transactionProvingLimit + p.maxItemGas * CELLS_PER_GAS - 1;
        refusesParameters(p);
        p.provingLimitPerSecond = p.transactionProvingLimit - 1;
        refusesParameters(p);
    }

    function test_Parameters_under_which_the_base_fee_is_undefined_are_refused() public {
        ChainParameters memory p = parameters();
        p.gasTargetPerSecond = 0;
        refusesParameters(p);
        p = parameters();
        p.provingTargetPerSecond = 0;
        refusesParameters(p);
        p = parameters();
        p.baseFeeChangeDenominator = 0;
        refusesParameters(p);
        p = parameters();
        p.provingTargetPerSecond = LARGEST_LIMIT + 1;
        refusesParameters(p);
    }

    function test_A_chain_that_begins_in_the_future_is_refused() public {
        Genesis memory late = genesis();
        late.timestamp = START + 1;
        vm.expectRevert(RollupChain.InvalidParameters.selector);
        new RollupChain(parameters(), late, holders(), terms(), program());
    }

    function test_A_fallback_that_opens_before_the_sequencer_must_have_taken_an_item_is_refused() public {
        RollupChain.Terms memory t = terms();
        t.fallbackPeriod = t.inclusionDeadline + t.maxLag;
        refusesTerms(t);
        t = terms();
        t.inclusionDeadline = type(uint64).max;
        refusesTerms(t);
    }

    function test_A_lag_below_a_day_is_refused() public {
        RollupChain.Terms memory t = terms();
        t.maxLag = 1 days - 1;
        refusesTerms(t);
    }

    function test_Upgrades_without_time_to_leave_are_for_development_chains_only() public {
        RollupChain.Terms memory t = terms();
        t.minimumDelay = t.fallbackPeriod + chain.PROVING_TIME() - 1;
        refusesTerms(t);
        t.minimumDelay = 0;
        refusesTerms(t);
        vm.chainId(31337);
        new RollupChain(parameters(), genesis(), holders(), t, program());
    }

    function test_A_price_of_forced_gas_above_the_highest_is_refused() public {
        RollupChain.Terms memory t = terms();
        t.forcedGasPrice = chain.MAX_FORCED_GAS_PRICE() + 1;
        refusesTerms(t);
    }

    function refusesParameters(ChainParameters memory p) private {
        vm.expectRevert(RollupChain.InvalidParameters.selector);
        new RollupChain(p, genesis(), holders(), terms(), program());
    }

    function refusesTerms(RollupChain.Terms memory t) private {
        vm.expectRevert(RollupChain.InvalidTerms.selector);
        new RollupChain(parameters(), genesis(), holders(), t, program());
    }
}
