// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// The cheat codes of forge that the scripts use.
interface Vm {
    function envUint(string calldata name) external view returns (uint256);
    function addr(uint256 privateKey) external view returns (address);
    function startBroadcast(uint256 privateKey) external;
    function stopBroadcast() external;
}

Vm constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
