"use strict";

// A Hardhat node for one process: usage: node scripts/local-node.js [port]. Port 0, the default, takes a free one.
// It writes one line of JSON when it listens, and ends when its standard input does: that pipe is held by the process
// that started it and by nobody else, so however that process ends (also by kill -9), this one ends with it.

const { TASK_NODE_CREATE_SERVER } = require("hardhat/builtin-tasks/task-names");

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));
process.stdin.resume();
// Ctrl-C reaches the whole group. The parent still needs the chain while it stops, and closes the pipe when it is done.
process.on("SIGINT", () => {});

async function main() {
  const hre = require("hardhat");
  const port = Number(process.argv[2] ?? "0");
  const server = await hre.run(TASK_NODE_CREATE_SERVER, { hostname: "127.0.0.1", port, provider: hre.network.provider });
  const listening = await server.listen();
  say({ listening: `http://127.0.0.1:${listening.port}` });
}

main().catch((error) => {
  say({ failed: error.code ?? "ERROR", message: error.message });
  process.exit(1);
});
