// What a newcomer does: start it, paste the line that it prints, stop it, start it again.
import assert from "node:assert/strict";
import net from "node:net";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { Client, expect, program, run, System, temporaryFolder } from "./harness.mjs";

const printed = (system, pattern) => {
  const found = system.process.stdout.match(pattern);
  assert.ok(found, `${pattern} in\n${system.process.stdout}`);
  return found[1];
};

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.on("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a newcomer with `andvari up --demo`", () => {
  let system, demo, stopped_at;
  const quote = () => demo.read("/api/v1/quotes/AAPL");
  const cash = () => demo.read("/api/v1/accounts/demo");

  before(async () => {
    system = await System.start({ demo: true });
    demo = new Client(() => system.http, printed(system, /^ +key +(\S+)$/m));
  });
  after(async () => {
    demo?.close();
    await system?.end();
  });

  it("reads the address, the account and its key", async () => {
    assert.equal(printed(system, /^ +address +(\S+)$/m), system.http);
    assert.equal(printed(system, /^ +bus +(\S+)$/m), system.bus);
    assert.equal(printed(system, /^ +account +(\w+), holding 100,000 USD$/m), "demo");
    assert.equal((await cash()).cash, "100000");
    assert.equal(expect(await demo.get("/ready"), 200).body.status, "ready");
  });

  it("pastes the line, which places an order and shows the position", async () => {
    const line = printed(system, /^ +(curl .*\/api\/v1\/orders .*)$/m);
    const { status, stdout, stderr } = await run("bash", ["-c", line]);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    const [order, position, ...more] = stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text));
    assert.deepEqual(more, []);
    assert.ok(["accepted", "partially_filled", "filled"].includes(order.status), stdout);
    assert.equal(order.quantity, "10");
    assert.equal(position.symbol, "AAPL");
    assert.equal(position.quantity, "10");
    assert.equal((await system.ended({ status: 201, body: order }, demo)).status, "filled");
  });

  it("sees real prices move", async () => {
    const { time } = await quote();
    const next = await system.hears.fact(
      "stock.quoted",
      (body) => body.symbol === "AAPL" && body.quote.time > time,
      "the next quote of AAPL",
    );
    assert.ok(Number(next.body.quote.bid) > 0 && Number(next.body.quote.ask) >= Number(next.body.quote.bid));
    const bars = await demo.read("/api/v1/instruments");
    assert.deepEqual(bars.items.map((item) => item.symbol).sort(), ["AAPL", "SPX"]);
  });

  it("cannot start it twice on the same data folder", async () => {
    const { status, stdout, stderr } = await run(program, ["up", "--demo", "--data", system.data, "--http-port", "0"]);
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, new RegExp(`^andvari: the data folder .* is in use by process ${system.pid}; .*\n$`));
  });

  it("stops it by Ctrl-C within five seconds", async () => {
    stopped_at = (await quote()).time;
    const { status, milliseconds } = await system.stop("SIGINT");
    assert.equal(status, 0, system.said());
    assert.ok(milliseconds < 5000, `${milliseconds} ms`);
  });

  it("finds all consistent while it is stopped", () => system.check());

  it("starts it again, and it goes on where it stopped", async () => {
    await system.start();
    assert.equal(printed(system, /^ +key +(\S+)$/m), demo.key);
    const position = await demo.read("/api/v1/positions/AAPL");
    assert.equal(position.quantity, "10");
    assert.equal(Number((await cash()).cash), 100000 - Number(position.cost));
    const ledger = await demo.read("/api/v1/accounts/demo/ledger");
    assert.deepEqual(ledger.items.map((item) => item.kind).sort(), ["deposit", "trade"]);
  });

  it("sees the market go on later than before", async () => {
    const quotes = await system.hears.facts.count(
      2,
      ({ type, body }) => type === "stock.quoted" && body.symbol === "AAPL",
      "quotes",
    );
    for (const { body } of quotes) assert.ok(body.quote.time > stopped_at, `${body.quote.time} after ${stopped_at}`);
    await system.check();
  });
});

describe("two systems on one machine", () => {
  const systems = [];
  after(() => Promise.all(systems.map((system) => system.end())));

  it("run side by side with a port and a folder each", async () => {
    for (let i = 0; i < 2; ++i) {
      const port = await freePort();
      const system = await System.start({ ports: ["--http-port", String(port)] });
      systems.push(system);
      assert.equal(system.http, `http://127.0.0.1:${port}`);
    }
    assert.notEqual(systems[0].bus, systems[1].bus);
    for (const system of systems) {
      const alice = await system.trader("alice", "1000");
      assert.equal((await alice.account_now()).cash, "1000");
    }
  });

  it("know nothing of each other", async () => {
    const accounts = await Promise.all(systems.map((system) => system.client("operator").read("/api/v1/accounts")));
    assert.deepEqual(
      accounts.map((page) => page.items.length),
      [1, 1],
    );
    assert.notEqual(accounts[0].items[0].id, accounts[1].items[0].id);
    await Promise.all(systems.map((system) => system.check()));
  });

  it("say in one line what is wrong with a setting, or in the way", async () => {
    const taken = new URL(systems[0].http).port;
    const [data, up] = [path.join(temporaryFolder(), "data"), (...args) => run(program, ["up", "--nats-port", "0", ...args])];
    const cases = [
      [["--http-port", "eighty"], /^andvari: --http-port: .* from 0 to 65535, not "eighty"\n$/],
      [["--data", data, "--http-port", taken], new RegExp(`^andvari: .*${taken}: Address already in use; .*--http-port\n$`)],
      [["--data", "/dev/null/data"], /^andvari: the data folder \/dev\/null\/data cannot be made: .*\n$/],
    ];
    for (const [args, line] of cases) {
      const { status, stdout, stderr } = await up(...args);
      assert.equal(status, 1);
      assert.equal(stdout, "");
      // What is logged besides is JSON.
      assert.match(stderr.replace(/^\{.*\}\n/gm, ""), line);
    }
  });
});
