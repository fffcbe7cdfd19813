// Programs that others wrote: whether they are here, and what they say.
import { spawn, spawnSync } from "node:child_process";

export function has(program) {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

// Runs a tool to its end, at most so long. What it says is for the verdict.
export function tool(command, args, { seconds = 600, input, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["pipe", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => (said += text));
    }
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    child.on("error", reject);
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      said = said.replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, "");
      resolve({ status, said: signal ? `${said}\nended by ${signal} after ${seconds} s` : said });
    });
  });
}

// A verdict: what was attacked and by what, whether it held, and the figures. `available` is false where no tool is here.
export const verdict = (what, by, good, figures) => ({ what, by, good, figures, available: true });
export const unavailable = (what, by) => ({ what, by, good: true, figures: "not available here", available: false });
