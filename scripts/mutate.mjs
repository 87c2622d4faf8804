// Mutation pass over the contracts: npm run mutate (long; not part of CI). It ends with docs/mutants.md.
//
// All mutants of all sources are compiled at once: each mutated place reads `mutant(n) ? changed : original`, and
// `mutant(n)` compares n with the last two bytes of the running code, which this script writes before each run. One
// mutant therefore costs a test run and no compilation. Constructors run other code than what is deployed, so their
// mutants, and those inside assembly, are compiled one by one. Everything happens in a temporary copy; the Hardhat tests run in this process.
//
// node scripts/mutate.mjs            all that cache/mutants.jsonl does not hold yet
// node scripts/mutate.mjs survivors  again those that no test killed
// node scripts/mutate.mjs list       only print the mutants
// node scripts/mutate.mjs report     only write docs/mutants.md

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { findMutants, instrument, SELECTOR_SOURCE } from "./mutate-sources.mjs";
import { writeReport } from "./mutate-report.mjs";

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, "..");
const solc = require("solc");
const records = path.join(root, "cache", "mutants.jsonl");
const mode = process.argv[2] ?? "all";

const SOURCES = [
  "contracts/RetoToken.sol",
  "contracts/RetoCampaigns.sol",
  "contracts/libraries/Attestation.sol",
  "contracts/libraries/CampaignRecord.sol",
  "contracts/libraries/DailyAllowance.sol",
  "contracts/libraries/PauseClock.sol",
  "contracts/libraries/PayoutBatch.sol",
];
const TARGETS = [
  ["contracts/RetoToken.sol", "RetoToken"],
  ["contracts/RetoCampaigns.sol", "RetoCampaigns"],
  ["contracts/mocks/VectorProbe.sol", "VectorProbe"],
];
const LANGUAGE = {
  evmVersion: "cancun",
  viaIR: true,
  optimizer: { enabled: true, runs: 1, details: { yul: true, yulDetails: { optimizerSteps: "dhfoDgvulfnTUtnIf" } } },
};

/** The test files that are tried first, by function; then come all the others. */
const FIRST = [
  [/Attestation/, ["campaigns/attestation"]],
  [/DailyAllowance|PayoutBatch|payBatch|_payWords|_requirePayable|_requireOperator|computeTag/, ["campaigns/pay-batch", "vectors"]],
  [/PauseClock|[pP]ause/, ["campaigns/roles", "campaigns/closing"]],
  [/perator|Pauser|_requireEffective|payableNow|renounceOwnership/, ["campaigns/roles", "token/deployment"]],
  [/imits|isAsTight|availableToday|_afterDelay/, ["campaigns/limits"]],
  [/erms/, ["campaigns/terms", "campaigns/create"]],
  [/createCampaign/, ["campaigns/create"]],
  [/eporter|reportSale|commitLiabilities/, ["campaigns/sales"]],
  [/fund|grant|_credit|_deposit|_requireFunding/i, ["campaigns/fund"]],
  [/close|withdraw|release|lapses|stateNow|_takeRest|_requireState|toView/, ["campaigns/closing", "token/minting"]],
  [/burn/, ["token/burning"]],
  [/[mM]int|Reserv|_commit|_setAllowance/, ["token/minting"]],
  [/transferBatch|_creditWords/, ["token/transfer-batch", "token/minting"]],
  [/RetoToken/, ["token/deployment"]],
];

function compile(sources, wanted) {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { ...LANGUAGE, outputSelection: wanted },
  };
  const find = (file) => {
    const found = [path.join(root, file), path.join(root, "node_modules", file)].find((name) => fs.existsSync(name));
    return found ? { contents: fs.readFileSync(found, "utf8") } : { error: `no ${file}` };
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
  const errors = (output.errors ?? []).filter((error) => error.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  return output;
}

function compileTargets(sources, targets) {
  const wanted = {};
  for (const [file, name] of targets) wanted[file] = { [name]: ["evm.bytecode.object", "evm.deployedBytecode.object"] };
  const probe = "contracts/mocks/VectorProbe.sol";
  const output = compile({ ...sources, [probe]: fs.readFileSync(path.join(root, probe), "utf8") }, wanted);
  return new Map(
    targets.map(([file, name]) => {
      const { bytecode, deployedBytecode } = output.contracts[file][name].evm;
      const ending = deployedBytecode.object.slice(-100); // metadata: no immutable lies there
      const at = bytecode.object.lastIndexOf(ending) + ending.length - 4;
      if (at < ending.length - 4) throw new Error(`the runtime code of ${name} was not found in its creation code`);
      return [name, { code: bytecode.object, at }];
    }),
  );
}

function readSources() {
  return Object.fromEntries(SOURCES.map((file) => [file, fs.readFileSync(path.join(root, file), "utf8")]));
}

function listMutants(originals) {
  const { sources } = compile(originals, { "*": { "": ["ast"] } });
  return findMutants(originals, (file) => sources[file].ast);
}

/** A copy of what the tests need, with a node that takes contracts of any length. */
function makeCopy() {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "reto-mutants-"));
  for (const part of ["contracts", "tests/contracts", "tests/vectors", "scripts", "artifacts", "package.json"]) {
    fs.cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  fs.rmSync(path.join(copy, "artifacts/build-info"), { recursive: true, force: true });
  fs.symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  const config = fs
    .readFileSync(path.join(root, "hardhat.config.js"), "utf8")
    .replace("allowUnlimitedContractSize: false", "allowUnlimitedContractSize: true")
    .replace(/^require\("solidity-coverage"\);$/m, "");
  fs.writeFileSync(path.join(copy, "hardhat.config.js"), config);
  return copy;
}

