"use strict";

// Deploys RetoToken and RetoCampaigns to the chain of the chosen network, or to whatever RETO_RPC_URL names:
//
//   npx hardhat run scripts/deploy.js --network localhost
//   RETO_RPC_URL=... RETO_CHAIN_ID=... RETO_DEPLOYER_KEY=... npx hardhat run scripts/deploy.js --network remote
//
// What it deployed stands in deployments/<chain id>.json; run again, it deploys nothing that is there already, and
// stops when the record, the chain or the arguments disagree. Beside the record it writes the input that a block
// explorer needs to verify the sources.
//
// Roles and amounts come from the environment, addresses as 0x..., amounts in base units:
//   RETO_OWNER      owner of both contracts           (development: the deployer)
//   RETO_TREASURY   receives the initial supply       (development: the deployer)
//   RETO_OPERATOR   pays                              (development: the deployer)
//   RETO_PAUSER     pauses                            (development: nobody)
//   RETO_SUPPLY     initial supply                    (100 million RETO)
//   RETO_CAP        cap                               (1,000 million RETO)
//   RETO_DELAY      delay of mint allowances, operators and looser limits, seconds (development: 0; else 172800)

const fs = require("node:fs");
const path = require("node:path");
const hre = require("hardhat");
const { DEVELOPMENT_CHAIN, refuseDevelopmentKeys } = require("./development-keys.js");

const { ethers } = hre;
const RECORDS = process.env.RETO_DEPLOYMENTS ?? path.join(__dirname, "..", "deployments");
const RETO = 10n ** 18n;
const LEAST_DELAY = 172_800n;

/** A fault of the caller's, told in a sentence. */
class Refusal extends Error {}

function fromEnvironment(name, development, isDevelopment) {
  const value = process.env[name];
  if (value !== undefined && value !== "") return value;
  if (isDevelopment) return development;
  throw new Refusal(`${name} is not set; only on chain ${DEVELOPMENT_CHAIN} does it have a default`);
}

function readSettings(chainId, deployer) {
  const isDevelopment = chainId === DEVELOPMENT_CHAIN;
  const delay = BigInt(process.env.RETO_DELAY ?? (isDevelopment ? 0n : LEAST_DELAY));
  if (!isDevelopment && delay < LEAST_DELAY) {
    throw new Refusal(`RETO_DELAY is ${delay} seconds; outside development it is at least ${LEAST_DELAY}`);
  }
  return {
    owner: ethers.getAddress(fromEnvironment("RETO_OWNER", deployer, isDevelopment)),
    treasury: ethers.getAddress(fromEnvironment("RETO_TREASURY", deployer, isDevelopment)),
    operator: ethers.getAddress(fromEnvironment("RETO_OPERATOR", deployer, isDevelopment)),
    pauser: ethers.getAddress(fromEnvironment("RETO_PAUSER", ethers.ZeroAddress, isDevelopment)),
    supply: BigInt(process.env.RETO_SUPPLY ?? 100_000_000n * RETO),
    cap: BigInt(process.env.RETO_CAP ?? 1_000_000_000n * RETO),
    delay,
  };
}

async function readChainId() {
  const chainId = (await ethers.provider.getNetwork()).chainId;
  const expected = process.env.RETO_CHAIN_ID;
  if (expected !== undefined && BigInt(expected) !== chainId) {
    throw new Refusal(`RETO_CHAIN_ID is ${expected}, but the node answers for chain ${chainId}`);
  }
  if (expected === undefined && chainId !== DEVELOPMENT_CHAIN) {
    throw new Refusal(`the node answers for chain ${chainId}; say so in RETO_CHAIN_ID to deploy there`);
  }
  return chainId;
}

function readRecord(chainId) {
  const file = path.join(RECORDS, `${chainId}.json`);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : { chainId: chainId.toString(), contracts: {} };
}

function writeRecord(chainId, record) {
  fs.mkdirSync(RECORDS, { recursive: true });
  fs.writeFileSync(path.join(RECORDS, `${chainId}.json`), `${JSON.stringify(record, null, 2)}\n`);
}

