"use strict";

module.exports = {
  skipFiles: ["mocks", "interfaces"],
  configureYulOptimizer: true,
  irMinimum: true,
  istanbulReporter: ["text", "json"],
  mocha: { grep: "@skip-on-coverage", invert: true },
};
