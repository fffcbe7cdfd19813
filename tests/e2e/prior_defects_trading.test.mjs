// What went wrong in systems of this kind before: each defect that was found in one of them is a sentence here that is true of
// Andvari. Those of the rules alone stand beside the code.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { headers } from "nats";

import { connectAs, expect, expectProblem, System, within } from "./harness.mjs";

const usd = (amount) => ({ amount, currency: "USD" });
const wait = { Prefer: "wait=20" };
const exact = (text) => Math.round(Number(text) * 1e6);
// Asks until the answer fits, boundedly.
const until = (read, fits, what) => {
  let over = false;
  const asking = (async () => {
    for (let value; !over; ) if (fits((value = await read()))) return value;
  })();
  return within(asking, what, { milliseconds: 30_000 }).finally(() => (over = true));
};

describe("defects of prior systems, in trading", () => {
  let system, alice, bob;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "100000");
    bob = await system.trader("bob", "1000");
  });
  after(() => system?.end());

  const settlements = (order) =>
    system.hears.facts.items.filter((fact) => fact.type === "portfolio.settled" && fact.body.order === order);
  const held = async (trader, symbol) => {
    const answer = await trader.get(`/api/v1/positions/${symbol}?account=${trader.account}`);
    return answer.status === 404 ? 0 : exact(answer.body.quantity);
  };

  it("money moves for an order that was cancelled: here a cancel and a fill never both win", async () => {
    await system.quote("RACE", { bid: "9", ask: "11" });
    let before_it = 0;
    for (let round = 0; round < 12; ++round) {
      const order = expect(await alice.order({ symbol: "RACE", quantity: "10", limit_price: "10", time_in_force: "gtc" }), 201);
      const cancel = alice.delete(`/api/v1/orders/${order.body.id}`);
      // The quote that fills it comes at the same moment.
      await system.hears.publish("mkt.quote.RACE", {
        ...{ bid: "9", ask: "10", bid_size: "100", ask_size: "4" },
        time: system.time(),
      });
      await cancel;
      const ended = await system.ended({ status: 201, body: order.body }, alice);
      const now = await held(alice, "RACE");
      assert.equal(now - before_it, exact(ended.filled_quantity), ended.status);
      const settled = settlements(order.body.id).reduce((sum, fact) => sum + exact(fact.body.quantity), 0);
      assert.equal(settled, exact(ended.filled_quantity));
      before_it = now;
      await system.quote("RACE", { bid: "9", ask: "11" });
    }
  });

  it("a balance is checked and debited later: here the same money is never spent twice, whatever asks for it", async () => {
    await system.quote("TWICE", { bid: "9", ask: "10" });
    const savings = expect(await bob.post("/api/v1/accounts", { name: "Savings", currency: "USD", kind: "savings" }), 201).body.id;
    const order = { symbol: "TWICE", quantity: "60", limit_price: "10", time_in_force: "gtc" };
    const answers = await Promise.all([
      bob.order(order),
      bob.order(order),
      bob.post(`/api/v1/accounts/${bob.account}/withdrawals`, usd("600")),
      bob.post(`/api/v1/accounts/${bob.account}/transfers`, { to: savings, ...usd("600") }),
    ]);
    const took = answers.filter((answer) => answer.status < 300);
    assert.equal(took.length, 1, answers.map((answer) => answer.text).join("\n"));
    for (const refused of answers.filter((answer) => answer.status >= 300)) expectProblem(refused, 422, "insufficient_cash");
  });

  it("a trade that is delivered again is settled again: here it is not, however late it comes", async () => {
    await system.quote("AGAIN", { bid: "9", ask: "10" });
    const order = await system.ended(await alice.order({ symbol: "AGAIN", quantity: "3" }), alice);
    const { cash } = await alice.account_now();
    const traded = await system.hears.fact("engine.traded", (body) => body.buyer?.order === order.id);
    // The very message, under another id for the server, so that its own window of duplicates does not help.
    const manager = await system.hears.nats.jetstreamManager();
    const stored = await manager.streams.getMessage("EVENTS", { last_by_subj: traded.subject });
    const all = headers();
    for (const [name, values] of stored.header) if (name !== "Nats-Msg-Id") for (const value of values) all.append(name, value);
    const engine = await connectAs("engine", { servers: system.bus, users: system.users });
    for (let i = 0; i < 3; ++i) engine.publish(stored.subject, stored.data, { headers: all });
    await engine.drain();
    await system.ended(await alice.order({ symbol: "AGAIN", quantity: "1" }), alice);
    assert.equal(settlements(order.id).length, 1);
    assert.equal(exact(cash) - exact((await alice.account_now()).cash), exact("10"));
    assert.equal(await held(alice, "AGAIN"), exact("4"));
  });

  it("open orders are not reserved: here what they may cost cannot be withdrawn, spent or sold again", async () => {
    const carol = await system.trader("carol", "100");
    await system.quote("OPEN", { bid: "4", ask: "5" });
    await system.ended(await carol.order({ symbol: "OPEN", quantity: "10" }), carol);
    expect(await carol.order({ symbol: "OPEN", quantity: "10", limit_price: "4.5", time_in_force: "gtc" }), 201);
    expect(await carol.order({ symbol: "OPEN", side: "sell", quantity: "9", limit_price: "6", time_in_force: "gtc" }), 201);
    expectProblem(await carol.post(`/api/v1/accounts/${carol.account}/withdrawals`, usd("5.000001")), 422, "insufficient_cash");
    expectProblem(await carol.order({ symbol: "OPEN", quantity: "2", limit_price: "4" }), 422, "insufficient_cash");
    expectProblem(await carol.order({ symbol: "OPEN", side: "sell", quantity: "2" }), 422, "insufficient_shares");
    expectProblem(await carol.delete(`/api/v1/accounts/${carol.account}`), 409, "orders_open");
  });

  it("cumulative and incremental quantity are confused: here each fill says both, and they add up", async () => {
    await system.quote("PARTS", { bid: "9", ask: "11" });
    const placed = expect(await alice.order({ symbol: "PARTS", quantity: "10", limit_price: "10", time_in_force: "gtc" }), 201);
    for (const ask_size of ["2", "3", "5"]) await system.quote("PARTS", { bid: "9", ask: "10", ask_size });
    const ended = await system.ended(placed, alice);
    assert.equal(ended.filled_quantity, "10");
    const fills = system.hears.facts.items.filter((fact) => fact.context === "order" && fact.body.order === ended.id && fact.body.trade);
    let filled = 0;
    for (const { body } of fills) assert.equal((filled += exact(body.quantity)), exact(body.filled));
    assert.ok(fills.length >= 3 && filled === exact("10"));
    assert.equal(await held(alice, "PARTS"), exact("10"));
    const { items } = await alice.read(`/api/v1/trades?order=${ended.id}`);
    assert.equal(
      items.reduce((sum, trade) => sum + exact(trade.quantity), 0),
      exact("10"),
    );
  });

  it("Enter pressed twice places two orders: here one, by its client_order_id or by its Idempotency-Key", async () => {
    await system.quote("ENTER", { bid: "9", ask: "10" });
    const order = { symbol: "ENTER", quantity: "1", limit_price: "5", time_in_force: "gtc" };
    const named = await Promise.all([1, 2, 3].map(() => alice.order({ ...order, client_order_id: "enter" })));
    assert.equal(new Set(named.filter((answer) => answer.status === 201).map((answer) => answer.body.id)).size, 1);
    const keyed = () => alice.order(order, { headers: { ...wait, "Idempotency-Key": "enter-twice" } });
    await Promise.all([keyed(), keyed()]);
    const again = expect(await keyed(), 201);
    const { items } = await alice.read(`/api/v1/orders?account=${alice.account}&status=open&symbol=ENTER`);
    assert.equal(items.length, 2);
    assert.ok(items.some((item) => item.id === again.body.id));
  });

  it("fills are dropped during a disconnect: here who comes back gets what they missed, once and in order", async () => {
    await system.quote("AWAY", { bid: "9", ask: "10" });
    const stream = await alice.events();
    await system.ended(await alice.order({ symbol: "AWAY", quantity: "1" }), alice);
    const first = await stream.first((event) => event.event === "andvari.order.filled.v1", "a fill");
    await stream.close();
    const missed = [];
    for (let i = 0; i < 3; ++i) missed.push((await system.ended(await alice.order({ symbol: "AWAY", quantity: "1" }), alice)).id);
    const back = await alice.events(first.id);
    const fills = () =>
      back.items.filter((event) => event.event === "andvari.order.filled.v1").map((event) => JSON.stringify(event.data));
    await back.first((event) => JSON.stringify(event.data).includes(missed[2]) && fills().length >= 3, "the last fill");
    assert.deepEqual(
      fills().map((text) => missed.findIndex((id) => text.includes(id))),
      [0, 1, 2],
    );
    await back.close();
  });

  it("what cannot be read stops everything behind it: here it is a dead letter, and the next is served", async () => {
    for (const bad of ["{", "{}", '{"account":"' + alice.account + '","to":"x","amount":"NaN","currency":"USD"}'])
      await system.hears.publish(`cmd.portfolio.${alice.account}.transfer`, bad, { headers: { "ce-type": "andvari.portfolio.transfer.v1" } });
    expect(await alice.post(`/api/v1/accounts/${alice.account}/deposits`, usd("1")), 200);
    assert.ok(system.hears.letters.items.filter((letter) => letter.subject.includes("portfolio")).length >= 3);
  });

  it("every failure is called 'no account found': here each has a code of its own", async () => {
    const refusal = async (order) => (await alice.order(order)).body.type.split(":").at(-1);
    assert.equal(await refusal({ symbol: "ENTER", quantity: "99999", limit_price: "10" }), "insufficient_cash");
    assert.equal(await refusal({ symbol: "ENTER", quantity: "1", side: "sell" }), "short_sale_not_allowed");
    assert.equal(await refusal({ symbol: "UNSEEN", quantity: "1" }), "unknown_instrument");
    assert.equal(await refusal({ symbol: "ENTER", quantity: "1", account: "nobody" }), "account_not_found");
  });

  it("closing an account destroys its ledger: here it can be read for ever", async () => {
    const { id } = expect(await alice.post("/api/v1/accounts", { name: "Short-lived", currency: "USD" }), 201).body;
    expect(await alice.post(`/api/v1/accounts/${id}/deposits`, usd("7")), 200);
    expect(await alice.post(`/api/v1/accounts/${id}/transfers`, { to: alice.account, ...usd("7") }), 200);
    expect(await alice.delete(`/api/v1/accounts/${id}`), 200);
    assert.equal((await alice.list(`/api/v1/accounts/${id}/ledger`, 10)).length, 2);
  });

  it("agrees with the log", () => system.check());

  it("an order is lost in a crash, or a fill is logged twice after it: here each goes on, once", async () => {
    await system.quote("CRASH", { bid: "9", ask: "10" });
    const placed = [];
    for (let round = 0; round < 3; ++round) {
      const order = { account: alice.account, symbol: "CRASH", side: "buy", type: "limit", limit_price: "10", quantity: "1", time_in_force: "gtc" };
      const stored = await alice.post("/api/v1/orders", order, { headers: { "Idempotency-Key": `crash-${round}` } });
      placed.push(expect(stored, 202).body.order);
      await system.stop("SIGKILL");
      await system.start();
    }
    await system.quote("CRASH", { bid: "9", ask: "10" });
    const ended = [];
    // What happened before a kill is not heard again, so the read models are asked.
    for (const id of placed)
      ended.push(await until(() => alice.read(`/api/v1/orders/${id}`), (order) => order.status === "filled", `order ${id} to fill`));
    assert.deepEqual(
      ended.map((order) => [order.status, order.filled_quantity]),
      placed.map(() => ["filled", "1"]),
    );
    await until(() => held(alice, "CRASH"), (shares) => shares >= exact("3"), "the shares");
    assert.equal(await held(alice, "CRASH"), exact("3"));
    for (const id of placed) {
      const { items } = await alice.read(`/api/v1/trades?order=${id}`);
      assert.equal(items.length, 1);
      const settled = (await system.hears.history("evt.portfolio.*.settled")).filter((fact) => fact.body.order === id);
      assert.equal(new Set(settled.map((fact) => fact.id)).size, 1);
    }
    await system.check();
  });
});
