"use strict";

/** The anvil program of the npm package, without the script around it, so that killing it leaves no child behind. */
function anvilPath() {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const platform = process.platform === "win32" ? "win32" : process.platform;
  const suffix = process.platform === "win32" ? ".exe" : "";
  return require.resolve(`@foundry-rs/anvil-${platform}-${architecture}/bin/anvil${suffix}`);
}

module.exports = { anvilPath };
