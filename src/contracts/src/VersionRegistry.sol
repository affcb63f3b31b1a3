// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IVerifier} from "./IVerifier.sol";
import {Roles} from "./Roles.sol";

/// @title Protocol versions: which program proves which batch
/// @notice Versions are numbered from 1 and activate in order, each at a batch number. A version is fixed once it has a
/// verifier; it can be disabled for good, and a faulty one is replaced by the next.
abstract contract VersionRegistry is Roles {
    /// @notice A protocol version.
    /// @param verifier Verifier of its proofs; zero as long as there is none, and then nothing can be proven.
    /// @param activationBatch First batch of the version.
    /// @param disabled Whether its batches can no longer be committed or proven.
    /// @param programKey Verification key of its guest program.
    /// @param provableSince L1 time at which the verifier was set, seconds.
    struct ProtocolVersion {
        IVerifier verifier;
        uint64 activationBatch;
        bool disabled;
        bytes32 programKey;
        uint64 provableSince;
    }

    /// @notice The version that the chain starts with.
    uint64 public constant FIRST_VERSION = 1;

    /// @notice Number of the newest version, whether active yet or not.
    uint64 public latestVersion = FIRST_VERSION;

    mapping(uint64 version => ProtocolVersion) internal _versions;

    /// @notice A version got its verifier.
    event VersionSet(uint64 indexed version, IVerifier verifier, bytes32 programKey, uint64 activationBatch);
    /// @notice A version was disabled.
    event VersionDisabled(uint64 indexed version);

    /// @notice There is no such version, and it is not the next one either.
    error UnknownVersion(uint64 version);
    /// @notice The version has its verifier already.
    error VersionFixed(uint64 version);
    /// @notice The activation is not after the last finalized batch, comes before an older version's, or would move.
    error InvalidActivation(uint64 activationBatch);
    /// @notice A version needs a verifier's address.
    error VerifierMissing();
    /// @notice The version has been disabled.
    error DisabledVersion(uint64 version);
    /// @notice The version has no verifier, so that nothing of it can be proven.
    error NoVerifier(uint64 version);

    /// @notice Adds the next version, or gives an existing one the verifier that it lacks.
    /// @param version Number of the version.
    /// @param verifier Verifier of its proofs.
    /// @param programKey Verification key of its guest program.
    /// @param activationBatch First batch of the version; that of an existing version cannot change.
    function setVersion(uint64 version, IVerifier verifier, bytes32 programKey, uint64 activationBatch) external onlyRole(OWNER_ROLE) {
        if (address(verifier) == address(0)) revert VerifierMissing();
        ProtocolVersion storage entry = _versions[version];
        if (version == latestVersion + 1) {
            bool inOrder = activationBatch >= _versions[latestVersion].activationBatch;
            if (!inOrder || activationBatch <= lastFinalizedBatch()) revert InvalidActivation(activationBatch);
            entry.activationBatch = activationBatch;
            latestVersion = version;
        } else {
            if (version == 0 || version > latestVersion) revert UnknownVersion(version);
            if (address(entry.verifier) != address(0)) revert VersionFixed(version);
            if (activationBatch != entry.activationBatch) revert InvalidActivation(activationBatch);
        }
        entry.verifier = verifier;
        entry.programKey = programKey;
        entry.provableSince = uint64(block.timestamp);
        emit VersionSet(version, verifier, programKey, activationBatch);
    }

    /// @notice Disables a version for good: its batches can no longer be committed or proven.
    function disableVersion(uint64 version) external onlyRole(OWNER_ROLE) {
        if (version == 0 || version > latestVersion) revert UnknownVersion(version);
        _versions[version].disabled = true;
        emit VersionDisabled(version);
    }

    /// @notice The version's entry; all zero for the first version until it gets its verifier, and for unknown ones.
    function protocolVersion(uint64 version) external view returns (ProtocolVersion memory) {
        return _versions[version];
    }

    /// @notice The version that batch `number` must have: the newest one that is active by then.
    function versionOfBatch(uint256 number) public view returns (uint64 version) {
        version = latestVersion;
        while (_versions[version].activationBatch > number) --version;
    }

    /// @notice Number of the last finalized batch.
    function lastFinalizedBatch() public view virtual returns (uint64);
}
