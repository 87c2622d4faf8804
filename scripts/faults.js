"use strict";

// Makes the last column of docs/faults.md and docs/guards.md again: applies each row's removal, builds, runs the row's tests, wants every one
// of them red, and says with what message.
//
//   node scripts/faults.js            every row that names a patch
//   node scripts/faults.js 16 F9      the rows of these faults and behaviours
//   node scripts/faults.js --missing  the rows that have not been seen red: takes up where an earlier run left off
//   node scripts/faults.js --record   writes today's date into each row that was red, and clears it in those that were not, after every row
//   node scripts/faults.js --list     says which rows have a removal
//
// It works in this checkout, which must have nothing uncommitted, and puts back what it took away, also when it is stopped.
// Exit code 0 when every row was red.

const { spawn } = require("child_process");
const fs = require("fs");
const path = require("path");

const root = path.join(__dirname, "..");
const tables = ["docs/faults.md", "docs/guards.md"];
const testMinutes = 15;
const maximumMessage = 160;

/** What runs now, and what has been taken away: a signal ends the one and puts back the other. */
let running = null;
let stopping = false;
const takenAway = [];

/** The rows of a table: numbers of faults or behaviours, tests as Class.Method, patches, and where the row stands in the file. */
function readRows(table) {
  return fs.readFileSync(path.join(root, table), "utf8").split("\n").flatMap((line, at) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const names = /^[A-Z]?\d+(?:, [A-Z]?\d+)*/.exec(cells[1] ?? "");
    if (cells.length !== 6 || names === null) {
      return [];
    }
    const tests = [...cells[2].matchAll(/`([A-Za-z]+\.[A-Za-z_0-9]+)`/g)].map((match) => match[1]);
    const patches = [...cells[3].matchAll(/`(tests\/(?:faults|guards)\/[\w.-]+\.patch)`/g)].map((match) => match[1]);
    return [{ table, at, name: cells[1], names: names[0].split(", "), tests, patches, seen: cells[4] }];
  });
}

/** @returns {Promise<{status: number | null, output: string}>} null for what was still running after its minutes, or was killed. */
function run(program, args, minutes = testMinutes) {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what it started ends with it.
    const child = spawn(program, args, { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    running = child;
    const pieces = [];
    child.stdout.on("data", (piece) => pieces.push(piece));
    child.stderr.on("data", (piece) => pieces.push(piece));
    const clock = setTimeout(() => endGroup(child), minutes * 60_000);
    child.on("error", reject);
    child.on("close", (status) => {
      clearTimeout(clock);
      running = null;
      if (stopping && program !== "git") {
        return; // Nothing goes on after it.
      }

      resolve({ status, output: Buffer.concat(pieces).toString("utf8") });
    });
  });
}

function endGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (fault) {
    if (fault.code !== "ESRCH") {
      throw fault;
    }
  }
}

async function putBack() {
  for (const patch of takenAway.splice(0).reverse()) {
    if ((await run("git", ["apply", "--reverse", patch])).status !== 0) {
      throw new Error(`${patch} could not be taken back: look at git diff`);
    }
  }
}

async function stop() {
  stopping = true;
  if (running !== null) {
    endGroup(running);
  }
  await putBack();
  process.exit(130);
}

/** @returns what came of the row: whether it was red, and with what message, or why it cannot be called so. */
async function tryRow(row) {
  try {
    for (const patch of row.patches) {
      const answer = await run("git", ["apply", patch]);
      if (answer.status !== 0) {
        return { red: false, why: `${patch} does not apply: ${answer.output.trim().split("\n")[0]}` };
      }
      takenAway.push(patch);
    }
    return await verdictOf(row);
  } finally {
    await putBack();
  }
}

