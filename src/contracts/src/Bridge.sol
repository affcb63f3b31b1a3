// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Message} from "./Message.sol";
import {MESSAGE_TREE_DEPTH, MessageTree} from "./MessageTree.sol";
import {QueueItem} from "./QueueItem.sol";
import {RollupChain} from "./RollupChain.sol";

/// @title Ether and messages between L1 and L2
/// @notice Holds the ether that exists on L2. It calls what messages tell it to, so it must hold nothing else: a gateway
/// for tokens is a contract of its own that uses `sendTransaction` and is called by `claim`.
contract Bridge is ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;

    /// @notice Added to a contract's address (modulo 2^160) to give its address on L2, where another contract or a key
    /// could have the same one.
    uint160 public constant ALIAS_OFFSET = uint160(0x1111000000000000000000000000000000001111);
    /// @notice L2 gas of a deposit, enough for what recipients with code do on receiving ether; it is not charged.
    uint64 public constant DEPOSIT_GAS = 100_000;
    /// @notice Least L2 gas of a transaction.
    uint256 public constant TRANSACTION_GAS = 21_000;
    /// @notice Least L2 gas of a transaction per byte of its data, the floor of EIP-7623.
    uint256 public constant GAS_PER_BYTE = 40;

    /// @notice The rollup that this bridge belongs to.
    RollupChain public immutable rollup;
    /// @notice Chain id of L2.
    uint256 public immutable l2ChainId;
    /// @notice Largest gas limit of a queue item.
    uint256 public immutable maxItemGas;

    BitMaps.BitMap private _claimed;

    address private transient _l2Sender;

    /// @notice A message was delivered.
    event MessageClaimed(uint256 indexed nonce, uint256 indexed batchNumber, address indexed target, uint256 value);

    /// @notice The guardian has paused the rollup.
    error BridgePaused();
    /// @notice A deposit needs a value.
    error ZeroValue();
    /// @notice A deposit to the zero address would be lost.
    error ZeroRecipient();
    /// @notice A contract must name the recipient: its own address is not its own on L2.
    error RecipientRequired();
    /// @notice So little gas is left that the target, or what it called, may have run out of it; try again with more.
    error InsufficientGas();
    /// @notice A creation has no recipient.
    error CreationWithRecipient();
    /// @notice The gas limit is outside what a queue item may have.
    error InvalidGasLimit(uint256 minimum, uint256 maximum, uint256 gasLimit);
    /// @notice The value sent does not pay for the L2 gas.
    error InsufficientPrepayment(uint256 required, uint256 sent);
    /// @notice The batch is not final yet.
    error NotFinalized(uint256 batchNumber);
    /// @notice The message was delivered before.
    error AlreadyClaimed(uint256 nonce);
    /// @notice The message is not in the batch at this place.
    error InvalidProof();
    /// @notice A message must not call the rollup's own contracts.
    error ForbiddenTarget(address target);
    /// @notice The target reverted, or the bridge has not enough ether; the message can be claimed again.
    error CallFailed(bytes reason);
    /// @notice No message is being delivered.
    error NoMessage();

    constructor(uint256 l2ChainId_, uint256 maxItemGas_) {
        rollup = RollupChain(msg.sender);
        l2ChainId = l2ChainId_;
        maxItemGas = maxItemGas_;
    }

    /// @notice Deposits to the sender's own address on L2; for accounts that have a key.
    receive() external payable {
        if (!_senderHasKey()) revert RecipientRequired();
        _deposit(msg.sender);
    }

    /// @notice Deposits the value sent.
    /// @param to L2 account that gets it.
    function deposit(address to) external payable {
        _deposit(to);
    }

    /// @notice Queues a transaction that L2 must include, even against the sequencer's will and during a pause.
    /// @param to L2 recipient; zero for a creation.
    /// @param isCreation Whether the transaction creates a contract.
    /// @param value Wei that it transfers on L2.
    /// @param gasLimit Its L2 gas, paid here at the rollup's `forcedGasPrice`; what is left of the value sent is minted
    /// for the sender on L2.
    /// @param refundAddress L2 account that gets the mint if the transaction fails.
    /// @param data Call data or init code.
    function sendTransaction(address to, bool isCreation, uint256 value, uint64 gasLimit, address refundAddress, bytes calldata data)
        external
        payable
    {
        if (isCreation && to != address(0)) revert CreationWithRecipient();
        uint256 minimum = TRANSACTION_GAS + GAS_PER_BYTE * data.length;
        if (gasLimit < minimum || gasLimit > maxItemGas) revert InvalidGasLimit(minimum, maxItemGas, gasLimit);
        uint256 prepaid = gasLimit * rollup.forcedGasPrice();
        if (msg.value < prepaid) revert InsufficientPrepayment(prepaid, msg.value);
        uint256 mint = msg.value - prepaid;
        rollup.enqueue{value: prepaid}(QueueItem(_aliasedSender(), to, isCreation, mint, value, gasLimit, refundAddress, data));
    }

    /// @notice Delivers an L2→L1 message of a finalized batch, once. Anyone may call; the target sees the L2 sender in
    /// `l2Sender()`. The caller chooses the gas, and no message may be lost because it was too little: whatever the target
    /// catches, a call that ran out of gas has used nearly all that there was (EIP-150), so half of it must be left in the end.
    /// @param m The message.
    /// @param batchNumber The batch that has it.
    /// @param leafIndex Its place among the batch's messages.
    /// @param proof Siblings on the path from its leaf to the batch's message root.
    function claim(Message calldata m, uint256 batchNumber, uint256 leafIndex, bytes32[MESSAGE_TREE_DEPTH] calldata proof)
        external
        nonReentrant
    {
        if (rollup.paused()) revert BridgePaused();
        if (batchNumber > rollup.lastFinalizedBatch()) revert NotFinalized(batchNumber);
        if (_claimed.get(m.nonce)) revert AlreadyClaimed(m.nonce);
        if (leafIndex >> MESSAGE_TREE_DEPTH != 0) revert InvalidProof();
        bytes32 root = MessageTree.root(m.leaf(l2ChainId, address(this)), leafIndex, proof);
        if (root != rollup.messageRoot(batchNumber)) revert InvalidProof();
        if (m.target == address(this) || m.target == address(rollup)) revert ForbiddenTarget(m.target);

        _claimed.set(m.nonce);
        emit MessageClaimed(m.nonce, batchNumber, m.target, m.value);
        _l2Sender = m.sender;
        uint256 gasBefore = gasleft();
        (bool success, bytes memory reason) = m.target.call{value: m.value}(m.data);
        if (!success) revert CallFailed(reason);
        if (gasleft() < gasBefore / 2) revert InsufficientGas();
        _l2Sender = address(0);
    }

    /// @notice Whether the message with this nonce has been delivered.
    function isClaimed(uint256 nonce) external view returns (bool) {
        return _claimed.get(nonce);
    }

    /// @notice L2 account that sent the message which is being delivered.
    function l2Sender() external view returns (address) {
        if (_l2Sender == address(0)) revert NoMessage();
        return _l2Sender;
    }

    function _deposit(address to) private {
        if (rollup.paused()) revert BridgePaused();
        if (msg.value == 0) revert ZeroValue();
        if (to == address(0)) revert ZeroRecipient();
        rollup.enqueue(QueueItem(_aliasedSender(), to, false, msg.value, msg.value, DEPOSIT_GAS, to, ""));
    }

    function _aliasedSender() private view returns (address) {
        if (_senderHasKey()) return msg.sender;
        unchecked {
            return address(uint160(msg.sender) + ALIAS_OFFSET);
        }
    }

    /// @dev Whether a key controls the sender, on L2 too: it signed this transaction, or its code is a delegation (EIP-7702),
    /// which no contract's code can look like (EIP-3541).
    function _senderHasKey() private view returns (bool) {
        if (msg.sender == tx.origin) return true;
        bytes memory code = msg.sender.code;
        return code.length == 23 && bytes3(code) == 0xef0100;
    }
}
