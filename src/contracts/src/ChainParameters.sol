// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @notice The rules of one chain that every batch's proof is bound to, through the header's configuration hash.
/// @param l2ChainId Chain id of L2 transactions.
/// @param feeVault L2 account that receives the tips.
/// @param blockGasLimit Gas limit of an L2 block.
/// @param gasTargetPerSecond Gas per second of L2 time at which the base fee stays as it is.
/// @param gasLimitPerSecond Most gas that the blocks of one second may use together.
/// @param provingTargetPerSecond Cells of proof per second at which the base fee stays as it is.
/// @param provingLimitPerSecond Most cells of proof that the blocks of one second may cost together.
/// @param transactionProvingLimit Most cells of proof that one transaction's precompiles may cost.
/// @param minimumBaseFee Floor of the L2 base fee, wei.
/// @param baseFeeChangeDenominator An empty second lowers the base fee by one part in this many, twice the target raises it by as much.
/// @param maxDataBytes Most bytes of L1 data that a batch may have.
/// @param maxForcedGas Gas of queue items beyond which a batch need not take overdue ones.
/// @param maxItemGas Largest gas limit of a queue item.
/// @param forkId Rules of the EVM.
struct ChainParameters {
    uint256 l2ChainId;
    address feeVault;
    uint256 blockGasLimit;
    uint256 gasTargetPerSecond;
    uint256 gasLimitPerSecond;
    uint256 provingTargetPerSecond;
    uint256 provingLimitPerSecond;
    uint256 transactionProvingLimit;
    uint256 minimumBaseFee;
    uint256 baseFeeChangeDenominator;
    uint256 maxDataBytes;
    uint256 maxForcedGas;
    uint256 maxItemGas;
    uint256 forkId;
}

using {configHash, areValid} for ChainParameters global;

/// @dev No transaction can make a batch's L1 data grow by more than a byte for this much of its gas limit. The cheapest
/// bytes found are those of slots that are rewritten: 5,000 gas for an index and a value of 40 bytes at most.
uint256 constant GAS_PER_DATA_BYTE = 100;

/// @dev Half of the least data of a batch holds more than what its last block and a plain transfer put there.
uint256 constant MIN_DATA_BYTES = 2048;

/// @dev The largest limit of gas or cells per second: sums of what a second uses stay far from 2^64.
uint256 constant LARGEST_LIMIT = 2 ** 48;

/// @dev The cells of proof of a unit of gas, precompiles apart.
uint256 constant CELLS_PER_GAS = 4_000;

/// @dev A batch with room for more data could have more messages than their tree.
uint256 constant LARGEST_DATA_BYTES = 2 ** 16 * 32;

/// @notice Configuration hash: keccak256 of 17 ABI words, where the chain is anchored followed by its parameters.
/// @param l1ChainId Chain id of the L1.
/// @param rollup Address of the RollupChain.
/// @param bridge Address of its Bridge.
function configHash(ChainParameters memory parameters, uint256 l1ChainId, address rollup, address bridge) pure returns (bytes32) {
    return keccak256(abi.encode(l1ChainId, rollup, bridge, parameters));
}

/// @notice Whether a chain can live by the parameters: the base fee is defined; every queue item fits into a block and a second
/// and has to be taken; what a batch has to take never fills more than half of its data, so that overdue items can stop neither
/// sequencer nor fallback.
function areValid(ChainParameters memory p) pure returns (bool) {
    return isFeeDefined(p) && doItemsFit(p);
}

function isFeeDefined(ChainParameters memory p) pure returns (bool) {
    bool fitsWords = p.gasTargetPerSecond <= LARGEST_LIMIT && p.provingTargetPerSecond <= LARGEST_LIMIT
        && p.baseFeeChangeDenominator <= LARGEST_LIMIT;
    return fitsWords && p.gasTargetPerSecond != 0 && p.provingTargetPerSecond != 0 && p.baseFeeChangeDenominator != 0;
}

function doItemsFit(ChainParameters memory p) pure returns (bool) {
    bool itemsFit = p.maxItemGas <= p.maxForcedGas && p.maxItemGas <= p.blockGasLimit && p.blockGasLimit <= p.gasLimitPerSecond
        && p.gasLimitPerSecond <= LARGEST_LIMIT;
    bool proofsFit = p.provingLimitPerSecond <= LARGEST_LIMIT && p.transactionProvingLimit <= p.provingLimitPerSecond;
    if (!itemsFit || !proofsFit) return false;
    bool itemsAreProvable = p.maxItemGas * CELLS_PER_GAS <= p.provingLimitPerSecond - p.transactionProvingLimit;
    bool dataFits = p.maxDataBytes >= MIN_DATA_BYTES && p.maxDataBytes <= LARGEST_DATA_BYTES
        && p.maxForcedGas <= p.maxDataBytes / 2 * GAS_PER_DATA_BYTE;
    return itemsAreProvable && dataFits;
}
