// Finds the mutants of Solidity sources in their syntax trees, and writes sources that hold all of them at once.

const SWAPPED = {
  "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
  "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<<": ">>", ">>": "<<", "+=": "-=", "-=": "+=",
};

/** Tells which mutant runs: the last two bytes of the running code, where metadata keeps its own length. */
export const SELECTOR_SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

function mutant(uint256 which) pure returns (bool selected) {
    assembly ("memory-safe") {
        codecopy(0x00, sub(codesize(), 2), 2)
        selected := eq(shr(240, mload(0x00)), which)
    }
}
`;

function span(node) {
  const [start, length] = node.src.split(":").map(Number);
  return { start, end: start + length };
}

function children(node) {
  return Object.entries(node)
    .filter(([name]) => name !== "typeDescriptions")
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value) => value !== null && typeof value === "object" && typeof value.nodeType === "string");
}

function isRevert(node) {
  const statements = node.nodeType === "Block" ? node.statements : [node];
  return statements.length === 1 && statements[0].nodeType === "RevertStatement";
}

function isConstant(node) {
  return node.typeDescriptions?.typeIdentifier?.startsWith("t_rational") ?? false;
}

class Finder {
  constructor(file, source) {
    this.file = file;
    this.source = source;
    this.places = [];
  }

  textOf(node) {
    const { start, end } = span(node);
    return this.source.subarray(start, end).toString("utf8");
  }

  add(node, kind, detail, context, extra = {}) {
    const { start, end } = span(node);
    const line = this.source.subarray(0, start).toString("utf8").split("\n").length;
    this.places.push({ file: this.file, start, end, line, node, kind, detail, ...context, ...extra });
  }

  visit(node, context) {
    if (node.nodeType === "ContractDefinition") context = { ...context, contract: node.name, function: "" };
    if (node.nodeType === "FunctionDefinition") {
      const inConstructor = node.kind === "constructor";
      context = { ...context, function: node.name || node.kind, inConstructor };
      if (!inConstructor) this.visitModifiers(node, context);
    }
    if (node.nodeType === "ModifierDefinition") context = { ...context, function: node.name };
    this.visitExpression(node, context);
    this.visitStatement(node, context);
    for (const child of children(node)) this.visit(child, context);
  }

  visitModifiers(node, context) {
    for (const used of node.modifiers.filter((one) => one.kind === "modifierInvocation")) {
      this.add(used, "modifier removed", this.textOf(used), context);
    }
  }

  visitExpression(node, context) {
    if (node.nodeType === "BinaryOperation" && SWAPPED[node.operator] && !isConstant(node)) {
      this.add(node, "operator", `\`${node.operator}\` to \`${SWAPPED[node.operator]}\``, context);
    }
    if (node.nodeType === "UnaryOperation" && ["++", "--"].includes(node.operator)) {
      const other = node.operator === "++" ? "--" : "++";
      this.add(node, "operator", `\`${node.operator}\` to \`${other}\``, context);
    }
    if (node.nodeType === "UnaryOperation" && node.operator === "!") {
      this.add(node, "operator", "`!` removed", context);
    }
    if (node.nodeType === "Conditional") {
      this.add(node.condition, "condition always true", "", context);
      this.add(node.condition, "condition always false", "", context);
    }
    if (node.nodeType === "YulFunctionCall" && node.functionName.name === "gt") {
      this.add(node, "assembly", "`gt` to `lt`", context);
    }
  }

  visitStatement(node, context) {
    if (node.nodeType === "IfStatement") {
      const check = isRevert(node.trueBody);
      this.add(node.condition, check ? "check removed" : "condition always false", "", context);
      if (!check) this.add(node.condition, "condition always true", "", context);
    }
    if (node.nodeType === "EmitStatement") this.add(node, "statement removed", "", context);
    if (node.nodeType === "ExpressionStatement") {
      const { nodeType, operator } = node.expression;
      if (nodeType === "Assignment" && SWAPPED[operator]) {
        this.add(node, "assignment", `\`${operator}\` to \`${SWAPPED[operator]}\``, context);
      }
      const isStep = nodeType === "UnaryOperation" && operator !== "delete";
      const isImmutable = context.inConstructor && nodeType === "Assignment";
      if (!isStep && !isImmutable) this.add(node, "statement removed", "", context);
    }
  }
}

/** Every mutant of the sources, numbered from 1 in the order of the files. */
export function findMutants(originals, astOf) {
  const found = [];
  for (const [file, text] of Object.entries(originals)) {
    const finder = new Finder(file, Buffer.from(text, "utf8"));
    finder.visit(astOf(file), { contract: "", function: "", inConstructor: false });
    found.push(...finder.places.sort((a, b) => a.start - b.start || b.end - a.end));
  }
  const seen = new Map();
  return found.map((place, index) => {
    const original = Buffer.from(originals[place.file], "utf8").subarray(place.start, place.end).toString("utf8");
    const shown = original.replace(/\s+/g, " ");
    const name = [place.contract, place.function, `${place.kind} ${place.detail}`.trim(), shown].join(" | ");
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const key = times === 1 ? name : `${name} | ${times}`;
    const compiledAlone = place.inConstructor || place.kind === "assembly";
    const mutant = { ...place, number: index + 1, key, shown, compiledAlone };
    mutant.applyTo = (sources) => ({ [place.file]: writeSource(sources[place.file], [mutant], () => "true") });
    return mutant;
  });
}

