"use strict";

const { spawn, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { expect } = require("chai");
const { ethers } = require("ethers");
const { refuseDevelopmentKeys } = require("../../scripts/development-keys.js");
const { anvilPath } = require("./support/anvil.js");

const ROOT = path.join(__dirname, "..", "..");
const HARDHAT = require.resolve("hardhat/internal/cli/bootstrap");
// Keys of nobody's, for a chain that lives as long as this test.
const DEPLOYER = new ethers.Wallet(ethers.id("deployer of the deployment test"));
const ROLES = {
  RETO_OWNER: ethers.Wallet.createRandom().address,
  RETO_TREASURY: ethers.Wallet.createRandom().address,
  RETO_OPERATOR: ethers.Wallet.createRandom().address,
  RETO_PAUSER: ethers.Wallet.createRandom().address,
};

/** A node of this test's own on a port that the system chooses. */
function startNode(chainId) {
  return new Promise((resolve, reject) => {
    const node = spawn(anvilPath(), ["--port", "0", "--chain-id", String(chainId)], { stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    node.stdout.on("data", (chunk) => {
      told += chunk;
      const listening = told.match(/Listening on ([\d.]+:\d+)/);
      if (listening) resolve({ node, url: `http://${listening[1]}` });
    });
    node.on("exit", (code) => reject(new Error(`anvil ended with ${code}`)));
  });
}

describe("scripts/deploy.js @skip-on-coverage", function () {
  const nodes = [];
  let records;

  beforeEach(function () {
    records = fs.mkdtempSync(path.join(os.tmpdir(), "reto-deployments-"));
  });

  afterEach(function () {
    nodes.splice(0).forEach((node) => node.kill());
    fs.rmSync(records, { recursive: true });
  });

  async function nodeFor(chainId) {
    const { node, url } = await startNode(chainId);
    node.removeAllListeners("exit");
    nodes.push(node);
    return url;
  }

  function deploy(url, environment = {}) {
    const result = spawnSync(process.execPath, [HARDHAT, "run", "--no-compile", "scripts/deploy.js", "--network", "remote"], {
      cwd: ROOT,
      encoding: "utf8",
      env: { ...process.env, RETO_RPC_URL: url, RETO_DEPLOYMENTS: records, ...environment },
    });
    return { code: result.status, said: result.stdout + result.stderr };
  }

  function readRecord(chainId) {
    return JSON.parse(fs.readFileSync(path.join(records, `${chainId}.json`), "utf8"));
  }

  it("deploys once to a development chain, records what it did, and does nothing the second time", async function () {
    const url = await nodeFor(31_337);
    const first = deploy(url);
    expect(first.code, first.said).to.equal(0);
    const record = readRecord(31_337);
    const provider = new ethers.JsonRpcProvider(url);
    for (const [name, entry] of Object.entries(record.contracts)) {
      expect(ethers.keccak256(await provider.getCode(entry.address)), name).to.equal(entry.codeHash);
    }
    expect(record.contracts.RetoCampaigns.constructorArguments[0]).to.equal(record.contracts.RetoToken.address);

    const second = deploy(url);
    expect(second.code, second.said).to.equal(0);
    expect(second.said).to.include("RetoToken stands at").and.to.include("RetoCampaigns stands at");
    expect(readRecord(31_337)).to.deep.equal(record);
    provider.destroy();
  });

  it("finds what a run sent and did not live to record, and deploys nothing twice", async function () {
    const url = await nodeFor(31_337);
    deploy(url);
    const record = readRecord(31_337);
    const { codeHash, transaction, block, ...announced } = record.contracts.RetoCampaigns;
    const interrupted = { ...record, contracts: { ...record.contracts, RetoCampaigns: announced } };
    fs.writeFileSync(path.join(records, "31337.json"), JSON.stringify(interrupted));
    const provider = new ethers.JsonRpcProvider(url);
    const sent = await provider.getTransactionCount(announced.deployer);

    const again = deploy(url);

    expect(again.code, again.said).to.equal(0);
    expect(again.said).to.include("sent by an earlier run");
    expect(await provider.getTransactionCount(announced.deployer)).to.equal(sent);
    expect(readRecord(31_337).contracts.RetoCampaigns).to.include({ address: announced.address, codeHash });
    expect(transaction).to.match(/^0x/);
    expect(block).to.be.above(0);
    provider.destroy();
  });

  it("writes an input from which the compiler makes the code that stands on the chain, and stops when asked for another", async function () {
    const url = await nodeFor(31_337);
    deploy(url);
    const file = path.join(records, "verification", "31337-RetoToken.json");
    const { contract, input, constructorArguments } = JSON.parse(fs.readFileSync(file, "utf8"));
    const [source, name] = contract.split(":");
    const outputSelection = { [source]: { [name]: ["evm.bytecode.object"] } };
    const output = JSON.parse(
      require("solc").compile(JSON.stringify({ ...input, settings: { ...input.settings, outputSelection } })),
    );
    const provider = new ethers.JsonRpcProvider(url);
    const transaction = await provider.getTransaction(readRecord(31_337).contracts.RetoToken.transaction);
    const bytecode = output.contracts[source][name].evm.bytecode.object;
    expect(transaction.data).to.equal(`0x${bytecode}${constructorArguments.slice(2)}`);
    provider.destroy();

    const again = deploy(url, { RETO_CAP: "5" });
    expect(again.code).to.equal(1);
    expect(again.said).to.include("RetoToken was deployed with");
  });

  it("deploys to another chain only when that chain, its roles and a long delay are named", async function () {
    const url = await nodeFor(4_242);
    const provider = new ethers.JsonRpcProvider(url);
    await provider.send("anvil_setBalance", [DEPLOYER.address, "0x56bc75e2d63100000"]);
    const named = { RETO_CHAIN_ID: "4242", RETO_DEPLOYER_KEY: DEPLOYER.privateKey, ...ROLES };
    const refusals = [
      [{ ...named, RETO_CHAIN_ID: "1" }, "RETO_CHAIN_ID is 1, but the node answers for chain 4242"],
      [{ ...named, RETO_CHAIN_ID: undefined }, "the node answers for chain 4242; say so in RETO_CHAIN_ID"],
      [{ ...named, RETO_OWNER: "" }, "RETO_OWNER is not set"],
      [{ ...named, RETO_DELAY: "3600" }, "at least 172800"],
    ];
    for (const [environment, sentence] of refusals) {
      const refused = deploy(url, environment);
      expect(refused.code, refused.said).to.equal(1);
      expect(refused.said).to.include(sentence);
    }
    expect(await provider.getTransactionCount(DEPLOYER.address)).to.equal(0);
    const done = deploy(url, named);
    expect(done.code, done.said).to.equal(0);
    const { contracts } = readRecord(4_242);
    expect(contracts.RetoCampaigns.constructorArguments.slice(1)).to.deep.equal(
      [ROLES.RETO_OWNER, ROLES.RETO_OPERATOR, ROLES.RETO_PAUSER, "172800"],
    );
    provider.destroy();
  });

  it("refuses an account of Hardhat's mnemonic in every role outside the development chain", async function () {
    const url = await nodeFor(4_242);
    const root = ethers.HDNodeWallet.fromPhrase("test test test test test test test test test test test junk", "", "m/44'/60'/0'/0");
    const known = root.deriveChild(7);
    const named = { RETO_CHAIN_ID: "4242", RETO_DEPLOYER_KEY: DEPLOYER.privateKey, ...ROLES };
    for (const role of Object.keys(ROLES)) {
      expect(() => refuseDevelopmentKeys(4_242n, { [role]: known.address })).to.throw(`the ${role} ${known.address} is`);
      expect(() => refuseDevelopmentKeys(31_337n, { [role]: known.address })).not.to.throw();
    }
    for (const changes of [{ RETO_DEPLOYER_KEY: known.privateKey }, { RETO_OPERATOR: known.address }]) {
      const refused = deploy(url, { ...named, ...changes });
      expect(refused.code, refused.said).to.equal(1);
      expect(refused.said).to.include("is an account of Hardhat's public mnemonic, which is refused on chain 4242");
    }
    expect(fs.readdirSync(records)).to.deep.equal([]);
  });
});
