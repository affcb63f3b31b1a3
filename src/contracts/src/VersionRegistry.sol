// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVerifier} from "./IVerifier.sol";
import {Roles} from "./Roles.sol";

/// @title Protocol versions: which program proves which batch
/// @notice Versions are numbered from 1. A batch has the newest version whose activation its own time has reached:
///
///     setVersion ──▶ pending ──activeFrom──▶ active ──a newer one is active──▶ superseded
///                      │ disableVersion        │ disableVersion                 │
///                      ▼                       ▼                                ▼
///                  never active             no batch of it can be committed or proven
///
/// Activations are times, not batch numbers: L1 bounds how far a batch's time is from its own, so that a time can be
/// announced long enough ahead for everyone to leave, while a number may be reached too early or never. Activations need
/// not be in order: a newer version that activates earlier takes the place of a pending one, mistyped or found faulty.
/// Batches later than a disabled version's activation wait for the next version; nothing falls back to an older one, whose
/// rules the state may no longer fit. So versions never decrease along the chain, and there is always a way on: announce
/// the next version, and wait for it.
abstract contract VersionRegistry is Roles {
    /// @notice What proves the batches of a version.
    /// @param verifier Verifier of the final proof; zero on a development chain that has none, and then nothing is provable.
    /// @param key Verification key of the guest program.
    struct Program {
        IVerifier verifier;
        bytes32 key;
    }

    /// @notice A protocol version.
    /// @param program What proves its batches.
    /// @param activeFrom Time of the first batches that may have it, seconds; the largest number if it never will be.
    /// @param disabled Whether its batches can no longer be committed or proven.
    struct ProtocolVersion {
        Program program;
        uint64 activeFrom;
        bool disabled;
    }

    /// @notice The version that the chain starts with.
    uint64 public constant FIRST_VERSION = 1;

    /// @notice Least time between the announcement of a version and its activation, seconds.
    uint64 public immutable minimumDelay;

    /// @notice Number of the newest version, whether active yet or not.
    uint64 public latestVersion = FIRST_VERSION;

    mapping(uint64 version => ProtocolVersion) internal _versions;

    /// @notice A version was announced.
    event VersionSet(uint64 indexed version, IVerifier verifier, bytes32 programKey, uint64 activeFrom);
    /// @notice A version was disabled.
    event VersionDisabled(uint64 indexed version);

    /// @notice There is no such version, or it is not the next one.
    error UnknownVersion(uint64 version);
    /// @notice The activation is announced too late.
    error InvalidActivation(uint256 earliest, uint64 activeFrom);
    /// @notice A version needs a verifier: a contract's address.
    error VerifierMissing();
    /// @notice The version has been disabled.
    error DisabledVersion(uint64 version);
    /// @notice The version has no verifier, so that nothing of it can be proven.
    error NoVerifier(uint64 version);

    constructor(uint64 minimumDelay_, Program memory first) {
        minimumDelay = minimumDelay_;
        _versions[FIRST_VERSION].program = first;
        emit VersionSet(FIRST_VERSION, first.verifier, first.key, 0);
    }

    /// @notice Announces the next version.
    /// @param version Its number, one more than the newest version's: a call that was meant for another state changes nothing.
    /// @param verifier Verifier of its proofs.
    /// @param programKey Verification key of its guest program.
    /// @param activeFrom Time of the first batches that have it, seconds.
    function setVersion(uint64 version, IVerifier verifier, bytes32 programKey, uint64 activeFrom) external onlyRole(OWNER_ROLE) {
        if (version != latestVersion + 1) revert UnknownVersion(version);
        if (address(verifier).code.length == 0) revert VerifierMissing();
        uint256 earliest = block.timestamp + minimumDelay;
        if (activeFrom < earliest) revert InvalidActivation(earliest, activeFrom);
        _versions[version] = ProtocolVersion(Program(verifier, programKey), activeFrom, false);
        latestVersion = version;
        emit VersionSet(version, verifier, programKey, activeFrom);
    }

    /// @notice Disables a version for good: its batches can no longer be committed or proven. One that is still pending
    /// is cancelled, and the version before it goes on.
    function disableVersion(uint64 version) external onlyRole(OWNER_ROLE) {
        if (version == 0 || version > latestVersion) revert UnknownVersion(version);
        ProtocolVersion storage entry = _versions[version];
        if (entry.activeFrom > block.timestamp) entry.activeFrom = type(uint64).max;
        entry.disabled = true;
        emit VersionDisabled(version);
    }

    /// @notice The version's entry; all zero for unknown ones.
    function protocolVersion(uint64 version) external view returns (ProtocolVersion memory) {
        return _versions[version];
    }

    /// @notice The version that a batch of time `timestamp` must have.
    function versionAt(uint256 timestamp) public view returns (uint64 version) {
        version = latestVersion;
        while (_versions[version].activeFrom > timestamp) --version;
    }
}
