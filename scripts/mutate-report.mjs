// Writes docs/mutants.md from what scripts/mutate.mjs recorded and from the reasons in scripts/mutate-explained.json.

import fs from "node:fs";
import path from "node:path";

const isExtra = (mutant) => mutant.kind === "statement removed";

function cell(text) {
  return text.replaceAll("|", "\\|").replace(/\s+/g, " ");
}

function change(mutant) {
  const shown = mutant.shown.length > 90 ? `${mutant.shown.slice(0, 87)}...` : mutant.shown;
  const detail = mutant.kind === "modifier removed" ? "" : mutant.detail;
  const what = ["operator", "assignment", "assembly"].includes(mutant.kind) ? detail : mutant.kind;
  return `line ${mutant.line}: \`${shown}\`, ${what}`;
}

function counts(mutants, records, explained) {
  const killed = mutants.filter((mutant) => records.get(mutant.key)?.killedBy);
  const survived = mutants.filter((mutant) => records.has(mutant.key) && !records.get(mutant.key).killedBy);
  return {
    all: mutants.length,
    killed: killed.length,
    explained: survived.filter((mutant) => explained[mutant.key]).length,
    open: survived.filter((mutant) => !explained[mutant.key]),
    notRun: mutants.filter((mutant) => !records.has(mutant.key)),
  };
}

function summary(mutants, records, explained) {
  const rows = [
    ["checks, conditions and arithmetic", mutants.filter((mutant) => !isExtra(mutant))],
    ["statements removed", mutants.filter(isExtra)],
    ["all", mutants],
  ];
  return rows.map(([name, some]) => {
    const { all, killed, explained: reasoned, open, notRun } = counts(some, records, explained);
    return `| ${name} | ${all} | ${killed} | ${reasoned} | ${open.length} | ${notRun.length} |`;
  });
}

/** One row for each function and killing test. */
function killedRows(mutants, records) {
  const groups = new Map();
  for (const mutant of mutants) {
    const killer = records.get(mutant.key)?.killedBy;
    if (!killer) continue;
    const file = killer.file.replace("tests/contracts/", "").replace(".test.js", "");
    const name = `${mutant.function} | ${file}: ${cell(killer.test)}`;
    groups.set(name, [...(groups.get(name) ?? []), cell(change(mutant))]);
  }
  return [...groups].map(([name, changes]) => {
    const [where, killer] = name.split(" | ");
    return `| ${where} | ${changes.join("<br>")} | ${killer} |`;
  });
}

export function writeReport(root, mutants, records) {
  const explainedPath = path.join(root, "scripts", "mutate-explained.json");
  const explained = JSON.parse(fs.readFileSync(explainedPath, "utf8"));
  const { open, notRun } = counts(mutants, records, explained);
  const survivors = mutants.filter((mutant) => explained[mutant.key] && !records.get(mutant.key)?.killedBy);
  const lines = [
    "# Mutants",
    "",
    "Written by `npm run mutate` (`scripts/mutate.mjs`), which takes every check off, widens or narrows every comparison,",
    "swaps every `&&` and `||`, turns every arithmetic operator into its opposite, decides every condition both ways, and,",
    "beyond that, leaves out every statement, one at a time. A mutant is killed by the first Hardhat test that fails; the",
    "tests nearest to its function are asked first and then all others. Tests of gas and of longest batches are left out,",
    "since the mutants' code is longer than what is deployed.",
    "",
    "| | mutants | killed | survive, explained below | survive, open | not run |",
    "|---|---:|---:|---:|---:|---:|",
    ...summary(mutants, records, explained),
    "",
    "## Survivors, and why no test can or need kill them",
    "",
    "| where | change | reason |",
    "|---|---|---|",
    ...survivors.map(
      (mutant) => `| ${mutant.contract}.${mutant.function} | ${cell(change(mutant))} | ${explained[mutant.key]} |`,
    ),
    "",
  ];
  for (const [title, some] of [["Survivors without an explanation", open], ["Not run", notRun]]) {
    if (some.length === 0) continue;
    lines.push(`## ${title}`, "");
    lines.push(...some.map((mutant) => `- ${mutant.contract}.${mutant.function}, ${cell(change(mutant))}`), "");
  }
  for (const contract of new Set(mutants.map((mutant) => mutant.contract))) {
    const own = mutants.filter((mutant) => mutant.contract === contract);
    lines.push(`## ${contract}: killed`, "", "| function | change | killed by |", "|---|---|---|");
    lines.push(...killedRows(own, records), "");
  }
  fs.writeFileSync(path.join(root, "docs", "mutants.md"), `${lines.join("\n").trimEnd()}\n`);
  console.log(summary(mutants, records, explained).join("\n"));
}
