// A bot that was written for Alpaca trades five years of real days here, and ends with what the bars say that it must have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { System, keys, repository, run, within } from "./harness.mjs";
import { elsewhereIfOld, old } from "./harness/node20.mjs";
import { Crossover } from "./strategy/crossover.mjs";

elsewhereIfOld(import.meta.url);

const file = path.join(repository, "feed/data/aapl.csv");
const days = readFileSync(file, "utf8").trim().split("\n").slice(1);
const spread = 0.01; // Half of it.

describe("a moving-average crossover on 1,260 real days", { skip: old }, () => {
  let system, trader, alpaca, strategy;
  before(async () => {
    const { Alpaca } = createRequire(import.meta.url)("alpaca-v4");
    system = await System.start();
    trader = await system.trader("alice", "100000");
    const fetchApi = (url, init) => {
      const { pathname, search } = new URL(url);
      return fetch(system.http + pathname + search, init);
    };
    alpaca = new Alpaca({ keyId: "alice", secret: keys.alice, rateLimit: false, fetchApi });
  });
  after(async () => {
    strategy?.stop();
    await system?.end();
  });

  it("trades every day as it comes", { timeout: 400_000 }, async () => {
    const socket = system.http.replace("http", "ws");
    strategy = new Crossover(alpaca, { symbol: "AAPL", streams: { trading: `${socket}/stream`, market: `${socket}/v2/iex` } });
    let handled;
    await within(
      strategy.start((result) => handled(result)),
      "the strategy to listen",
    );
    for (const line of days) {
      const [date, open, high, low, close, , volume] = line.split(",");
      const money = (amount) => amount.toFixed(6);
      await system.quote("AAPL", {
        bid: money(Number(close) - spread),
        ask: money(Number(close) + spread),
        bid_size: "900000",
        ask_size: "900000",
        time: `${date}T20:00:00Z`,
      });
      const done = new Promise((resolve) => (handled = resolve));
      await system.hears.publish("mkt.bar.AAPL", { interval: "1Day", time: `${date}T00:00:00Z`, open, high, low, close, volume });
      const bar = await within(done, `the strategy on ${date}`);
      assert.equal(bar.timestamp?.toISOString().slice(0, 10), date, String(bar.stack ?? bar));
    }
  });

  it("ends with what an independent script makes of the bars, to the millionth", async () => {
    const { status, stdout, stderr } = await run(process.execPath, [
      path.join(repository, "tests/e2e/strategy/recompute.mjs"),
      file,
      "100000",
      String(spread),
    ]);
    assert.equal(status, 0, stderr);
    const wanted = JSON.parse(stdout);
    assert.equal(wanted.days, 1260);
    assert.ok(wanted.trades >= 20, stdout);
    const orders = await trader.list(`/api/v1/orders?account=${trader.account}`, 100);
    assert.equal(orders.length, wanted.trades);
    const account = await alpaca.trading.account.getAccount();
    assert.equal(account.cash, wanted.cash);
    const positions = await alpaca.trading.positions.getAllOpenPositions();
    assert.equal(positions[0]?.qty ?? "0", wanted.shares);
  });

  it("leaves everything in agreement", () => system.check());
});
