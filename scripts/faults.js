"use strict";

// Makes the last column of docs/faults.md again: applies each row's removal, builds, runs the row's tests, and wants them red.
//
//   node scripts/faults.js            every row that names a patch
//   node scripts/faults.js 16 22      the rows of these faults
//   node scripts/faults.js --record   writes today's date into the rows that were red, and clears it in those that were not
//   node scripts/faults.js --list     says which rows have a removal
//
// It works in this checkout, which must have nothing uncommitted, and puts back what it took away, also when it is stopped.
// Exit code 0 when every row was red.

const { execFileSync, spawnSync } = require("child_process");
const fs = require("fs");
const path = require("path");

const root = path.join(__dirname, "..");
const table = path.join(root, "docs", "faults.md");
const testMinutes = 15;

/** The rows of the table: numbers of faults, tests as Class.Method, patches, and where the row stands in the file. */
function readRows(text) {
  return text.split("\n").flatMap((line, at) => {
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length !== 6 || !/^\d/.test(cells[1])) {
      return [];
    }
    const faults = /^[\d, ]+/.exec(cells[1])[0].split(",").map((number) => number.trim()).filter(Boolean);
    const tests = [...cells[2].matchAll(/`([A-Za-z]+\.[A-Za-z_0-9]+)`/g)].map((match) => match[1]);
    const patches = [...cells[3].matchAll(/`(tests\/faults\/[\w.-]+\.patch)`/g)].map((match) => match[1]);
    return [{ at, name: cells[1], faults, tests, patches, seen: cells[4] }];
  });
}

function run(program, args, options = {}) {
  return spawnSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, ...options });
}

function applied(patch, reverse) {
  return run("git", ["apply", ...(reverse ? ["--reverse"] : []), patch]);
}

/** @returns what came of the row: "red", or why it cannot be called so. */
function tryRow(row) {
  const done = [];
  const restore = () => done.splice(0).reverse().forEach((patch) => {
    if (applied(patch, true).status !== 0) {
      throw new Error(`${patch} could not be taken back: look at git diff`);
    }
  });
  const stop = () => {
    restore();
    process.exit(130);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    for (const patch of row.patches) {
      const answer = applied(patch, false);
      if (answer.status !== 0) {
        return `${patch} does not apply: ${answer.stderr.trim().split("\n")[0]}`;
      }
      done.push(patch);
    }
    // A removal may leave something unused, which is no fault of the removal: analysis is off.
    const project = projectOf(row.tests[0]);
    const build = run("dotnet", ["build", project, "-v", "q", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false"]);
    if (build.status !== 0) {
      return `it does not build: ${(build.stdout.match(/error[^\n]*/) ?? ["unknown"])[0]}`;
    }
    const filter = row.tests.map((test) => `FullyQualifiedName~${test}`).join("|");
    const test = run("dotnet", ["test", project, "--no-build", "--filter", filter], { timeout: testMinutes * 60_000 });
    const failed = /Failed:\s+(\d+)/.exec(test.stdout);
    if (test.error?.code === "ETIMEDOUT") {
      return "red";
    }
    return failed === null ? "no test was run" : Number(failed[1]) > 0 ? "red" : "still green: the test does not guard it";
  } finally {
    restore();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
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

function record(results) {
  const lines = fs.readFileSync(table, "utf8").split("\n");
  for (const { row, verdict } of results) {
    const cells = lines[row.at].split("|");
    cells[4] = verdict === "red" ? ` ${new Date().toISOString().slice(0, 10)} ` : " ";
    lines[row.at] = cells.join("|");
  }
  fs.writeFileSync(table, lines.join("\n"));
}

function main() {
  const options = process.argv.slice(2);
  const wanted = options.filter((option) => !option.startsWith("--"));
  const rows = readRows(fs.readFileSync(table, "utf8")).filter((row) => wanted.length === 0 || row.faults.some((fault) => wanted.includes(fault)));
  const removable = rows.filter((row) => row.patches.length > 0);
  if (options.includes("--list")) {
    rows.forEach((row) => console.log(`${row.patches.length > 0 ? "removal   " : "no removal"}  ${row.name}`));
    return 0;
  }
  if (execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" }).trim() !== "") {
    console.error("Commit or drop your changes first: this script changes files and puts them back.");
    return 2;
  }
  const results = removable.map((row) => {
    const verdict = tryRow(row);
    console.log(`${verdict === "red" ? "red " : "NOT "}  ${row.name}${verdict === "red" ? "" : `: ${verdict}`}`);
    return { row, verdict };
  });
  if (options.includes("--record")) {
    record(results);
  }
  const red = results.filter(({ verdict }) => verdict === "red").length;
  console.log(`${red} of ${results.length} removals were seen red; ${rows.length - removable.length} rows have no removal.`);
  return red === results.length ? 0 : 1;
}

process.exit(main());
