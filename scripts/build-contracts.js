"use strict";

// Called by the .NET build when a source is newer than the stamps. Installs the npm packages when the content of
// package-lock.json has changed (a checkout changes times, not content) and compiles the contracts, of which Hardhat
// skips those whose content it knows. Several builds may call it at once: the second waits for the first.

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const { spawnSync } = require("child_process");

const root = path.resolve(__dirname, "..");
const installed = path.join(root, "node_modules", ".installed");
const compiled = path.join(root, "artifacts", ".compiled");
const lock = path.join(root, ".contracts.lock");

const WAIT_MS = 500;
const MAX_WAIT_MS = 15 * 60 * 1000;
const LEAST_NODE = 20;

// MSBuild reads this form as an error and shows the sentence alone.
function fail(sentence) {
  console.error(`contracts : error RR0001: ${sentence}`);
  process.exit(1);
}

function modified(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function contractFiles() {
  const files = fs.readdirSync(path.join(root, "contracts"), { recursive: true });
  return files.filter((file) => file.endsWith(".sol")).map((file) => path.join(root, "contracts", file));
}

function newest(files) {
  return Math.max(...files.map(modified));
}

function touch(file) {
  const now = new Date();
  fs.closeSync(fs.openSync(file, "a"));
  fs.utimesSync(file, now, now);
}

function run(command, args, doing) {
  // npm is a script on Windows, which only a shell can start. The arguments are constants.
  const options = { cwd: root, encoding: "utf8", shell: process.platform === "win32", maxBuffer: 64 * 1024 * 1024 };
  const result = spawnSync(command, args, options);
  if (result.error?.code === "ENOENT") {
    fail(`${command} was not found. Install Node.js ${LEAST_NODE} with npm (https://nodejs.org) and build again.`);
  }
  if (result.error || result.status !== 0) {
    process.stdout.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    fail(`${doing} failed; what it printed stands above. Repeat it with: ${command} ${args.join(" ")}`);
  }
}

function holderIsAlive() {
  const holder = Number(fs.readFileSync(lock, "utf8"));
  if (!Number.isInteger(holder) || holder <= 0) {
    // Being written at this moment, or left by a crash between the two steps: only age tells.
    return Date.now() - modified(lock) < 10_000;
  }
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function tryLock() {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
  }
  try {
    if (!holderIsAlive()) {
      fs.rmSync(lock, { force: true });
    }
  } catch (error) {
    // The holder has just finished.
    if (error.code !== "ENOENT") {
      throw error;
    }
  }
  return false;
}

function waitForLock() {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const deadline = Date.now() + MAX_WAIT_MS;
  while (!tryLock()) {
    if (Date.now() > deadline) {
      fail(`another build has been installing or compiling for too long. If none runs, delete ${lock}.`);
    }
    Atomics.wait(pause, 0, 0, WAIT_MS);
  }
  process.on("exit", () => fs.rmSync(lock, { force: true }));
}

function install() {
  const hash = crypto.createHash("sha256");
  for (const file of ["package.json", "package-lock.json"]) {
    hash.update(fs.readFileSync(path.join(root, file)));
  }
  const wanted = hash.digest("hex");
  if (!fs.existsSync(installed) || fs.readFileSync(installed, "utf8") !== wanted) {
    console.log("Installing the npm packages (npm ci); the first time this takes a minute.");
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci");
    fs.writeFileSync(installed, wanted);
  }
}

function compile() {
  const settings = ["hardhat.config.js", "package-lock.json", path.join("scripts", "solc-settings.js")];
  const sources = [...contractFiles(), ...settings.map((file) => path.join(root, file))];
  if (modified(compiled) < newest(sources)) {
    console.log("Compiling the contracts (hardhat compile).");
    run("npx", ["--no-install", "hardhat", "compile", "--quiet"], "hardhat compile");
  }
}

if (Number(process.versions.node.split(".")[0]) < LEAST_NODE) {
  fail(`Node.js ${LEAST_NODE} or later is needed; this one is ${process.versions.node}.`);
}
waitForLock();
install();
compile();
// Both, whatever was done: MSBuild calls this script for as long as one of them is older than any source.
touch(installed);
touch(compiled);
