// The exchange's day, halts, rules of symbols, splits and dividends, by the clock of the quotes: days of 2024 that are over.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, System } from "./harness.mjs";

const newYork = { env: { ANDVARI_MARKET_CALENDAR: "XNYS", ANDVARI_MARKET_CLOCK: "feed" } };

describe("an exchange that opens and closes", () => {
  let system, alice, bob, commands = 0;
  before(async () => {
    system = await System.start(newYork);
    alice = await system.trader("alice", "100000");
    bob = await system.trader("bob", "100000");
  });
  after(() => system?.end());

  // A quote of that time, once the read model shows it.
  const quote = async (symbol, time, bid, ask, size = "1000") => {
    const body = { bid, ask, bid_size: size, ask_size: size, time };
    await system.hears.publish(`mkt.quote.${symbol}`, body);
    const at = Date.parse(time);
    const is = (b) => b.symbol === symbol && Date.parse(b.quote.time) === at && b.quote.bid === bid && b.quote.ask === ask;
    await system.hears.shown("stock", await system.hears.fact("stock.quoted", is, `the quote of ${symbol} at ${time}`));
  };
  const command = async (symbol, verb, body) => {
    const id = `market-${++commands}`;
    const outcome = await system.hears.command(`cmd.stock.${symbol}.${verb}`, { symbol, ...body }, { id });
    await system.hears.shown("stock", outcome);
    return outcome;
  };
  const phase = (name, session) =>
    system.hears.fact("stock.phase_changed", (b) => b.phase === name && new Date(b.session * 86_400_000).toISOString().startsWith(session), `${name} of ${session}`);
  // Market orders are priced by what the portfolio has heard of: whoever asks again gets there.
  const placed = async (who, order) => {
    for (;;) {
      const answer = await who.order(order);
      if (answer.status === 422 && /(no_quote|stale_quote|unknown_instrument|market_never_closes)$/.test(answer.body.type)) continue;
      return expect(answer, 201).body;
    }
  };
  const booked = (order) => system.hears.fact("engine.booked", (b) => b.ticket.order === order.id, "the booking");
  const ended = async (order, who = alice) => {
    await system.hears.ended(order.id);
    return who.read(`/api/v1/orders/${order.id}`);
  };

  it("is told by its clock", async () => {
    await quote("DAY", "2024-03-04T15:00:00Z", "99", "100");
    await phase("regular", "2024-03-04");
    const clock = await alice.read("/api/v1/clock");
    assert.deepEqual(
      [clock.market, clock.phase, clock.is_open, clock.session, clock.next_open, clock.next_close],
      ["XNYS", "regular", true, "2024-03-04", "2024-03-05T14:30:00.000000Z", "2024-03-04T21:00:00.000000Z"],
    );
    assert.equal(clock.timestamp, "2024-03-04T15:00:00.000000Z");
    assert.equal((await alice.read("/v2/clock")).is_open, true);
  });

  it("ends orders for the day at its close, and takes orders for the close then", async () => {
    const day = await placed(alice, { symbol: "DAY", quantity: "1", limit_price: "50", time_in_force: "day" });
    const kept = await placed(alice, { symbol: "DAY", quantity: "1", limit_price: "50", time_in_force: "gtc" });
    const close = await placed(alice, { symbol: "DAY", quantity: "5", time_in_force: "cls" });
    assert.equal((await booked(close)).body.queued, true);
    await quote("DAY", "2024-03-04T20:59:59Z", "97", "98");
    await quote("OTHER", "2024-03-04T21:00:00Z", "9", "10");
    await phase("post", "2024-03-04");
    assert.equal((await ended(day)).status, "expired");
    const closed = await ended(close);
    assert.deepEqual([closed.status, closed.average_price], ["filled", "98"]);
    assert.equal((await alice.read(`/api/v1/orders/${kept.id}`)).status, "accepted");
    assert.equal((await alice.read("/api/v1/clock")).phase, "post");
  });

  it("lets what comes while it is closed wait for its opening, and trade at that price", async () => {
    await quote("OTHER", "2024-03-05T02:00:00Z", "9", "10");
    await phase("closed", "2024-03-05");
    assert.equal((await alice.read("/v2/clock")).is_open, false);
    const first = await placed(alice, { symbol: "DAY", quantity: "3", time_in_force: "day" });
    const opening = await placed(bob, { symbol: "DAY", quantity: "2", limit_price: "150", time_in_force: "opg" });
    const never = await placed(bob, { symbol: "DAY", quantity: "2", limit_price: "60", time_in_force: "opg" });
    for (const order of [first, opening, never]) assert.equal((await booked(order)).body.queued, true);
    const early = await placed(alice, { symbol: "DAY", quantity: "1", limit_price: "101", time_in_force: "day", extended_hours: true });
    await quote("DAY", "2024-03-05T12:00:00Z", "100", "101");
    await phase("pre", "2024-03-05");
    assert.equal((await ended(early)).average_price, "101");
    assert.equal((await alice.read(`/api/v1/orders/${first.id}`)).status, "accepted");
    await quote("DAY", "2024-03-05T14:30:01Z", "95", "96");
    assert.equal((await ended(first)).average_price, "96");
    assert.equal((await ended(opening, bob)).average_price, "96");
    assert.equal((await ended(never, bob)).status, "expired");
  });

  it("refuses what makes no sense, each by its code", async () => {
    const order = { symbol: "DAY", quantity: "1" };
    expectProblem(await alice.order({ ...order, extended_hours: true }), 422, "extended_hours_not_allowed");
    expectProblem(await alice.order({ ...order, stop_price: "90", type: "stop", time_in_force: "opg" }), 422, "time_in_force_not_allowed");
  });

  it("halts an instrument, and goes on with its next quote", async () => {
    await quote("HALT", "2024-03-05T15:00:00Z", "99", "100");
    await system.hears.publish("mkt.status.HALT", { halted: true, reason: "news pending", time: "2024-03-05T15:00:00Z" });
    await system.hears.shown("stock", await system.hears.fact("stock.status_changed", (b) => b.symbol === "HALT" && b.halted));
    const shown = await alice.read("/api/v1/instruments/HALT");
    assert.deepEqual([shown.halted, shown.halt_reason], [true, "news pending"]);
    const waiting = await placed(alice, { symbol: "HALT", quantity: "1", limit_price: "100", time_in_force: "day" });
    assert.equal((await booked(waiting)).body.queued, true);
    await quote("HALT", "2024-03-05T15:01:00Z", "89", "90");
    assert.equal((await command("HALT", "resume", {})).type, "stock.status_changed");
    await quote("HALT", "2024-03-05T15:02:00Z", "79", "80");
    assert.equal((await ended(waiting)).average_price, "80");
    assert.equal((await command("HALT", "resume", {})).body.code, "not_halted");
  });

  it("has rules for a symbol, which say what to change", async () => {
    await quote("RULE", "2024-03-05T15:10:00Z", "9", "10");
    const rules = { tick: "0.05", lot: "10", least_notional: "50", fractionable: false };
    assert.equal((await command("RULE", "set_rules", { rules })).type, "stock.rules_set");
    assert.deepEqual((await alice.read("/api/v1/instruments/RULE")).rules, rules);
    const good = { symbol: "RULE", quantity: "10", limit_price: "8.05", time_in_force: "gtc" };
    const accepted = await placed(alice, good);
    const refusals = [
      [{ ...good, limit_price: "8.01" }, "price_not_on_tick", /0\.05/],
      [{ ...good, quantity: "15" }, "quantity_not_in_lots", /10/],
      [{ ...good, quantity: "10.5" }, "not_fractionable", /whole/],
      [{ ...good, limit_price: "1" }, "notional_too_small", /50/],
    ];
    for (const [order, code, what] of refusals) {
      assert.match(expectProblem(await alice.order(order), 422, code).body.detail, what);
      const preview = expect(await alice.post("/api/v1/orders:preview", { account: alice.account, side: "buy", type: "limit", ...order }), 200);
      assert.deepEqual(preview.body.refusals.map((refusal) => refusal.code), [code]);
    }
    const changed = await alice.send("PATCH", `/api/v1/orders/${accepted.id}`, { body: { limit_price: "8.02" }, headers: { Prefer: "wait=20" } });
    expectProblem(changed, 422, "price_not_on_tick");
    await command("RULE", "set_rules", { rules: { tradable: false } });
    for (let code; code !== "not_tradable"; )
      code = (await alice.order({ ...good, client_order_id: `r-${++commands}` })).body.type?.split(":").at(-1);
    const asset = await alice.read("/v2/assets/RULE");
    assert.equal(asset.tradable, false);
  });

  it("splits shares, after every order in old ones has ended", async () => {
    const bar = (time, close, volume) => ({ interval: "1Day", time, open: close, high: close, low: close, close, volume });
    await system.hears.publish("mkt.bar.SPLT", bar("2024-03-04T14:30:00Z", "700", "1000"));
    await quote("SPLT", "2024-03-05T15:20:00Z", "690", "700");
    const bought = await placed(alice, { symbol: "SPLT", quantity: "3", time_in_force: "day" });
    await ended(bought);
    const buys = await placed(alice, { symbol: "SPLT", quantity: "1", limit_price: "500", time_in_force: "gtc" });
    const sells = await placed(alice, { symbol: "SPLT", quantity: "2", side: "sell", limit_price: "900", time_in_force: "gtc" });
    await booked(sells);
    const announced = await command("SPLT", "announce_split", { ratio: { numerator: 7, denominator: 1 }, effective: "2024-03-05T16:00:00Z" });
    assert.equal(announced.type, "stock.split_announced");
    await quote("SPLT", "2024-03-05T16:00:00Z", "99", "100");
    const split = await system.hears.fact("portfolio.shares_split", (b) => b.account === alice.account);
    await system.hears.shown("accounts", split);
    await system.hears.shown("history", split);
    for (const order of [buys, sells]) assert.equal((await ended(order)).status, "cancelled");
    const position = await alice.position("SPLT");
    assert.deepEqual([position.quantity, position.reserved_quantity, position.cost], ["21", "0", "2100"]);
    const lots = await alice.list(`/api/v1/positions/SPLT/lots?account=${alice.account}`, 10);
    assert.deepEqual(lots.map(({ quantity, price }) => [quantity, price]), [["21", "100"]]);
    const sold = await ended(await placed(alice, { symbol: "SPLT", quantity: "20", side: "sell", time_in_force: "day" }));
    assert.equal(sold.average_price, "99");
    const activities = await alice.list(`/api/v1/accounts/${alice.account}/activities?type=SPLIT`, 10);
    assert.deepEqual(activities.map(({ symbol, quantity }) => [symbol, quantity]), [["SPLT", "18"]]);
    const [action] = await alice.list("/api/v1/instruments/SPLT/actions", 10);
    assert.deepEqual([action.kind, action.ratio, action.due], ["split", { numerator: 7, denominator: 1 }, true]);
    const bars = async (adjustment) =>
      (await alice.read(`/v2/stocks/SPLT/bars?timeframe=1Day&start=2024-03-04&adjustment=${adjustment}`)).bars.map(({ c, v }) => [c, v]);
    assert.deepEqual(await bars("raw"), [[700, 1000]]);
    assert.deepEqual(await bars("split"), [[100, 7000]]);
  });

  it("pays dividends to who held the shares when they went ex", async () => {
    await quote("DIVI", "2024-03-05T16:10:00Z", "99", "100");
    await ended(await placed(alice, { symbol: "DIVI", quantity: "10.5", time_in_force: "day" }));
    await command("DIVI", "announce_dividend", { per_share: "0.5", ex: "2024-03-05T16:20:00Z", pays: "2024-03-05T17:00:00Z" });
    await quote("DIVI", "2024-03-05T16:20:00Z", "98.5", "99.5");
    const accrued = await system.hears.fact("portfolio.dividend_accrued", (b) => b.account === alice.account);
    assert.equal(accrued.body.amount, "5.25");
    await ended(await placed(alice, { symbol: "DIVI", quantity: "10.5", side: "sell", time_in_force: "day" }));
    await ended(await placed(bob, { symbol: "DIVI", quantity: "1", time_in_force: "day" }), bob);
    const cash = (await alice.account_now()).cash;
    await quote("DIVI", "2024-03-05T17:00:00Z", "98.5", "99.5");
    const paid = await system.hears.fact("portfolio.dividend_paid", (b) => b.account === alice.account);
    await system.hears.shown("accounts", paid);
    await system.hears.shown("history", paid);
    assert.equal(Number((await alice.account_now()).cash).toFixed(2), (Number(cash) + 5.25).toFixed(2));
    assert.equal(system.hears.facts.items.some((f) => f.type === "portfolio.dividend_paid" && f.body.account === bob.account), false);
    const [activity] = await alice.read(`/v2/account/activities/DIV`);
    assert.deepEqual([activity.symbol, activity.net_amount, activity.qty], ["DIVI", "5.25", "10.5"]);
  });

  it("knows none of it again after a restart, and all of it", async () => {
    await system.stop();
    await system.start();
    const clock = await alice.read("/api/v1/clock");
    assert.deepEqual([clock.phase, clock.session], ["regular", "2024-03-05"]);
    await quote("DAY", "2024-03-05T18:00:00Z", "95", "96");
    const order = await placed(bob, { symbol: "DAY", quantity: "1", time_in_force: "day" });
    assert.equal((await ended(order, bob)).average_price, "96");
  });

  it("lets orders for an amount of money wait for the opening, whose prices tell how many shares they come to", async () => {
    await quote("OTHER", "2024-03-06T02:00:00Z", "9", "10");
    await phase("closed", "2024-03-06");
    const cash = async (who) => Number((await who.account_now()).cash);
    const [hers, his] = [await cash(alice), await cash(bob)];
    const buys = await placed(alice, { symbol: "DAY", notional: "490", time_in_force: "day" });
    const sells = await placed(bob, { symbol: "DAY", side: "sell", notional: "194", time_in_force: "day" });
    for (const order of [buys, sells]) assert.equal((await booked(order)).body.queued, true);
    await quote("DAY", "2024-03-06T14:30:01Z", "97", "98");
    const bought = await ended(buys);
    assert.deepEqual([bought.status, bought.quantity, bought.filled_quantity, bought.average_price], ["filled", "5", "5", "98"]);
    const sold = await ended(sells, bob);
    assert.deepEqual([sold.status, sold.quantity, sold.filled_quantity, sold.average_price], ["filled", "2", "2", "97"]);
    assert.deepEqual([await cash(alice), await cash(bob)], [hers - 490, his + 194]);
  });

  it("leaves everything in agreement", () => system.check());
});

describe("a market that never closes", () => {
  it("has neither opening nor close to trade at", async () => {
    const system = await System.start();
    const alice = await system.trader("alice", "1000");
    await system.quote("OPEN", { bid: "9", ask: "10" });
    for (const time_in_force of ["opg", "cls"])
      expectProblem(await alice.order({ symbol: "OPEN", quantity: "1", time_in_force }), 422, "market_never_closes");
    const clock = await alice.read("/api/v1/clock");
    assert.deepEqual([clock.market, clock.is_open, clock.next_open], [undefined, true, clock.next_close]);
    await system.end();
  });
});

describe("an exchange by our clock", () => {
  it("is told the time when it starts", async () => {
    const system = await System.start({ env: { ANDVARI_MARKET_CALENDAR: "XNYS" } });
    const [first] = await system.hears.history("evt.stock.XNYS.phase_changed");
    const told = first ?? (await system.hears.fact("stock.phase_changed", () => true, "the phase of now"));
    assert.ok(Date.parse(told.body.since) <= Date.now() && Date.now() < Date.parse(told.body.until));
    await system.end();
  });
});
