// Read models, built anew from the log beside the live ones: while the system runs, while it stands, and after damage.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { expect, System } from "./harness.mjs";
import { damage, removeModel } from "./harness/damage.mjs";

const views = ["stock", "orders", "trades", "accounts", "commands", "activity", "credentials", "access", "history", "quotes"];

describe("andvari replay", () => {
  let system, alice, operator;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "1000000");
    operator = system.client("operator");
    await trade();
  });
  after(() => system?.end());

  // Something in every table of every read model.
  async function trade() {
    await system.quote("PLAY", { bid: "9", ask: "10", ask_size: "100000" });
    await system.hears.publish("mkt.bar.PLAY", {
      interval: "1Min",
      time: system.time(),
      open: "9",
      high: "11",
      low: "8",
      close: "10",
      volume: "5",
    });
    const orders = await Promise.all(
      Array.from({ length: 100 }, (_, i) => alice.order({ symbol: "PLAY", quantity: String(1 + (i % 7)) })),
    );
    for (const order of orders) await system.ended(order, alice);
    await system.ended(await alice.order({ symbol: "PLAY", quantity: "50", side: "sell" }), alice);
    expect(await alice.order({ symbol: "PLAY", quantity: "3", limit_price: "2", time_in_force: "gtc" }), 201);
  }
  // All that a client can read, in one value.
  const everything = async () => {
    const paths = [
      "accounts",
      `accounts/${alice.account}/ledger`,
      "orders",
      "trades",
      `positions?account=${alice.account}`,
      "instruments",
      "bars/PLAY?interval=1Min",
    ];
    return [
      await alice.read("/api/v1/quotes/PLAY"),
      ...(await Promise.all(paths.map((one) => operator.list(`/api/v1/${one}`, 100)))),
    ];
  };
  const replay = async (...args) => {
    const { status, signal, stdout, stderr } = await system.tool("replay", ...args);
    return { status: status ?? signal, said: stdout + stderr };
  };
  const equal = async () => {
    const { status, said } = await replay("all", "--verify");
    assert.equal(status, 0, said);
    assert.equal(said.match(/^ +equal$/gm)?.length, views.length, said);
  };

  for (const view of views)
    it(`builds ${view} anew while everything is read and written`, async () => {
      const before_it = await everything();
      let done = false;
      let reads = 0;
      const reading = (async () => {
        while (!done) {
          await everything();
          ++reads;
        }
      })();
      const writing = (async () => {
        while (!done) {
          const placed = expect(
            await alice.order({ symbol: "PLAY", quantity: "1", limit_price: "2", time_in_force: "gtc" }),
            201,
          );
          expect(await alice.delete(`/api/v1/orders/${placed.body.id}`), 200);
        }
      })();
      const { status, said } = await replay(view).finally(() => (done = true));
      await Promise.all([reading, writing]);
      assert.equal(status, 0, said);
      assert.match(said, new RegExp(`^${view} +[\\d,]+ facts in .*\n +digest [0-9a-f]{64}`, "m"));
      assert.ok(reads > 0);
      // What was there before is there now: the log is what it all comes from.
      const [now, then] = [await everything(), before_it].map(([, accounts, ledger, , trades]) => [
        accounts.map(({ id }) => id),
        ledger,
        trades,
      ]);
      assert.deepEqual(now, then);
    });

  it("finds no difference, and goes on from there", async () => {
    await equal();
    await trade();
    await equal();
    await system.check();
  });

  it("says no to a read model that there is not", async () => {
    const { status, said } = await replay("horoscopes");
    assert.equal(status, 1);
    assert.match(
      said,
      /^andvari: there is no read model 'horoscopes'; there are: stock, orders, trades, accounts, commands, activity, credentials, access, history, quotes\n$/,
    );
  });

  it("builds as of an earlier time, beside the live one", async () => {
    const moment = (await system.hears.fact("portfolio.deposited", (body) => body.account === alice.account)).sequence;
    const { status, said } = await replay("accounts", "--until", `portfolio/0:1:${moment}`);
    assert.equal(status, 0, said);
    assert.match(said, /kept as view_accounts_until/);
    assert.ok(existsSync(path.join(system.data, "view_accounts_until.db")));
    await equal();
  });

  // A text in one row of each read model.
  const marks = {
    stock: "Marked by name",
    orders: "Marked-order",
    trades: "quote",
    accounts: "Marked account",
    commands: "Marked-order",
    activity: "Marked-order",
  };
  const verified = async (view) => {
    const { status, said } = await replay(view, "--verify");
    assert.ok(status === 0 ? /^ +equal$/m.test(said) : status === 1, said);
    return { equal: status === 0, said };
  };

  it("finds one damaged row in any read model, and mends it, while the system is stopped", async () => {
    const marked = await system.ended(
      await alice.order({ symbol: "PLAY", quantity: "1", client_order_id: "Marked-order" }),
      alice,
    );
    marks.trades = (await alice.read(`/api/v1/trades?order=${marked.id}`)).items[0].id;
    expect(await alice.post("/api/v1/accounts", { name: "Marked account", currency: "USD" }), 201);
    const listed = await system.hears.command(
      "cmd.stock.PLAY.list",
      { symbol: "PLAY", name: "Marked by name", currency: "USD" },
      { id: "list-play" },
    );
    for (const view of ["stock", "commands"]) await system.hears.shown(view, listed);
    const whole = await everything();
    await system.stop();
    for (const [view, mark] of Object.entries(marks)) {
      damage(system.data, view, mark);
      const { equal, said } = await verified(view);
      assert.ok(!equal, view);
      assert.match(said, new RegExp(`^${view} [^]*DIFFERENT\n +first in table \\w+, key .*\n +live .*\n +computed .*\n`));
      const check = await system.tool("check");
      assert.equal(check.status, 1, check.stdout);
      assert.match(
        check.stdout,
        new RegExp(`^FAILED replay-equal .*\n +the read model ${view} is not what the log comes to: table`, "m"),
      );
      assert.equal((await replay(view)).status, 0);
      assert.ok((await verified(view)).equal, view);
    }
    await system.check("--strict");
    await system.start();
    assert.deepEqual(await everything(), whole);
  });

  it("finds and mends it while the system runs", async () => {
    const whole = await everything();
    await system.stop();
    damage(system.data, "orders", marks.orders);
    await system.start();
    assert.notDeepEqual(await everything(), whole);
    assert.ok(!(await verified("orders")).equal);
    assert.equal((await replay("orders")).status, 0);
    await equal();
    assert.deepEqual(await everything(), whole);
    await trade();
    await system.check();
  });

  it("is done by the system itself for read models that are lost altogether", async () => {
    const last = expect(await alice.post(`/api/v1/accounts/${alice.account}/deposits`, { amount: "1", currency: "USD" }), 200);
    await system.stop();
    for (const view of views) removeModel(system.data, view);
    await system.start();
    // What an answer said before means the same to the new copies: whoever asks for it waits until they have come as far.
    assert.equal((await alice.account_now({ after: [last] })).cash, last.body.cash);
    const placed = expect(await alice.order({ symbol: "PLAY", quantity: "1", limit_price: "2", time_in_force: "gtc" }), 201);
    expect(await alice.delete(`/api/v1/orders/${placed.body.id}`, { after: [placed] }), 200);
    await equal();
    await system.check();
  });
});
