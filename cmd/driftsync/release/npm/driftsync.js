#!/usr/bin/env node
// Runs the program of the package for this system, as if it had been called itself:
// same terminal, streams, signals and exit status.
"use strict";

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { version, optionalDependencies } = require("../package.json");

const name = `@driftsync/${process.platform}-${process.arch}`;

function fail(message, hint) {
  process.stderr.write(`driftsync: error: ${message}\n  hint:  ${hint}\n`);
  process.exit(1);
}

function program() {
  if (!(name in optionalDependencies)) {
    fail(
      `there is no program for ${process.platform} on ${process.arch}`,
      "build one with Go: go install github.com/driftsync/driftsync/cmd/driftsync@latest",
    );
  }
  let manifest;
  try {
    manifest = require.resolve(`${name}/package.json`, { paths: [__dirname] });
  } catch {
    fail(
      `the package ${name} is not installed`,
      "install driftsync again, on this system, and without --omit=optional or --no-optional",
    );
  }
  const found = require(manifest).version;
  if (found !== version) {
    fail(`this is driftsync ${version}, and ${path.dirname(manifest)} is ${found}`, "install driftsync again");
  }
  return path.join(path.dirname(manifest), process.platform === "win32" ? "driftsync.exe" : "driftsync");
}

// begins with what programs of this system begin with. The system would give anything else
// to a shell.
function whole(file) {
  const magic = { linux: "7f454c46", darwin: "cffaedfe", win32: "4d5a" }[process.platform];
  const head = Buffer.alloc(magic.length / 2);
  const fd = fs.openSync(file, "r");
  fs.readSync(fd, head);
  fs.closeSync(fd);
  return head.toString("hex") === magic;
}

const broken = (file, why) => fail(`${file} cannot be started: ${why}`, "install driftsync again");

const file = program();
try {
  if (!whole(file)) broken(file, "it is damaged");
} catch (error) {
  broken(file, error.code || error.message);
}
const child = spawn(file, process.argv.slice(2), { stdio: "inherit", windowsHide: true });

// A terminal sends its signals to the child as well; others reach only this process.
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
for (const signal of signals) {
  process.on(signal, () => {
    if (!(process.stdin.isTTY && (signal === "SIGINT" || signal === "SIGQUIT"))) child.kill(signal);
  });
}

child.on("error", (error) => broken(file, error.code || error.message));

child.on("exit", (status, signal) => {
  if (signal === null) process.exit(status);
  for (const s of signals) process.removeAllListeners(s);
  process.kill(process.pid, signal);
});
