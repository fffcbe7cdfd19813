// Clients that are slow on purpose (slowhttptest), while an ordinary one from another address goes on working.
import http from "node:http";

import { request } from "../e2e/harness/client.mjs";
import { Target } from "./target.mjs";
import { has, tool, unavailable, verdict } from "./tools.mjs";

const attacks = [
  { what: "heads that never end", flags: ["-H"], path: "/openapi.json" },
  { what: "bodies that never end", flags: ["-B", "-t", "POST", "-s", "8192"], path: "/api/v1/orders" },
  { what: "ranges without number", flags: ["-R", "-t", "HEAD", "-a", "10", "-b", "3000"], path: "/openapi.json" },
  {
    what: "answers read byte by byte",
    flags: ["-X", "-w", "10", "-y", "20", "-n", "5", "-z", "32", "-k", "3"],
    path: "/openapi.json",
  },
];

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

// Asks from 127.0.0.2, 100 times a second, until `done` resolves; every tenth request is a command.
async function ordinary(target, done) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4, localAddress: "127.0.0.2" });
  const latencies = [];
  let wrong = 0;
  let ended = false;
  done.finally(() => (ended = true));
  const ask = async (number) => {
    const command = number % 10 === 0;
    const headers = { Authorization: target.authorization, ...(command ? { "Content-Type": "application/json" } : {}) };
    const body = command ? JSON.stringify({ amount: "1", currency: "USD" }) : undefined;
    const path = command ? "/api/v1/accounts/alice/deposits" : "/api/v1/accounts/alice";
    const begun = performance.now();
    const answer = await request(target.address + path, { method: command ? "POST" : "GET", headers, body, agent }).catch(
      () => ({}),
    );
    latencies.push(performance.now() - begun);
    if (answer.status !== (command ? 202 : 200)) ++wrong;
  };
  const running = new Set();
  for (let number = 1; !ended; ++number) {
    const one = ask(number).finally(() => running.delete(one));
    running.add(one);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(running);
  agent.destroy();
  latencies.sort((a, b) => a - b);
  return { p99: percentile(latencies, 0.99), count: latencies.length, wrong };
}

async function attack(target, { what, flags, path }, { connections, seconds }) {
  const quiet = await ordinary(target, new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / 2)));
  const size = ["-c", `${connections}`, "-r", "200", "-i", "5", "-l", `${seconds}`, "-p", "3"];
  const running = tool("slowhttptest", [...flags, ...size, "-u", target.address + path], { seconds: seconds + 60 });
  const busy = await ordinary(target, running);
  const { said } = await running;
  const most = Math.max(0, ...[...said.matchAll(/connected:\D*(\d+)/g)].map(([, count]) => Number(count)));
  const milliseconds = (value) => `${value.toFixed(1)} ms`;
  // Below two milliseconds the scheduler decides, not the server.
  const good = busy.p99 < Math.max(2 * quiet.p99, 2) && busy.wrong === 0 && quiet.wrong === 0 && most > 0;
  const figures =
    `${connections} connections in ${seconds} s, ${most} at once; others' p99 ${milliseconds(quiet.p99)} quiet, ` +
    `${milliseconds(busy.p99)} under attack; ${busy.wrong} of ${busy.count} requests not answered well`;
  return verdict(what, "slowhttptest", good, figures);
}

export async function* slow(options) {
  if (!has("slowhttptest")) return yield unavailable("slow clients", "slowhttptest");
  // All from one address: with the limit of connections for each of them, most would be turned away at once.
  const target = await Target.start([
    "--http-connections-per-address",
    `${options.connections + 100}`,
    "--http-connections",
    `${options.connections + 1000}`,
  ]);
  await target.fill();
  for (const one of attacks) yield attack(target, one, options);
  const trouble = [await target.end(), ...target.errors()].filter(Boolean);
  yield verdict(
    "the server after slow clients",
    "slowhttptest",
    trouble.length === 0,
    trouble[0] ?? "stopped cleanly, no error in its log",
  );
}
