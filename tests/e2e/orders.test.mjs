// Stop orders, replacing, cancelling and closing much at once, and orders that are asked for twice.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, System } from "./harness.mjs";

describe("an order of a richer kind", () => {
  let system, alice, bob;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "100000");
    bob = await system.trader("bob", "100000");
  });
  after(() => system?.end());

  const shares = async (trader, symbol, quantity) => system.ended(await trader.order({ symbol, quantity }), trader);
  const shown = (trader, id) => trader.read(`/api/v1/orders/${id}`);
  const replace = (trader, id, body) =>
    trader.send("PATCH", `/api/v1/orders/${id}`, { body, headers: { Prefer: "wait=20" } });
  // Waits for the engine's word about an order, until the orders' read model shows it.
  const engine_says = async (type, order) => {
    const fact = await system.hears.fact(type, (body) => body.order === order || body.ticket?.order === order);
    await system.hears.shown("orders", fact);
  };

  it("to stop a loss sleeps until the bid falls to its price, and then sells at the market", async () => {
    await system.quote("STOP", { bid: "99", ask: "100" });
    await shares(alice, "STOP", "5");
    const stop = { symbol: "STOP", quantity: "5", side: "sell", type: "stop", stop_price: "90", time_in_force: "gtc" };
    const placed = expect(await alice.order(stop), 201);
    await engine_says("engine.booked", placed.body.id);
    await system.quote("STOP", { bid: "90.01", ask: "100" });
    const asleep = await shown(alice, placed.body.id);
    assert.deepEqual([asleep.status, asleep.stop_price, asleep.triggered], ["accepted", "90", undefined]);
    assert.equal((await alice.position("STOP")).reserved_quantity, "5");
    await system.quote("STOP", { bid: "89", ask: "100" });
    const sold = await system.ended(placed, alice);
    assert.deepEqual([sold.status, sold.average_price, sold.triggered], ["filled", "89", true]);
  });

  it("that trails the market shows its best price so far, and where it stands", async () => {
    await system.quote("TRAIL", { bid: "99", ask: "100" });
    await shares(alice, "TRAIL", "5");
    const order = { symbol: "TRAIL", quantity: "5", side: "sell", type: "trailing_stop", trail_percent: "10", time_in_force: "gtc" };
    const placed = expect(await alice.order(order), 201);
    await engine_says("engine.booked", placed.body.id);
    await system.quote("TRAIL", { bid: "120", ask: "121" });
    await system.hears.shown("orders", await system.hears.fact("engine.trail_moved", (body) => body.mark === "120"));
    const following = await shown(alice, placed.body.id);
    assert.deepEqual([following.high_water_mark, following.stop_price], ["120", "108"]);
    await system.quote("TRAIL", { bid: "108", ask: "121" });
    assert.equal((await system.ended(placed, alice)).average_price, "108");
  });

  it("to buy above the market reserves enough for that, and no more is ever paid", async () => {
    const carol = await system.trader("carol", "1000");
    await system.quote("BREAK", { bid: "9", ask: "10" });
    const stop = (quantity) => carol.order({ symbol: "BREAK", quantity, type: "stop", stop_price: "20", time_in_force: "gtc" });
    expectProblem(await stop("48"), 422, "insufficient_cash");
    const placed = expect(await stop("47"), 201);
    await system.quote("BREAK", { bid: "20", ask: "20.5" });
    const bought = await system.ended(placed, carol);
    assert.deepEqual([bought.status, bought.average_price], ["filled", "20.5"]);
    assert.equal((await carol.account_now()).cash, "36.5");
  });

  it("is replaced by another, which keeps nothing of its trades, and what both need is reserved meanwhile", async () => {
    await system.quote("REPL", { bid: "9", ask: "10", ask_size: "4" });
    const placed = expect(await alice.order({ symbol: "REPL", quantity: "10", limit_price: "10", time_in_force: "gtc" }), 201);
    await system.hears.shown("orders", await system.hears.fact("order.partially_filled", (b) => b.order === placed.body.id));
    const replaced = expect(await replace(alice, placed.body.id, { limit_price: "9.5", quantity: "12" }), 200).body;
    assert.deepEqual(
      [replaced.status, replaced.quantity, replaced.limit_price, replaced.replaces, replaced.filled_quantity],
      ["accepted", "8", "9.5", placed.body.id, "0"],
    );
    const old = await shown(alice, placed.body.id);
    assert.deepEqual([old.status, old.filled_quantity, old.replaced_by], ["replaced", "4", replaced.id]);
    await system.hears.shown("accounts", await system.hears.fact("portfolio.moved", (b) => b.order === placed.body.id));
    assert.equal((await alice.account_now()).reserved_cash, "76");
    await system.quote("REPL", { bid: "9", ask: "9.5" });
    await system.hears.ended(replaced.id);
    const filled = await shown(alice, replaced.id);
    assert.deepEqual([filled.status, filled.filled_quantity], ["filled", "8"]);
    assert.equal((await alice.position("REPL")).quantity, "12");
    expectProblem(await replace(alice, placed.body.id, { limit_price: "9" }), 409, "order_already_replaced");
  });

  it("goes on as it was where it cannot be replaced", async () => {
    const dora = await system.trader("bob", "100");
    await system.quote("KEEP", { bid: "9", ask: "10" });
    const placed = expect(await dora.order({ symbol: "KEEP", quantity: "10", limit_price: "5", time_in_force: "gtc" }), 201);
    expectProblem(await replace(dora, placed.body.id, { quantity: "21" }), 422, "insufficient_cash");
    expectProblem(await replace(dora, placed.body.id, {}), 422, "nothing_to_replace");
    expectProblem(await replace(dora, placed.body.id, { stop_price: "3" }), 422, "stop_price_not_allowed");
    expectProblem(await replace(dora, "no-such-order", { quantity: "1" }), 404, "order_not_found");
    const kept = await shown(dora, placed.body.id);
    assert.deepEqual([kept.status, kept.limit_price], ["accepted", "5"]);
    expect(await dora.delete(`/api/v1/orders/${placed.body.id}`), 200);
    await system.ended(placed, dora);
    assert.equal((await dora.account_now()).reserved_cash, "0");
  });

  it("does not trade with another one of its owner, not even in another account", async () => {
    const second = await system.trader("alice", "1000");
    await system.quote("SELF", { bid: "8", ask: "12" });
    await shares(alice, "SELF", "5");
    const sell = { symbol: "SELF", quantity: "5", side: "sell", limit_price: "10", time_in_force: "gtc" };
    const resting = expect(await alice.order(sell), 201);
    await engine_says("engine.booked", resting.body.id);
    const bought = await system.ended(await second.order({ symbol: "SELF", quantity: "5", limit_price: "10" }), second);
    assert.deepEqual([bought.status, bought.reject_code, bought.filled_quantity], ["cancelled", "self_trade", "0"]);
    assert.equal((await second.account_now()).reserved_cash, "0");
    assert.equal((await shown(alice, resting.body.id)).status, "accepted");
    expect(await alice.delete(`/api/v1/orders/${resting.body.id}`), 200);
  });

  it("that is asked for twice, as when Enter is pressed twice, is one order", async () => {
    await system.quote("TWICE", { bid: "9", ask: "10" });
    const order = { symbol: "TWICE", quantity: "1", client_order_id: "only one" };
    const [first, again] = await Promise.all([alice.order(order), alice.order(order)]);
    assert.equal(expect(first, 201).body.id, expect(again, 201).body.id);
    expectProblem(await alice.order({ ...order, quantity: "2" }), 409, "client_order_id_in_use");
    await system.ended(first, alice);
    assert.equal((await alice.position("TWICE")).quantity, "1");
  });

  it("is cancelled with all the others of its account", async () => {
    await system.quote("MANY", { bid: "9", ask: "10" });
    const limit = (limit_price) => bob.order({ symbol: "MANY", quantity: "1", limit_price, time_in_force: "gtc" });
    const placed = [expect(await limit("5"), 201), expect(await limit("6"), 201), expect(await limit("7"), 201)];
    for (const { body } of placed) await engine_says("engine.booked", body.id);
    const { items } = expect(await bob.delete(`/api/v1/orders?account=${bob.account}`), 207).body;
    assert.deepEqual(items.map((item) => item.order).sort(), placed.map(({ body }) => body.id).sort());
    assert.ok(items.every((item) => item.status === "succeeded"));
    for (const answer of placed) assert.equal((await system.ended(answer, bob)).status, "cancelled");
    assert.deepEqual(expect(await bob.delete(`/api/v1/orders?account=${bob.account}`), 207).body.items, []);
    expectProblem(await bob.delete("/api/v1/orders"), 400, "malformed_parameter");
    expectProblem(await bob.delete(`/api/v1/orders?account=${alice.account}`), 404, "account_not_found");
  });

  it("closes a position, wholly or in part, or all of them after cancelling what holds their shares", async () => {
    const erin = await system.trader("carol", "10000");
    await system.quote("CLOSE", { bid: "9", ask: "10" });
    await system.quote("OTHER", { bid: "9", ask: "10" });
    await shares(erin, "CLOSE", "9");
    await shares(erin, "OTHER", "4");
    const position = (symbol, more = "") => `/api/v1/positions/${symbol}?account=${erin.account}${more}`;
    const third = expect(await erin.delete(position("CLOSE", "&percentage=33.3333")), 201);
    assert.equal((await system.ended(third, erin)).filled_quantity, "2.999997");
    const one = expect(await erin.delete(position("CLOSE", "&quantity=1")), 201);
    assert.equal((await system.ended(one, erin)).filled_quantity, "1");
    expectProblem(await erin.delete(position("CLOSE", "&quantity=0")), 400, "malformed_parameter");
    expectProblem(await erin.delete(position("NOSUCH")), 404, "position_not_found");
    const sell = { symbol: "OTHER", quantity: "4", side: "sell", limit_price: "20", time_in_force: "gtc" };
    await engine_says("engine.booked", expect(await erin.order(sell), 201).body.id);
    expectProblem(await erin.delete(position("OTHER")), 422, "insufficient_shares");
    const { items } = expect(await erin.delete(`/api/v1/positions?account=${erin.account}&cancel_orders=true`), 207).body;
    assert.deepEqual(items.map(({ symbol, status }) => [symbol, status]).sort(), [["CLOSE", "succeeded"], ["OTHER", "succeeded"]]);
    for (const item of items) await system.hears.ended(item.order);
    assert.deepEqual((await erin.read(`/api/v1/positions?account=${erin.account}`)).items, []);
  });

  it("is previewed: what it costs, what it leaves, and whatever would refuse it, and nothing changes", async () => {
    await system.quote("VIEW", { bid: "9", ask: "10" });
    const fay = await system.trader("bob", "1000");
    const preview = async (order) =>
      expect(await fay.post("/api/v1/orders:preview", { account: fay.account, symbol: "VIEW", side: "buy", type: "market", ...order }), 200)
        .body;
    const good = await preview({ quantity: "10" });
    assert.deepEqual(
      [good.acceptable, good.price, good.value, good.reserved, good.buying_power, good.buying_power_after, good.refusals],
      [true, "10", "100", "105", "1000", "895", []],
    );
    assert.deepEqual((await preview({ quantity: "100" })).refusals.map(({ code }) => code), ["insufficient_cash"]);
    assert.deepEqual((await preview({ quantity: "1", side: "sell" })).refusals.map(({ code }) => code), ["short_sale_not_allowed"]);
    assert.deepEqual((await preview({ quantity: "0" })).refusals.map(({ code }) => code), ["quantity_not_positive"]);
    assert.deepEqual((await fay.read(`/api/v1/orders?account=${fay.account}`)).items, []);
    assert.equal((await fay.account_now()).reserved_cash, "0");
  });

  it("for an amount of money buys as much as that, and never spends more", async () => {
    await system.quote("MONEY", { bid: "6.5", ask: "7" });
    const gil = await system.trader("bob", "100");
    const bought = await system.ended(await gil.order({ symbol: "MONEY", notional: "50" }), gil);
    assert.equal(bought.status, "filled");
    assert.equal(bought.quantity, bought.filled_quantity);
    const { cash } = await gil.account_now();
    assert.ok(Number(cash) >= 50 && Number(cash) < 50.00001, cash);
    assert.ok(Number(bought.filled_quantity) > 7.14285 && Number(bought.filled_quantity) < 7.142858, bought.filled_quantity);
    expectProblem(await gil.order({ symbol: "MONEY", notional: "0.5" }), 422, "notional_too_small");
    expectProblem(await gil.order({ symbol: "MONEY", notional: "5", quantity: "1" }), 422, "notional_with_quantity");
    expectProblem(await gil.order({ symbol: "MONEY", notional: "60" }), 422, "insufficient_cash");
    const sold = await system.ended(await gil.order({ symbol: "MONEY", notional: "20", side: "sell" }), gil);
    assert.equal(sold.status, "filled");
  });

  it("with exits takes its profit or stops its loss, and the shares are reserved for both together", async () => {
    await system.quote("BRACK", { bid: "99", ask: "100" });
    const exits = { order_class: "bracket", take_profit: { limit_price: "120" }, stop_loss: { stop_price: "90" } };
    const entry = await alice.order({ symbol: "BRACK", quantity: "6", time_in_force: "gtc", ...exits });
    await system.ended(entry, alice);
    const of_leg = (type, price) => system.hears.fact(type, (b) => b.symbol === "BRACK" && b.quantity === "6" && price);
    await of_leg("engine.activated", true);
    const { legs } = await shown(alice, entry.body.id);
    assert.deepEqual(legs.map((leg) => [leg.type, leg.side, leg.quantity, leg.status, leg.parent]), [
      ["limit", "sell", "6", "accepted", entry.body.id],
      ["stop", "sell", "6", "accepted", entry.body.id],
    ]);
    const position = await alice.position("BRACK");
    assert.deepEqual([position.quantity, position.reserved_quantity], ["6", "6"]);
    await system.quote("BRACK", { bid: "120", bid_size: "2", ask: "121" });
    await system.hears.shown("orders", await system.hears.fact("order.resized", (b) => b.order === legs[1].id));
    assert.equal((await shown(alice, legs[1].id)).quantity, "4");
    await system.quote("BRACK", { bid: "89", ask: "121" });
    await system.hears.shown("orders", await system.hears.fact("order.filled", (b) => b.order === legs[1].id));
    const [profit, loss] = (await shown(alice, entry.body.id)).legs;
    assert.deepEqual([profit.status, profit.reject_code, profit.filled_quantity], ["cancelled", "exit_done", "2"]);
    assert.deepEqual([loss.status, loss.filled_quantity, loss.average_price], ["filled", "4", "89"]);
  });

  it("that takes profit or stops a loss for what is held is one of two, and cancelled as a whole", async () => {
    await system.quote("EITHER", { bid: "99", ask: "100" });
    await shares(bob, "EITHER", "3");
    const oco = { side: "sell", limit_price: "120", order_class: "oco", stop_loss: { stop_price: "90" }, time_in_force: "gtc" };
    const placed = expect(await bob.order({ symbol: "EITHER", quantity: "3", ...oco }), 201);
    await engine_says("engine.booked", placed.body.id);
    expectProblem(await bob.order({ symbol: "EITHER", quantity: "1", side: "sell" }), 422, "insufficient_shares");
    expect(await bob.delete(`/api/v1/orders/${placed.body.id}`), 200);
    await system.hears.shown("accounts", await system.hears.fact("portfolio.released", (b) => b.order === placed.body.id));
    const { legs } = await shown(bob, placed.body.id);
    await system.hears.shown("orders", await system.hears.fact("order.cancelled", (b) => b.order === legs[0].id));
    assert.equal((await shown(bob, legs[0].id)).reject_code, "exit_cancelled");
    assert.equal((await bob.position("EITHER")).available_quantity, "3");
    expectProblem(await bob.order({ symbol: "EITHER", quantity: "1", ...oco, side: "buy" }), 422, "exits_must_sell");
    expectProblem(await bob.order({ symbol: "EITHER", quantity: "1", ...oco, limit_price: "80" }), 422, "exits_crossed");
  });

  it("leaves everything in agreement", async () => {
    await system.check();
    await system.stop();
    await system.check("--strict");
  });
});