async function verdictOf(row) {
  const messages = [];
  for (const project of new Set(row.tests.map(projectOf))) {
    const tests = row.tests.filter((test) => projectOf(test) === project);
    // A removal may leave something unused, which is no fault of the removal: analysis is off.
    const build = await run("dotnet", ["build", project, "-v", "q", "--no-restore", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false"]);
    if (build.status !== 0) {
      return { red: false, why: `it does not build: ${(build.output.match(/error[^\n]*/) ?? ["unknown"])[0]}` };
    }
    const filter = tests.map((test) => `FullyQualifiedName~${test}`).join("|");
    const { status, output } = await run("dotnet", ["test", assemblyOf(project), "--filter", filter]);
    if (status === null) {
      return { red: false, why: `not done in ${testMinutes} minutes, which proves nothing` };
    }
    if (!/Failed:\s+\d+/.test(output)) {
      return { red: false, why: "no test was run" };
    }
    const green = tests.filter((test) => !failureOf(test).test(output));
    if (green.length > 0) {
      return { red: false, why: `still green: ${green.join(", ")}` };
    }
    messages.push(/Error Message:\s*([^\n]*(?:\n[^\n]*){0,2})/.exec(output)?.[1].replace(/\s+/g, " ").slice(0, maximumMessage) ?? "");
  }
  return { red: true, why: messages.join(" / ") };
}

/** What was built, so that the tests need no second look at the projects. */
function assemblyOf(project) {
  const built = path.join(project, "bin", "Debug");
  const [framework] = fs.readdirSync(path.join(root, built));
  return path.join(built, framework, `${path.basename(project)}.dll`);
}

/** How the runner names a test that failed; a case of a theory carries its arguments. */
function failureOf(test) {
  return new RegExp(`^\\s*Failed \\S*\\b${test.replace(".", "\\.")}\\b`, "m");
}

function projectOf(test) {
  const [name] = test.split(".");
  for (const project of fs.readdirSync(path.join(root, "tests")).filter((folder) => folder.endsWith(".Tests"))) {
    const folder = path.join(root, "tests", project);
    const files = fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".cs") && !/(^|[\\/])(obj|bin)[\\/]/.test(file));
    if (files.some((file) => new RegExp(`class ${name}\\b`).test(fs.readFileSync(path.join(folder, file), "utf8")))) {
      return path.join("tests", project);
    }
  }
  throw new Error(`There is no test class ${name}`);
}

function record(row, red) {
  const file = path.join(root, row.table);
  const lines = fs.readFileSync(file, "utf8").split("\n");
  const cells = lines[row.at].split("|");
  cells[4] = red ? ` ${new Date().toISOString().slice(0, 10)} ` : " ";
  lines[row.at] = cells.join("|");
  fs.writeFileSync(file, lines.join("\n"));
}

async function main() {
  const options = process.argv.slice(2);
  const wanted = options.filter((option) => !option.startsWith("--"));
  const rows = tables.flatMap(readRows)
    .filter((row) => wanted.length === 0 || row.names.some((name) => wanted.includes(name)))
    .filter((row) => !options.includes("--missing") || row.seen === "");
  const removable = rows.filter((row) => row.patches.length > 0);
  if (options.includes("--list")) {
    rows.forEach((row) => console.log(`${row.patches.length > 0 ? "removal   " : "no removal"}  ${row.name}`));
    return 0;
  }
  if ((await run("git", ["status", "--porcelain"])).output.trim() !== "") {
    console.error("Commit or drop your changes first: this script changes files and puts them back.");
    return 2;
  }
  if ((await run("dotnet", ["restore"])).status !== 0) {
    console.error("The packages could not be restored.");
    return 2;
  }
  let reds = 0;
  for (const row of removable) {
    const { red, why } = await tryRow(row);
    console.log(`${red ? "red " : "NOT "}  ${row.name}: ${why}`);
    reds += red ? 1 : 0;
    if (options.includes("--record")) {
      record(row, red);
    }
  }
  console.log(`${reds} of ${removable.length} removals were seen red; ${rows.length - removable.length} rows have no removal.`);
  return reds === removable.length ? 0 : 1;
}

process.once("SIGINT", stop);
process.once("SIGTERM", stop);
main().then((code) => process.exit(code));
