// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

// The owner of a deployment. Named here so that the build has its artifact for the deployment script.
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
