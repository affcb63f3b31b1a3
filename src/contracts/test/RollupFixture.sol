// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchHeader} from "../src/BatchHeader.sol";
import {Bridge} from "../src/Bridge.sol";
import {ChainParameters} from "../src/ChainParameters.sol";
import {Genesis} from "../src/Genesis.sol";
import {IVerifier} from "../src/IVerifier.sol";
import {RollupChain} from "../src/RollupChain.sol";
import {VersionRegistry} from "../src/VersionRegistry.sol";
import {vm} from "./Vm.sol";

/// @title A deployed rollup and the sequencer's side of it
abstract contract RollupFixture {
    uint64 internal constant START = 1_800_000_000;
    uint64 internal constant DEADLINE = 1 days;
    uint64 internal constant FALLBACK_PERIOD = 7 days;
    uint64 internal constant MAX_LAG = 2 days;
    uint64 internal constant MINIMUM_DELAY = FALLBACK_PERIOD + 1 days;
    uint256 internal constant FORCED_GAS_PRICE = 0.1 gwei;
    bytes internal constant DATA = "the batch's data";
    bytes internal constant PROOF = "a proof";
    bytes32 internal constant PROGRAM_KEY = keccak256("program");

    address internal immutable owner = account("owner");
    address internal immutable sequencer = account("sequencer");
    address internal immutable guardian = account("guardian");
    address internal immutable user = account("user");
    IVerifier internal immutable verifier = IVerifier(account("verifier"));

    RollupChain internal chain;
    Bridge internal bridge;

    /// @dev Header of the batch that the next one follows.
    BatchHeader internal last;

    function setUp() public virtual {
        // The rules of chains that are not for development.
        vm.chainId(1);
        vm.warp(START);
        vm.etch(address(verifier), hex"fe");
        vm.deal(user, 1000 ether);
        chain = deploy();
        bridge = chain.bridge();
        last = genesis().toHeader(1, chain.configHash());
    }

    function deploy() internal returns (RollupChain) {
        return new RollupChain(parameters(), genesis(), holders(), terms(), program());
    }

    function parameters() internal pure returns (ChainParameters memory) {
        return ChainParameters({
            l2ChainId: 84001,
            feeVault: address(0xfee),
            blockGasLimit: 60_000_000,
            gasTargetPerSecond: 150_000_000,
            gasLimitPerSecond: 300_000_000,
            provingTargetPerSecond: 600_000_000_000,
            provingLimitPerSecond: 1_200_000_000_000,
            transactionProvingLimit: 200_000_000_000,
            minimumBaseFee: 1_000_000,
            baseFeeChangeDenominator: 50,
            maxDataBytes: 120_000,
            maxForcedGas: 500_000,
            maxItemGas: 200_000,
            forkId: 1
        });
    }

    function genesis() internal pure returns (Genesis memory) {
        return Genesis({stateRoot: keccak256("genesis state"), nextIndex: 3, lastBlockHash: keccak256("block 0"), timestamp: START - 60});
    }

    function terms() internal pure returns (RollupChain.Terms memory) {
        return RollupChain.Terms(DEADLINE, FALLBACK_PERIOD, MAX_LAG, MINIMUM_DELAY, FORCED_GAS_PRICE);
    }

    function holders() internal view returns (RollupChain.Holders memory) {
        return RollupChain.Holders(owner, sequencer, guardian);
    }

    function program() internal view returns (VersionRegistry.Program memory) {
        return VersionRegistry.Program(verifier, PROGRAM_KEY);
    }

    /// @dev A valid header after `last` that takes no queue item, as of now.
    function next() internal view returns (BatchHeader memory header) {
        header = last;
        header.number = last.number + 1;
        header.firstBlock = last.lastBlock + 1;
        header.lastBlock = last.lastBlock + 10;
        header.timestamp = uint64(block.timestamp);
        header.parentHash = last.hash();
        header.stateRoot = keccak256(abi.encode("state", header.number));
        header.lastBlockHash = keccak256(abi.encode("block", header.lastBlock));
        header.dataHash = keccak256(abi.encode(uint256(0), keccak256(DATA)));
    }

    /// @dev A valid header after `last` that takes the queue's items before `position`.
    function nextTaking(uint64 position) internal view returns (BatchHeader memory header) {
        header = next();
        header.queuePosition = position;
        header.queueRollingHash = chain.queueRollingHash(position);
    }

    function commit(BatchHeader memory header) internal {
        vm.prank(sequencer, sequencer);
        chain.commitBatch(header, DATA);
        last = header;
    }

    function commitMany(uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            commit(next());
        }
    }

    function expectRefusal(BatchHeader memory header, bytes memory reason) internal {
        vm.prank(sequencer, sequencer);
        vm.expectRevert(reason);
        chain.commitBatch(header, DATA);
    }

    /// @dev The verifier's answer to PROOF for exactly this program, this chain, and the batches after `parent` up to `header`.
    function verifierSays(bool answer, bytes32 programKey, BatchHeader memory parent, BatchHeader memory header) internal {
        bytes memory call =
            abi.encodeCall(IVerifier.verify, (programKey, block.chainid, address(chain), parent.hash(), header.hash(), PROOF));
        vm.mockCall(address(verifier), call, abi.encode(answer));
    }

    function pause() internal {
        vm.prank(guardian);
        chain.pause();
    }

    function deposit(uint256 value) internal {
        vm.prank(user, user);
        bridge.deposit{value: value}(user);
    }

    function depositMany(uint256 count) internal {
        for (uint256 i; i < count; ++i) {
            deposit(1 ether);
        }
    }

    function account(string memory name) internal pure returns (address) {
        return address(uint160(uint256(keccak256(bytes(name)))));
    }
}
