// The program under test, as a process: its own folder, its own ports, and its end noticed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

import { within } from "./bounded.mjs";

export const repository = fileURLToPath(new URL("../../../", import.meta.url));
export const program = path.resolve(repository, process.env.ANDVARI ?? "build/cli/andvari");

const children = new Set();
const folders = new Set();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

// A test that failed halfway may leave something behind that would keep its file from ever ending: a program with open pipes, or a
// client of others that tries for ever to connect again. The verdict on the tests stands by then.
const aWhile = 3_000;
after(() => {
  for (const child of children) child.kill("SIGKILL");
  setTimeout(() => process.exit(), aWhile).unref();
});

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "andvari-e2e-"));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  folders.delete(folder);
}

// Settings of whoever runs the tests must not reach the programs that they start.
function environment(extra) {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("ANDVARI_") && !name.startsWith("NODE_"));
  return { ...Object.fromEntries(own), ...extra };
}

// Starts a program and gathers what it says. `ended` resolves to how it ended.
export function start(command, args, { env = {}, cwd = tmpdir() } = {}) {
  const child = spawn(command, args, { cwd, env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
  const process = { child, stdout: "", stderr: "", onOutput: () => {} };
  children.add(child);
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8");
    child[name].on("data", (text) => {
      process[name] += text;
      process.onOutput();
    });
  }
  process.ended = new Promise((resolve) => {
    child.on("error", (error) => resolve({ status: null, error: String(error) }));
    child.on("close", (status, signal) => resolve({ status, signal }));
  }).finally(() => children.delete(child));
  return process;
}

// Runs a program to its end.
export async function run(command, args, options) {
  const process = start(command, args, options);
  const ended = await within(process.ended, `the end of ${command} ${args.join(" ")}`, { milliseconds: 60_000 }).catch(
    (error) => {
      process.child.kill("SIGKILL");
      throw error;
    },
  );
  return { ...ended, stdout: process.stdout, stderr: process.stderr };
}

export const keys = {
  alice: "alice-0123456789abcdef",
  bob: "bob-0123456789abcdef",
  carol: "carol-0123456789abcdef",
  probe: "probe-0123456789abcdef",
  operator: "operator-0123456789abcdef",
};
const keysSetting = Object.entries(keys)
  .map(([name, key]) => `${key}=${name === "operator" ? name : `owner:${name}`}`)
  .join(",");

// All tests come from one address, and as fast as they can: whoever tests limits sets them.
const limits = Object.fromEntries(
  ["", "KEY_", "ADDRESS_"].map((whose) => [`ANDVARI_LIMITS_${whose}REQUESTS_PER_MINUTE`, "0"]),
);
limits.ANDVARI_LIMITS_SIGN_IN_PER_MINUTE = "0";
limits.ANDVARI_HTTP_CONNECTIONS_PER_ADDRESS = "1024";

// `andvari up` on a data folder. `start` may be called again after an end: the data stay.
export class Up {
  constructor({ demo = false, flags = [], env = {}, tls, data, ports = ["--http-port", "0", "--nats-port", "0"] } = {}) {
    this.tls = tls; // What a client needs to know of an encrypted bus.
    this.data = data ?? path.join(temporaryFolder(), "data");
    this.args = ["up", ...(demo ? ["--demo"] : []), "--data", this.data, ...ports, ...flags];
    this.env = { ANDVARI_KEYS: keysSetting, ...limits, ...env };
    this.introduced = demo ? /^Ctrl-C stops it/m : /^Andvari is running at/m;
  }

  async start() {
    this.process = start(program, this.args, { env: this.env, cwd: path.dirname(this.data) });
    const introduced = new Promise((resolve) => {
      this.process.onOutput = () => this.introduced.test(this.process.stdout) && resolve();
    });
    const ended = this.process.ended.then((end) => {
      throw new Error(`andvari up ended with ${JSON.stringify(end)} instead of starting\n${this.said()}`);
    });
    ended.catch(() => {});
    await within(Promise.race([introduced, ended]), "andvari up to start", { milliseconds: 60_000, context: () => this.said() });
    const running = JSON.parse(readFileSync(path.join(this.data, "running.json"), "utf8"));
    this.http = running.http;
    this.bus = running.bus;
    this.users = running.users;
    return this;
  }

  get pid() {
    return this.process.child.pid;
  }

  // What it printed last, for whoever has to find out what went wrong.
  said() {
    return `--- stdout\n${this.process.stdout.slice(-2000)}\n--- stderr\n${this.process.stderr.slice(-6000)}`;
  }

  // Ends it by a signal; how it ended, and how long that took.
  async stop(signal = "SIGTERM") {
    const begun = Date.now();
    this.process.child.kill(signal);
    const ended = await within(this.process.ended, `the end after ${signal}`, { context: () => this.said() });
    return { ...ended, milliseconds: Date.now() - begun };
  }

  // Another command of the program, on this data folder.
  tool(...args) {
    return run(program, [...args, "--data", this.data], { cwd: path.dirname(this.data), env: { ANDVARI_LOG_LEVEL: "warn" } });
  }

  // The invariants hold. What was said of each.
  async check(...args) {
    const { status, stdout, stderr } = await this.tool("check", ...args);
    assert.equal(status, 0, `andvari check:\n${stdout}${stderr}`);
    return stdout;
  }
}
