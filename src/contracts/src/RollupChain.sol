// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {BatchHeader, calldataHash} from "./BatchHeader.sol";
import {Bridge} from "./Bridge.sol";
import {ChainParameters} from "./ChainParameters.sol";
import {ForcedQueue} from "./ForcedQueue.sol";
import {Genesis} from "./Genesis.sol";
import {IVerifier} from "./IVerifier.sol";
import {LapsingPause} from "./LapsingPause.sol";
import {QueueItem} from "./QueueItem.sol";
import {VersionRegistry} from "./VersionRegistry.sol";

/// @title The rollup's chain of batches, as Ethereum sees it
/// @notice A batch is committed (its header and data are on L1) and then finalized (its proof is verified); only
/// unproven batches can be reverted:
///
///     commitBatch ──▶ committed ──proveBatches──▶ finalized
///                      │     ▲                        ▲
///        revertBatches ▼     │                        │
///                     (gone) ┘   publishData, then commitAndProve (fallback)
///
/// Finality rests on proofs alone: no role can finalize anything without one, or take finality back. Commits only have to
/// be checked for what a proof cannot know: the order, the clock, the queue and the data on L1. The only contract that
/// this one calls while batches change is the verifier, which it cannot re-enter from: the call is static.
contract RollupChain is ForcedQueue, VersionRegistry, LapsingPause {
    using Address for address payable;

    /// @notice Who holds the roles at first.
    struct Holders {
        address owner;
        address sequencer;
        address guardian;
    }

    /// @notice The rules that only L1 knows.
    /// @param inclusionDeadline Seconds after which a commit must have taken a queue item.
    /// @param fallbackPeriod Seconds without finality of something waiting after which anyone may finalize.
    /// @param maxLag Most seconds that a batch's time may lie behind that of its commit by the sequencer.
    /// @param minimumDelay Least seconds between the announcement of a protocol version and its activation.
    /// @param forcedGasPrice Price of a queue item's L2 gas, wei.
    struct Terms {
        uint64 inclusionDeadline;
        uint64 fallbackPeriod;
        uint64 maxLag;
        uint64 minimumDelay;
        uint256 forcedGasPrice;
    }

    /// @dev What a committed batch leaves for the next one, for its proof and for claims.
    struct Batch {
        bytes32 batchHash;
        bytes32 messageRoot;
        uint64 timestamp;
        uint64 committedAt;
        uint64 version;
        uint64 queuePosition;
    }

    /// @dev `waitingSince`: when the oldest unproven commit was made, zero without any. A revert leaves it as it is, so
    /// that committing and reverting in turns cannot keep the fallback shut.
    struct Progress {
        uint64 lastCommitted;
        uint64 lastFinalized;
        uint64 waitingSince;
    }

    /// @notice Least of the longest lags: the sequencer's batches survive an outage of L1 of a day.
    uint64 public constant LEAST_MAX_LAG = 1 days;
    /// @notice What is left to whoever leaves before an upgrade for the proof of the fallback, seconds.
    uint64 public constant PROVING_TIME = 1 days;
    /// @notice Highest price of a queue item's L2 gas, wei: nobody can be priced out of forced transactions.
    uint256 public constant MAX_FORCED_GAS_PRICE = 100 gwei;
    /// @notice Chain id of development chains, whose upgrades need no delay, and which may have no verifier.
    uint256 public constant DEVELOPMENT_CHAIN_ID = 31337;

    /// @notice The bridge, which alone appends to the queue.
    Bridge public immutable bridge;
    /// @notice Hash of the chain's configuration, in every batch header.
    bytes32 public immutable configHash;
    /// @notice Most bytes of L1 data that a batch may have.
    uint256 public immutable maxDataBytes;
    /// @notice Gas of queue items beyond which a batch need not take overdue ones.
    uint256 public immutable maxForcedGas;
    /// @notice Seconds after which a commit must have taken a queue item.
    uint64 public immutable inclusionDeadline;
    /// @notice Seconds without finality of something waiting after which anyone may finalize.
    uint64 public immutable fallbackPeriod;
    /// @notice Most seconds that a batch's time may lie behind that of its commit by the sequencer.
    uint64 public immutable maxLag;

    /// @notice Price of a queue item's L2 gas, wei.
    uint256 public forcedGasPrice;

    /// @notice Whether data with this data hash has been published for the fallback.
    mapping(bytes32 dataHash => bool) public isPublished;

    Progress private _progress;

    /// @dev By number. Entries above the last committed batch are leftovers of reverted ones.
    mapping(uint256 number => Batch) private _batches;

    /// @notice A batch was committed.
    event BatchCommitted(uint256 indexed number, bytes32 indexed batchHash);
    /// @notice Batches `from` … `to` are final.
    event BatchesFinalized(uint256 from, uint256 to);
    /// @notice All committed batches after `lastKept` are gone.
    event BatchesReverted(uint256 lastKept);
    /// @notice Data was published for the fallback, in the calldata of this transaction.
    event DataPublished(bytes32 indexed dataHash);
    /// @notice The price of forced gas changed.
    event ForcedGasPriceSet(uint256 price);

    /// @notice No chain can live by these parameters (`ChainParameters.areValid`), or it would begin in the future.
    error InvalidParameters();
    /// @notice Under these terms a sequencer could let the fallback open for an item that it need not take, an upgrade would
    /// leave no time to leave, or forced transactions would be too dear.
    error InvalidTerms();
    /// @notice The price is above the highest one.
    error ForcedGasPriceTooHigh(uint256 price);
    /// @notice Only the bridge appends to the queue.
    error NotBridge(address caller);
    /// @notice Data is read from the transaction's own calldata, so an account without code must call directly.
    error NotDirectCall();
    /// @notice The batch does not follow the last one.
    error UnexpectedNumber(uint256 expected, uint256 actual);
    /// @notice The header names another parent.
    error UnexpectedParent(bytes32 expected, bytes32 actual);
    /// @notice The header is bound to another configuration.
    error UnexpectedConfig(bytes32 expected, bytes32 actual);
    /// @notice The batch must have another version.
    error UnexpectedVersion(uint64 expected, uint64 actual);
    /// @notice The batch is older than its parent.
    error TimestampBeforeParent(uint64 parent, uint64 timestamp);
    /// @notice The batch is from the future.
    error TimestampInFuture(uint256 blockTimestamp, uint64 timestamp);
    /// @notice The batch is too old for the sequencer's commit.
    error TimestampTooOld(uint256 earliest, uint64 timestamp);
    /// @notice The header gives queue items back.
    error QueuePositionBeforeParent(uint64 parent, uint64 position);
    /// @notice The header's queue items are not those of L1.
    error UnexpectedRollingHash(bytes32 expected, bytes32 actual);
    /// @notice An item past its deadline was not taken although it fits; for a proof, one that has opened the fallback.
    error ItemOverdue(uint256 index);
    /// @notice More data than a batch may have.
    error DataTooLong(uint256 limit, uint256 length);
    /// @notice The header is about other data.
    error UnexpectedDataHash(bytes32 expected, bytes32 actual);
    /// @notice The batch's data has not been published.
    error DataNotPublished(bytes32 dataHash);
    /// @notice The range does not start after the last finalized batch or is not all committed.
    error InvalidRange(uint256 from, uint256 to);
    /// @notice The range has batches of different versions.
    error MixedVersions(uint64 first, uint64 last);
    /// @notice The verifier rejects the proof.
    error InvalidProof();
    /// @notice Only committed and unproven batches can be reverted.
    error InvalidRevert(uint256 lastKept);
    /// @notice Nothing has waited for finality long enough.
    error FallbackClosed();

    /// @dev The call is the transaction itself, so that its calldata is found in the chain without tracing.
    modifier onlyDirectCall() {
        if (msg.sender != tx.origin || msg.sender.code.length != 0) revert NotDirectCall();
        _;
    }

    /// @notice Deploys the bridge and makes batch 0.
    constructor(
        ChainParameters memory parameters,
        Genesis memory genesis,
        Holders memory holders,
        Terms memory terms,
        Program memory program
    ) LapsingPause(terms.fallbackPeriod) VersionRegistry(terms.minimumDelay, program) {
        if (!parameters.areValid() || genesis.timestamp > block.timestamp) revert InvalidParameters();
        _checkTerms(terms);
        if (block.chainid != DEVELOPMENT_CHAIN_ID && address(program.verifier).code.length == 0) revert VerifierMissing();
        bridge = new Bridge(parameters.l2ChainId, parameters.maxItemGas);
        configHash = parameters.configHash(block.chainid, address(this), address(bridge));
        maxDataBytes = parameters.maxDataBytes;
        maxForcedGas = parameters.maxForcedGas;
        inclusionDeadline = terms.inclusionDeadline;
        fallbackPeriod = terms.fallbackPeriod;
        maxLag = terms.maxLag;
        forcedGasPrice = terms.forcedGasPrice;

        _grantRole(OWNER_ROLE, holders.owner);
        _grantRole(SEQUENCER_ROLE, holders.sequencer);
        _grantRole(GUARDIAN_ROLE, holders.guardian);

        Batch storage batch = _batches[0];
        BatchHeader memory header = genesis.toHeader(FIRST_VERSION, configHash);
        batch.batchHash = header.hash();
        batch.messageRoot = header.messageRoot;
        batch.timestamp = header.timestamp;
        batch.version = header.version;
    }

    /// @notice Commits the next batch with its data.
    /// @param header The batch's header.
    /// @param data The batch's data, from which anyone can rebuild the L2 state.
    function commitBatch(BatchHeader calldata header, bytes calldata data) external onlyRole(SEQUENCER_ROLE) onlyDirectCall whenNotPaused {
        bytes32 dataHash = _hashData(data);
        if (header.dataHash != dataHash) revert UnexpectedDataHash(dataHash, header.dataHash);
        uint256 earliest = block.timestamp - maxLag;
        if (header.timestamp < earliest) revert TimestampTooOld(earliest, header.timestamp);
        _commit(header);
    }

    /// @notice Finalizes committed batches. Anyone may do so who has the proof.
    /// @param from First batch of the range, the one after the last finalized batch.
    /// @param to Last batch of the range.
    /// @param proof Proof of the transition from batch `from - 1` to batch `to`.
    function proveBatches(uint256 from, uint256 to, bytes calldata proof) external whenNotPaused {
        if (from != _progress.lastFinalized + 1 || from > to || to > _progress.lastCommitted) revert InvalidRange(from, to);
        _prove(uint64(from), uint64(to), proof);
    }

    /// @notice Removes committed batches that are not proven.
    /// @param lastKept The batch that becomes the last committed one.
    function revertBatches(uint256 lastKept) external onlyRole(SEQUENCER_ROLE) {
        if (lastKept < _progress.lastFinalized || lastKept >= _progress.lastCommitted) revert InvalidRevert(lastKept);
        _progress.lastCommitted = uint64(lastKept);
        emit BatchesReverted(lastKept);
    }

    /// @notice Publishes data for a batch of a later `commitAndProve`.
    function publishData(bytes calldata data) external onlyDirectCall {
        bytes32 dataHash = _hashData(data);
        isPublished[dataHash] = true;
        emit DataPublished(dataHash);
    }

    /// @notice The fallback: commits and finalizes batches at once, on top of the last finalized one, whose unproven
    /// successors are discarded. No role is needed and no pause applies, nor does `maxLag`: the proof may take its time.
    /// @param headers The batches in order, all of one version, their data published.
    /// @param proof Proof of the transition from the last finalized batch to the last of `headers`.
    function commitAndProve(BatchHeader[] calldata headers, bytes calldata proof) external onlyDirectCall {
        if (!fallbackOpen()) revert FallbackClosed();
        uint64 base = _progress.lastFinalized;
        if (headers.length == 0) revert InvalidRange(base + 1, base);
        if (_progress.lastCommitted != base) {
            _progress.lastCommitted = base;
            emit BatchesReverted(base);
        }
        for (uint256 i; i < headers.length; ++i) {
            if (!isPublished[headers[i].dataHash]) revert DataNotPublished(headers[i].dataHash);
            _commit(headers[i]);
        }
        _prove(base + 1, _progress.lastCommitted, proof);
    }

    /// @notice Appends a deposit or a forced transaction to the queue; the ether sent along is its prepaid gas.
    /// @return index Index of the item.
    function enqueue(QueueItem calldata item) external payable returns (uint256 index) {
        if (msg.sender != address(bridge)) revert NotBridge(msg.sender);
        return _append(item);
    }

    /// @notice Sets the price of a queue item's L2 gas, wei.
    function setForcedGasPrice(uint256 price) external onlyRole(OWNER_ROLE) {
        if (price > MAX_FORCED_GAS_PRICE) revert ForcedGasPriceTooHigh(price);
        forcedGasPrice = price;
        emit ForcedGasPriceSet(price);
    }

    /// @notice Pays out all prepaid gas, which is all the ether that this contract holds.
    function withdrawPrepaidGas(address payable recipient) external onlyRole(OWNER_ROLE) {
        recipient.sendValue(address(this).balance);
    }

    /// @notice Hash of batch `number`; zero if it is not committed.
    function batchHash(uint256 number) external view returns (bytes32) {
        return number > _progress.lastCommitted ? bytes32(0) : _batches[number].batchHash;
    }

    /// @notice Message root of batch `number`; zero if it is not committed.
    function messageRoot(uint256 number) external view returns (bytes32) {
        return number > _progress.lastCommitted ? bytes32(0) : _batches[number].messageRoot;
    }

    /// @notice Number of the last committed batch.
    function lastCommittedBatch() external view returns (uint64) {
        return _progress.lastCommitted;
    }

    /// @notice Number of the last finalized batch.
    function lastFinalizedBatch() external view returns (uint64) {
        return _progress.lastFinalized;
    }

    /// @notice Whether anyone may finalize: a queue item or a commit has waited for finality for more than the fallback
    /// period. Nothing but finality closes it: no pause, revert or new version.
    function fallbackOpen() public view returns (bool) {
        Progress memory progress = _progress;
        uint256 since = progress.waitingSince == 0 ? type(uint64).max : progress.waitingSince;
        uint64 firstItem = _batches[progress.lastFinalized].queuePosition;
        if (firstItem < queueLength) since = Math.min(since, _entryBefore(firstItem + 1).timestamp);
        return block.timestamp > since + fallbackPeriod;
    }

    /// @dev Everything about a commit but where its data is.
    function _commit(BatchHeader calldata header) private {
        uint64 number = _progress.lastCommitted + 1;
        Batch storage parent = _batches[number - 1];
        if (header.number != number) revert UnexpectedNumber(number, header.number);
        if (header.parentHash != parent.batchHash) revert UnexpectedParent(parent.batchHash, header.parentHash);
        if (header.configHash != configHash) revert UnexpectedConfig(configHash, header.configHash);
        _checkVersion(header);
        if (header.timestamp < parent.timestamp) revert TimestampBeforeParent(parent.timestamp, header.timestamp);
        if (header.timestamp > block.timestamp) revert TimestampInFuture(block.timestamp, header.timestamp);
        _checkQueue(parent.queuePosition, header);

        bytes32 headerHash = header.hash();
        _batches[number] = Batch({
            batchHash: headerHash,
            messageRoot: header.messageRoot,
            timestamp: header.timestamp,
            committedAt: uint64(block.timestamp),
            version: header.version,
            queuePosition: header.queuePosition
        });
        _progress.lastCommitted = number;
        if (_progress.waitingSince == 0) _progress.waitingSince = uint64(block.timestamp);
        emit BatchCommitted(number, headerHash);
    }

    function _checkVersion(BatchHeader calldata header) private view {
        uint64 expected = versionAt(header.timestamp);
        if (header.version != expected) revert UnexpectedVersion(expected, header.version);
        if (_versions[expected].disabled) revert DisabledVersion(expected);
    }

    /// @dev The batch takes items [parentPosition, header.queuePosition), those past their deadline among them. The batch's
    /// own time counts, so that an outage of L1 does not make sealed batches uncommittable; `maxLag` bounds how far that is
    /// from L1's time, and the fallback does not open for an item before the deadline has passed in both.
    function _checkQueue(uint64 parentPosition, BatchHeader calldata header) private view {
        uint64 position = header.queuePosition;
        if (position < parentPosition) revert QueuePositionBeforeParent(parentPosition, position);
        bytes32 rollingHash = _entryBefore(position).rollingHash;
        if (header.queueRollingHash != rollingHash) revert UnexpectedRollingHash(rollingHash, header.queueRollingHash);
        _checkItemsTaken(parentPosition, position, inclusionDeadline, header.timestamp);
    }

    /// @dev Items [from, to) are taken. The first one that is left must not have been waiting at `time` for more than
    /// `period`, unless the gas of the items taken and that one exceeds what a batch has to take.
    function _checkItemsTaken(uint64 from, uint64 to, uint64 period, uint256 time) private view {
        if (to == queueLength) return;
        QueueEntry storage left = _entryBefore(to + 1);
        if (uint256(left.timestamp) + period >= time) return;
        if (left.cumulativeGas - _entryBefore(from).cumulativeGas <= maxForcedGas) revert ItemOverdue(to);
    }

    /// @dev The fallback must not open for an item that the sequencer need not have taken yet; whoever wants to leave when a
    /// version is announced can wait for the fallback and prove before that version is active.
    function _checkTerms(Terms memory terms) private view {
        bool itemsFirst = uint256(terms.inclusionDeadline) + terms.maxLag < terms.fallbackPeriod && terms.maxLag >= LEAST_MAX_LAG;
        bool timeToLeave = block.chainid == DEVELOPMENT_CHAIN_ID || terms.minimumDelay >= uint256(terms.fallbackPeriod) + PROVING_TIME;
        if (!itemsFirst || !timeToLeave || terms.forcedGasPrice > MAX_FORCED_GAS_PRICE) revert InvalidTerms();
    }

    function _hashData(bytes calldata data) private view returns (bytes32) {
        if (data.length > maxDataBytes) revert DataTooLong(maxDataBytes, data.length);
        return calldataHash(data);
    }

    /// @dev Finalizes the committed batches `from` … `to` after the last finalized one. Versions never decrease along
    /// the chain, so the range's ends tell whether it has only one. Once the fallback is open for an item, only a range that
    /// takes all such items, as far as one batch has to, moves the base under the proof of whoever waits for them.
    function _prove(uint64 from, uint64 to, bytes calldata proof) private {
        Batch storage base = _batches[from - 1];
        Batch storage last = _batches[to];
        uint64 version = _batches[from].version;
        if (last.version != version) revert MixedVersions(version, last.version);
        _checkItemsTaken(base.queuePosition, last.queuePosition, fallbackPeriod, block.timestamp);
        ProtocolVersion storage entry = _versions[version];
        if (entry.disabled) revert DisabledVersion(version);
        IVerifier verifier = entry.program.verifier;
        if (address(verifier) == address(0)) revert NoVerifier(version);
        bool accepted = verifier.verify(entry.program.key, block.chainid, address(this), base.batchHash, last.batchHash, proof);
        if (!accepted) revert InvalidProof();

        _progress.lastFinalized = to;
        _progress.waitingSince = to == _progress.lastCommitted ? 0 : _batches[to + 1].committedAt;
        emit BatchesFinalized(from, to);
    }
}