/** Test files in the order in which a mutant meets them. */
function testFiles(copy, mutant) {
  const base = path.join(copy, "tests/contracts");
  const all = fs
    .readdirSync(base, { recursive: true })
    .filter((name) => name.endsWith(".test.js") && !/deploy\.test|lifecycle|mocks/.test(name))
    .map((name) => name.replace(".test.js", ""));
  const where = `${mutant.contract} ${mutant.function}`;
  const first = FIRST.filter(([pattern]) => pattern.test(where)).flatMap(([, files]) => files);
  const isToken = mutant.contract === "RetoToken";
  const near = all.filter((name) => name.startsWith(isToken ? "token/" : "campaigns/"));
  return [...new Set([...first, ...near, ...all])].map((name) => path.join(base, `${name}.test.js`));
}

class Runner {
  constructor(copy) {
    this.copy = copy;
    process.env.RETO_COVERAGE = "1"; // the rules before the limit of gas a transaction: the code is longer here
    process.chdir(copy);
    const local = createRequire(path.join(copy, "package.json"));
    this.hre = local("hardhat");
    this.helpers = local("@nomicfoundation/hardhat-network-helpers");
    this.Mocha = local("mocha");
  }

  write(bytecodes) {
    for (const [file, name] of TARGETS) {
      if (!bytecodes.has(name)) continue;
      const artifactPath = path.join(this.copy, "artifacts", file, `${name}.json`);
      const artifact = JSON.parse(fs.readFileSync(artifactPath, "utf8"));
      artifact.bytecode = `0x${bytecodes.get(name).code}`;
      fs.writeFileSync(artifactPath, JSON.stringify(artifact));
    }
    this.hre.artifacts.clearCache();
  }

  /** Runs the files one after the other until a test fails; returns that test, or null. */
  async run(files) {
    for (const file of files) {
      for (const name of Object.keys(require.cache)) {
        if (name.startsWith(path.join(this.copy, "tests"))) delete require.cache[name];
      }
      await this.hre.network.provider.send("hardhat_reset", []);
      await this.helpers.clearSnapshots();
      const failure = await this.runFile(file);
      if (failure) return { file: path.relative(this.copy, file), test: failure };
    }
    return null;
  }

  runFile(file) {
    const mocha = new this.Mocha({ bail: true, timeout: 120_000, reporter: function Silent() {} });
    mocha.grep("@skip-on-coverage").invert();
    mocha.addFile(file);
    return new Promise((resolve) => {
      let failure = null;
      const run = mocha.run(() => {
        mocha.dispose();
        resolve(failure);
      });
      run.on("fail", (test, error) => {
        failure ??= test.fullTitle();
        if (process.env.MUTATE_VERBOSE) console.error(test.fullTitle(), error.message);
      });
    });
  }
}

function readRecords() {
  if (!fs.existsSync(records)) return new Map();
  const lines = fs.readFileSync(records, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return new Map(lines.map((line) => [line.key, line]));
}

function select(bytecodes, number) {
  const ending = number.toString(16).padStart(4, "0");
  const put = ({ code, at }) => ({ code: code.slice(0, at) + ending + code.slice(at + 4), at });
  return new Map([...bytecodes].map(([name, bytecode]) => [name, put(bytecode)]));
}

/** Checks and arithmetic first, then what goes beyond them: removed statements. */
function inOrder(mutants) {
  const isExtra = (mutant) => mutant.kind === "statement removed";
  return [...mutants.filter((mutant) => !isExtra(mutant)), ...mutants.filter(isExtra)];
}

async function main() {
  const originals = readSources();
  const mutants = listMutants(originals);
  if (mode === "list") {
    for (const mutant of mutants) console.log(`${mutant.number} ${mutant.key}`);
    console.log(`${mutants.length} mutants`);
    return;
  }
  if (mode === "report") {
    writeReport(root, mutants, readRecords());
    return;
  }

  const runner = new Runner(makeCopy());
  const inRuntime = mutants.filter((mutant) => !mutant.compiledAlone);
  const instrumented = { ...instrument(originals, inRuntime), "contracts/Mutant.sol": SELECTOR_SOURCE };
  const bytecodes = compileTargets(instrumented, TARGETS);
  const unchanged = select(bytecodes, 0);
  runner.write(unchanged);
  const known = readRecords();
  if (known.size === 0) {
    const failure = await runner.run(testFiles(runner.copy, { contract: "", function: "" }));
    if (failure) throw new Error(`a test fails without any mutant: ${failure.file}: ${failure.test}`);
    console.log("every test passes without a mutant");
  }

  const [share, shares] = (process.env.MUTATE_SHARE ?? "0/1").split("/").map(Number);
  for (const mutant of inOrder(mutants)) {
    if (mutant.number % shares !== share) continue;
    const before = known.get(mutant.key);
    if (before && (mode !== "survivors" || before.killedBy)) continue;
    const started = Date.now();
    if (mutant.compiledAlone) {
      const changed = { ...originals, ...mutant.applyTo(originals) };
      const target = TARGETS.find(([file]) => file === mutant.file) ?? TARGETS[1];
      runner.write(new Map([...unchanged, ...compileTargets(changed, [target])]));
    } else {
      runner.write(select(bytecodes, mutant.number));
    }
    const killedBy = await runner.run(testFiles(runner.copy, mutant));
    const seconds = Math.round((Date.now() - started) / 1_000);
    fs.appendFileSync(records, `${JSON.stringify({ key: mutant.key, killedBy, seconds })}\n`);
    console.log(`${mutant.number}/${mutants.length} ${seconds} s ${killedBy ? "killed" : "SURVIVED"} ${mutant.key}`);
  }
  fs.rmSync(runner.copy, { recursive: true, force: true });
  writeReport(root, mutants, readRecords());
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