/** A modifier of the same name with an underscore, which takes the mutant's number first. */
function renderModifier(mutant, source) {
  const { modifierName, arguments: given } = mutant.node;
  const values = (given ?? []).map((one) => {
    const { start, end } = span(one);
    return source.subarray(start, end).toString("utf8");
  });
  return `${modifierName.name}_(${[mutant.number, ...values].join(", ")})`;
}

function rewrite(mutant, selected, inner, around, source) {
  const { node, kind } = mutant;
  const swap = (operator) => SWAPPED[operator];
  switch (kind) {
    case "check removed":
    case "condition always false":
      return `(!${selected} && (${around}))`;
    case "condition always true":
      return `(${selected} || (${around}))`;
    case "statement removed":
      return `if (!${selected}) ${around}`;
    case "modifier removed":
      return renderModifier(mutant, source);
    case "assembly":
      return around.replace(/^gt/, "lt");
    case "assignment": {
      const { leftHandSide, rightHandSide, operator } = node.expression;
      const changed = `${inner(leftHandSide)} ${swap(operator)} ${inner(rightHandSide)}`;
      return `if (${selected}) ${changed}; else ${around}`;
    }
    case "operator": {
      if (node.nodeType === "UnaryOperation") {
        const operand = inner(node.subExpression);
        if (node.operator === "!") return `(${selected} ? ${operand} : ${around})`;
        return `(${selected} ? ${node.operator === "++" ? "--" : "++"}${operand} : ${around})`;
      }
      const changed = `${inner(node.leftExpression)} ${swap(node.operator)} ${inner(node.rightExpression)}`;
      return `(${selected} ? (${changed}) : (${around}))`;
    }
    default:
      throw new Error(`unknown kind ${kind}`);
  }
}

/** The source with these mutants in it; `selects` says what tells whether one runs. */
function writeSource(text, mutants, selects) {
  const source = Buffer.from(text, "utf8");

  /** The text from `start` to `end`, with the mutants `within` rewritten, the outermost first. */
  function render(start, end, within) {
    const sorted = [...within].sort((a, b) => a.start - b.start || b.end - a.end);
    let result = "";
    let at = start;
    while (sorted.length > 0) {
      const outer = sorted.shift();
      const same = [];
      const nested = [];
      while (sorted.length > 0 && sorted[0].start < outer.end) {
        const next = sorted.shift();
        (next.start === outer.start && next.end === outer.end ? same : nested).push(next);
      }
      result += source.subarray(at, outer.start).toString("utf8");
      result += renderPlace(outer, [...same, outer], nested);
      at = outer.end;
    }
    return result + source.subarray(at, end).toString("utf8");
  }

  function renderPlace(place, same, nested) {
    const inner = (node) => {
      const { start, end } = span(node);
      const parts = nested.filter((one) => one.start >= start && one.end <= end);
      return render(start, end, parts);
    };
    let around = render(place.start, place.end, nested);
    const order = ["operator", "assignment"];
    same.sort((a, b) => order.indexOf(b.kind) - order.indexOf(a.kind));
    for (const mutant of same) around = rewrite(mutant, selects(mutant), inner, around, source);
    return around;
  }

  return render(0, source.length, mutants);
}

/** All sources with all mutants, each asleep until its number is selected. */
export function instrument(originals, mutants) {
  const result = {};
  for (const [file, text] of Object.entries(originals)) {
    const own = mutants.filter((mutant) => mutant.file === file);
    let written = writeSource(text, own, (mutant) => `mutant(${mutant.number})`);
    const depth = file.split("/").length - 2;
    written = written.replace(/^import /m, `import {mutant} from "${depth === 0 ? "./" : "../"}Mutant.sol";\nimport `);
    if (!written.includes("Mutant.sol")) {
      written = written.replace(/^(pragma [^\n]*\n)/m, `$1import {mutant} from "${depth === 0 ? "./" : "../"}Mutant.sol";\n`);
    }
    result[file] = switchable(written, own);
  }
  return result;
}

/** Adds, for every modifier that is taken off somewhere, one that takes the mutant's number first. */
function switchable(text, mutants) {
  const names = new Set(mutants.filter((one) => one.kind === "modifier removed").map((one) => one.node.modifierName.name));
  const added = [];
  for (const name of names) {
    const definition = new RegExp(`modifier ${name}\\(([^)]*)\\) \\{\\n([\\s\\S]*?)\\n        _;\\n    \\}`).exec(text);
    const body = definition ? definition[2] : "        _checkOwner();";
    const parameters = ["uint256 which", ...(definition?.[1] ? [definition[1]] : [])].join(", ");
    added.push(`    modifier ${name}_(${parameters}) {\n        if (!mutant(which)) {\n${body}\n        }\n        _;\n    }\n`);
  }
  return text.replace(/^(contract [\s\S]*?\{\n)/m, `$1${added.join("\n")}\n`);
}
