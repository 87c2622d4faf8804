"use strict";

// One set of compiler settings for Hardhat, forge and source verification.
module.exports = {
  version: "0.8.37",
  compiler: {
    viaIR: true,
    optimizer: { enabled: true, runs: 1_000_000 },
    evmVersion: "cancun",
    outputSelection: { "*": { "*": ["storageLayout"] } },
  },
};
