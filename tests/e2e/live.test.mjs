// The live streams: every fact of the reader's accounts, each once and in order, whatever breaks in between.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, Log, System } from "./harness.mjs";

// The same facts, carried by server-sent events and by a WebSocket.
for (const carrier of ["events", "socket"])
describe(`the stream of events: ${carrier === "events" ? "server-sent events" : "a WebSocket"}`, () => {
  let system, alice, bob;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "10000");
    bob = await system.trader("bob", "10000");
    await system.quote("LIVE", { bid: "9", ask: "10", ask_size: "100000" });
  });
  after(() => system?.end());

  const path = carrier === "events" ? "/api/v1/events" : "/api/v1/stream";
  const name = (event) => `${event.source} ${event.sequence}`;
  // The facts of an account that the bus told of, in the order of each source.
  const facts = (account, source) =>
    system.hears.facts.items.filter((fact) => fact.source === source && fact.subject.split(".")[2] === account);
  const trade = async (trader) => {
    await system.ended(await trader.order({ symbol: "LIVE", quantity: "1" }), trader);
    const resting = expect(await trader.order({ symbol: "LIVE", quantity: "1", limit_price: "2", time_in_force: "gtc" }), 201);
    expect(await trader.delete(`/api/v1/orders/${resting.body.id}`), 200);
    await system.ended(resting, trader);
    const refused = expectProblem(await trader.order({ symbol: "LIVE", quantity: "1", limit_price: "999999" }), 422, "insufficient_cash");
    // The answer may be here before the fact is.
    const command = refused.body.instance.split("/").at(-1);
    await system.hears.facts.first((fact) => fact.answers === command, "the rejection");
  };
  // All facts of an account, and no other, have come since so many were known; in order, and each with its own content.
  const complete = async (events, account, known) => {
    for (const source of ["order/0", "portfolio/0"]) {
      let wanted, seen;
      // The stream may be ahead of what this test heard on the bus.
      for (;;) {
        wanted = facts(account, source).slice(known[source] ?? 0);
        const last = wanted.at(-1);
        await events.first((event) => event.data.source === source && event.data.sequence >= last.sequence, `event ${name(last)}`);
        seen = events.items.filter((event) => event.data.source === source);
        if (seen.length <= wanted.length) break;
        await system.hears.facts.first((fact) => name(fact) === name(seen.at(-1).data), name(seen.at(-1).data));
      }
      assert.deepEqual(
        seen.map((event) => name(event.data)),
        wanted.map(name),
      );
      seen.forEach((event, i) => {
        assert.equal(event.event, `andvari.${wanted[i].type}.v1`);
        assert.equal(event.data.type, event.event);
        assert.equal(event.data.account, account);
        assert.deepEqual(event.data.fact, wanted[i].body);
      });
    }
    assert.equal(new Set(events.items.map((event) => event.id)).size, events.items.length);
  };
  const known = (account) => ({
    "order/0": facts(account, "order/0").length,
    "portfolio/0": facts(account, "portfolio/0").length,
  });

  it("tells each fact of the reader's account once and in order", async () => {
    const before_it = known(alice.account);
    const events = await alice[carrier]();
    await trade(alice);
    await trade(alice);
    await complete(events, alice.account, before_it);
    await events.close();
  });

  it("tells an account's first facts, too", async () => {
    const carol = system.client("carol");
    const events = await carol[carrier]();
    const opened = expect(await carol.post("/api/v1/accounts", { name: "New", currency: "USD" }), 201);
    expect(
      await carol.post(`/api/v1/accounts/${opened.body.id}/deposits`, { amount: "1", currency: "USD" }, { after: [opened] }),
      200,
    );
    await events.first((event) => event.event === "andvari.portfolio.deposited.v1", "the deposit");
    assert.deepEqual(
      events.items.map((event) => event.event),
      ["andvari.portfolio.opened.v1", "andvari.portfolio.deposited.v1"],
    );
    await events.close();
  });

  it("tells two owners of their own things only, even of a trade with each other", async () => {
    const before_it = [known(alice.account), known(bob.account)];
    const [hers, his] = [await alice[carrier](), await bob[carrier]()];
    await system.quote("LIVE", { bid: "5", ask: "15" });
    const sell = await alice.order({ symbol: "LIVE", quantity: "1", side: "sell", limit_price: "11", time_in_force: "gtc" });
    const bought = await system.ended(await bob.order({ symbol: "LIVE", quantity: "1", limit_price: "12" }), bob);
    await system.ended(sell, alice);
    assert.equal(bought.average_price, "11");
    await complete(hers, alice.account, before_it[0]);
    await complete(his, bob.account, before_it[1]);
    for (const [events, stranger] of [
      [hers, bob],
      [his, alice],
    ])
      assert.ok(!JSON.stringify(events.items).includes(stranger.account));
    await Promise.all([hers.close(), his.close()]);
    await system.quote("LIVE", { bid: "9", ask: "10", ask_size: "100000" });
  });

  it("goes on behind any event that the reader saw last", async () => {
    const before_it = known(alice.account);
    const whole = await alice[carrier]();
    await trade(alice);
    await complete(whole, alice.account, before_it);
    for (const seen of whole.items) {
      const rest = whole.items.slice(whole.items.indexOf(seen) + 1);
      const events = await alice[carrier](seen.id);
      await events.count(rest.length, () => true, "events");
      // What is known of both sources decides what follows, so the rest comes complete, though not always interleaved alike.
      assert.deepEqual(events.items.map((event) => name(event.data)).sort(), rest.map((event) => name(event.data)).sort());
      await events.close();
    }
    await whole.close();
  });

  it("misses and repeats nothing while connections break in the middle of the traffic", async () => {
    const before_it = known(bob.account);
    const all = new Log();
    let events = await bob[carrier](undefined, all);
    const traffic = (async () => {
      for (let i = 0; i < 8; ++i) await trade(bob);
    })();
    for (let broken = 0; broken < 10; ++broken) {
      await events.count(3 + broken, () => true, "events");
      await events.close();
      events = await bob[carrier](all.items.at(-1).id, all);
    }
    await traffic;
    await complete(all, bob.account, before_it);
    await events.close();
  });

  it("says that the process stops, and goes on where it was in the next one", async () => {
    const before_it = known(alice.account);
    const events = await alice[carrier]();
    await trade(alice);
    const middle = await events.first((event) => event.event === "andvari.order.filled.v1", "the fill");
    await complete(events, alice.account, before_it);
    const after_it = events.items.slice(events.items.indexOf(middle) + 1).map((event) => name(event.data));
    await system.stop();
    await events.ended;
    assert.equal(events.items.at(-1).event, "stopping");

    await system.start();
    await system.quote("LIVE", { bid: "9", ask: "10", ask_size: "100000" });
    await trade(alice);
    const again = await alice[carrier](middle.id);
    const since = known(alice.account);
    await again.count(after_it.length + since["order/0"] + since["portfolio/0"], () => true, "events");
    const seen = again.items.map((event) => name(event.data));
    assert.deepEqual(seen.slice(0, after_it.length).sort(), after_it.sort());
    const wanted = ["order/0", "portfolio/0"].flatMap((source) => facts(alice.account, source).map(name));
    assert.deepEqual(seen.slice(after_it.length).sort(), wanted.sort());
    await again.close();
  });

  it("misses and repeats nothing across a kill -9 in the middle of the traffic", async () => {
    const told = (items) =>
      items
        .filter((item) => item.id)
        .map((item) => name(item.data ?? item))
        .sort();
    const history = async () =>
      (
        await Promise.all(["order", "portfolio"].map((context) => system.hears.history(`evt.${context}.${alice.account}.>`)))
      ).flat();
    const before_it = told(await history());
    const events = await alice[carrier]();
    const traffic = Promise.allSettled(Array.from({ length: 20 }, () => alice.order({ symbol: "LIVE", quantity: "1" })));
    await events.count(15, () => true, "events");
    await system.hears.close();
    system.process.child.kill("SIGKILL");
    await Promise.all([system.process.ended, events.ended, traffic]);

    await system.start();
    await system.quote("LIVE", { bid: "9", ask: "10", ask_size: "100000" });
    await trade(alice);
    const wanted = told(await history()).filter((fact) => !before_it.includes(fact));
    const again = await alice[carrier](events.items.at(-1).id);
    await again.count(wanted.length - events.items.length, () => true, "events");
    assert.deepEqual(told([...events.items, ...again.items]), wanted);
    await again.close();
  });

  it("goes on behind an event that came the other way", async () => {
    const other = await alice[carrier === "events" ? "socket" : "events"]();
    await trade(alice);
    const seen = await other.first((event) => event.event === "andvari.order.filled.v1", "the fill");
    await other.first((event) => event.event === "andvari.order.rejected.v1", "the rejection");
    const rest = other.items.slice(other.items.indexOf(seen) + 1);
    const events = await alice[carrier](seen.id);
    const told = () => events.items.map((event) => name(event.data));
    // Sources stand beside each other in any order, so that what comes behind the rest may come before a part of it.
    await events.first(() => rest.every((event) => told().includes(name(event.data))), "all that followed");
    assert.equal(new Set(told()).size, told().length);
    const before = other.items.slice(0, other.items.indexOf(seen) + 1).map((event) => name(event.data));
    assert.deepEqual(told().filter((fact) => before.includes(fact)), []);
    await Promise.all([other.close(), events.close()]);
  });

  it("refuses an id that is none, and a reader without a key", async () => {
    const upgrade = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    for (const id of ["nonsense", "b3JkZXIvMA"]) {
      const headers = { "Last-Event-ID": id, ...upgrade };
      expectProblem(await alice.get(path, { headers }), 400, "malformed_field");
    }
    const nobody = system.client("nobody");
    expectProblem(await nobody.get(path), 401, "unauthorized");
  });

  it("leaves everything in agreement", () => system.check());
});