/** Everything that an explorer needs: the compiler, its whole input, and the encoded constructor arguments. */
async function writeVerificationInput(chainId, name, constructorArguments) {
  const artifact = await hre.artifacts.readArtifact(name);
  const { solcLongVersion, input } = await hre.artifacts.getBuildInfo(`${artifact.sourceName}:${name}`);
  const types = new ethers.Interface(artifact.abi).deploy.inputs;
  const encoded = ethers.AbiCoder.defaultAbiCoder().encode(types, constructorArguments);
  const content = { contract: `${artifact.sourceName}:${name}`, compiler: solcLongVersion, constructorArguments: encoded, input };
  const folder = path.join(RECORDS, "verification");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${chainId}-${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}

/** Whether the recorded contract stands on this chain with these arguments and this code; refuses a contradiction. */
async function standsAlready(name, recorded, constructorArguments) {
  if (recorded === undefined) return false;
  const code = await ethers.provider.getCode(recorded.address);
  if (code === "0x") {
    if ((await readChainId()) === DEVELOPMENT_CHAIN) return false; // a development chain begins anew each time
    throw new Refusal(`the record says that ${name} stands at ${recorded.address}, but there is no code`);
  }
  if (ethers.keccak256(code) !== recorded.codeHash) {
    throw new Refusal(`the code of ${name} at ${recorded.address} is not the code that was recorded`);
  }
  const before = JSON.stringify(recorded.constructorArguments);
  const now = JSON.stringify(constructorArguments.map(String));
  if (before !== now) throw new Refusal(`${name} was deployed with ${before}, and is asked for with ${now}`);
  return true;
}

/**
 * Whether what an earlier run announced, and did not live to confirm, stands by now. Sender and nonce fix the address, so a
 * run that died after sending finds its contract there, and one that died before sending sends with the same nonce.
 */
async function announcedStands(name, announced, constructorArguments) {
  if (JSON.stringify(announced.constructorArguments) !== JSON.stringify(constructorArguments.map(String))) {
    throw new Refusal(`${name} was being deployed with ${announced.constructorArguments}, and is asked for with ${constructorArguments}`);
  }
  if ((await ethers.provider.getCode(announced.address)) !== "0x") return true;
  const used = await ethers.provider.getTransactionCount(announced.deployer, "pending");
  if (used > announced.nonce && (await readChainId()) !== DEVELOPMENT_CHAIN) {
    throw new Refusal(
      `${name} is on its way with nonce ${announced.nonce} of ${announced.deployer}, or failed: wait until code stands at ` +
        `${announced.address}, or take the entry out of the record once you have seen it fail`,
    );
  }
  return false;
}

async function ensureDeployed(chainId, record, name, signer, constructorArguments) {
  const recorded = record.contracts[name];
  const confirmed = recorded !== undefined && recorded.codeHash !== undefined;
  if (confirmed && (await standsAlready(name, recorded, constructorArguments))) {
    console.log(`${name} stands at ${recorded.address}`);
    return recorded.address;
  }
  if (!confirmed && recorded !== undefined && (await announcedStands(name, recorded, constructorArguments))) {
    recorded.codeHash = ethers.keccak256(await ethers.provider.getCode(recorded.address));
    writeRecord(chainId, record);
    await writeVerificationInput(chainId, name, constructorArguments);
    console.log(`${name} stands at ${recorded.address}, sent by an earlier run`);
    return recorded.address;
  }

  const nonce = await signer.getNonce("pending");
  const address = ethers.getCreateAddress({ from: signer.address, nonce });
  const announced = { address, constructorArguments: constructorArguments.map(String), deployer: signer.address, nonce };
  record.contracts[name] = announced;
  writeRecord(chainId, record);
  const contract = await ethers.deployContract(name, constructorArguments, { signer, nonce });
  const transaction = contract.deploymentTransaction();
  const receipt = await transaction.wait();
  record.contracts[name] = {
    ...announced,
    transaction: transaction.hash,
    block: receipt.blockNumber,
    codeHash: ethers.keccak256(await ethers.provider.getCode(address)),
  };
  writeRecord(chainId, record);
  await writeVerificationInput(chainId, name, constructorArguments);
  console.log(`${name} deployed at ${address}, ${receipt.gasUsed} gas`);
  return address;
}

async function main() {
  const chainId = await readChainId();
  const [signer] = await ethers.getSigners();
  if (signer === undefined) throw new Refusal("there is no account to deploy from; set RETO_DEPLOYER_KEY");
  const settings = readSettings(chainId, signer.address);
  const { owner, treasury, operator, pauser, supply, cap, delay } = settings;
  refuseDevelopmentKeys(chainId, { deployer: signer.address, owner, treasury, operator, pauser });

  const record = readRecord(chainId);
  const token = await ensureDeployed(chainId, record, "RetoToken", signer, [owner, treasury, supply, cap, delay]);
  await ensureDeployed(chainId, record, "RetoCampaigns", signer, [token, owner, operator, pauser, delay]);
}

main().catch((error) => {
  console.error(error instanceof Refusal || error.name === "DevelopmentKeyRefused" ? error.message : error);
  process.exitCode = 1;
});
