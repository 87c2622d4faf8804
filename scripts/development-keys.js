"use strict";

// The mnemonic of Hardhat's accounts is known to everyone: whoever holds a role by one of its keys outside the
// development chain has given that role away.

const { ethers } = require("ethers");

const DEVELOPMENT_CHAIN = 31_337n;
const MNEMONIC = "test test test test test test test test test test test junk";
const ACCOUNTS = 100;

class DevelopmentKeyRefused extends Error {
  name = "DevelopmentKeyRefused";
}

function developmentAddresses() {
  const root = ethers.HDNodeWallet.fromPhrase(MNEMONIC, "", "m/44'/60'/0'/0");
  return new Set(Array.from({ length: ACCOUNTS }, (_, i) => root.deriveChild(i).address));
}

/** Refuses a chain other than the development chain when any of these roles is held by a key of Hardhat's mnemonic. */
function refuseDevelopmentKeys(chainId, roles) {
  if (chainId === DEVELOPMENT_CHAIN) return;
  const known = developmentAddresses();
  for (const [role, address] of Object.entries(roles)) {
    if (known.has(ethers.getAddress(address))) {
      throw new DevelopmentKeyRefused(
        `the ${role} ${address} is an account of Hardhat's public mnemonic, which is refused on chain ${chainId}`,
      );
    }
  }
}

module.exports = { DEVELOPMENT_CHAIN, refuseDevelopmentKeys };
