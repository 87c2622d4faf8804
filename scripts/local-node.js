"use strict";

// A Hardhat node for one process: usage: node scripts/local-node.js [port]. Port 0, the default, takes a free one.
// It writes one line of JSON when it listens, and ends when its standard input does: that pipe is held by the process
// that started it and by nobody else, so however that process ends (also by kill -9), this one ends with it.

const { TASK_NODE_CREATE_SERVER } = require("hardhat/builtin-tasks/task-names");

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
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${listening.port}` })}\n`);
}

function fail(error) {
  // Written at once: an exit does not wait for a pipe.
  require("fs").writeSync(1, `${JSON.stringify({ failed: error.code ?? "ERROR", message: error.message })}\n`);
  process.exit(1);
}

// A port that is taken comes as an event of the server, not as a rejection of listen().
process.on("uncaughtException", fail);
main().catch(fail);
