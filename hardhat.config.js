"use strict";

require("@nomicfoundation/hardhat-chai-matchers");
require("@nomicfoundation/hardhat-ethers");
require("@nomicfoundation/hardhat-network-helpers");
require("solidity-coverage");

const { subtask } = require("hardhat/config");
const { TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD } = require("hardhat/builtin-tasks/task-names");
const solcPackage = require("solc/package.json");
const settings = require("./scripts/solc-settings.js");

// The compiler is the npm package, pinned by package-lock.json: nothing is downloaded while compiling.
subtask(TASK_COMPILE_SOLIDITY_GET_SOLC_BUILD, async ({ solcVersion }) => {
  if (solcVersion !== solcPackage.version) {
    throw new Error(`hardhat.config.js asks for solc ${solcVersion}, package-lock.json holds ${solcPackage.version}`);
  }
  return {
    compilerPath: require.resolve("solc/soljson.js"),
    isSolcJs: true,
    version: solcVersion,
    longVersion: require("solc").version().replace(".Emscripten.clang", ""),
  };
});

module.exports = {
  solidity: { version: settings.version, settings: settings.compiler },
  networks: {
    hardhat: {
      // Instrumented contracts are too long to be deployed within the 2^24 gas that Osaka allows a transaction.
      hardfork: process.env.RETO_COVERAGE === "1" ? "prague" : "osaka",
      allowUnlimitedContractSize: false,
    },
    // Any node, for scripts/deploy.js. Without a key the node's own unlocked accounts are used.
    remote: {
      url: process.env.RETO_RPC_URL ?? "http://127.0.0.1:8545",
      accounts: process.env.RETO_DEPLOYER_KEY ? [process.env.RETO_DEPLOYER_KEY] : "remote",
    },
  },
  paths: {
    sources: "contracts",
    tests: "tests/contracts",
    artifacts: "artifacts",
    cache: "cache",
  },
  mocha: { timeout: 120_000 },
};
