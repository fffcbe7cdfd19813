// Several accounts of one person: kinds, transfers, closing, beginning again, watchlists, activities, lots, history.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, System } from "./harness.mjs";

const usd = (amount) => ({ amount, currency: "USD" });

describe("accounts of one person", () => {
  let system, alice, bob;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "1000");
    bob = await system.trader("bob", "10");
  });
  after(() => system?.end());
  let opened = 0;
  const open = async (more = {}) => {
    const id = `extra-${++opened}`;
    expect(await alice.post("/api/v1/accounts", { id, name: id, currency: "USD", ...more }), 201);
    return id;
  };
  const path = (account, rest = "") => `/api/v1/accounts/${account}${rest}`;
  const cash = async (account) => (await alice.read(path(account))).cash;

  it("are of several kinds, in several currencies", async () => {
    const savings = await open({ kind: "savings", currency: "CAD" });
    const shown = await alice.read(path(savings));
    assert.deepEqual([shown.kind, shown.currency, shown.status], ["savings", "CAD", "open"]);
    await system.quote("SAVE", { bid: "9", ask: "10" });
    const order = { account: savings, symbol: "SAVE", side: "buy", type: "market", quantity: "1" };
    expectProblem(await alice.post("/api/v1/orders", order), 422, "account_does_not_trade");
    expectProblem(
      await alice.post("/api/v1/accounts", { name: "Lent", currency: "USD", kind: "margin" }),
      422,
      "margin_not_offered",
    );
  });

  it("send money to each other, and the answer shows that it has arrived", async () => {
    const savings = await open({ kind: "savings" });
    const sent = expect(await alice.post(path(alice.account, "/transfers"), { to: savings, ...usd("250.000001") }), 200);
    assert.equal(sent.body.cash, "749.999999");
    assert.equal(await cash(savings), "250.000001");
    expect(await alice.post(path(savings, "/transfers"), { to: alice.account, ...usd("250.000001") }), 200);
    const kinds = (await alice.list(path(savings, "/ledger"), 10)).map((item) => item.kind);
    assert.deepEqual(kinds, ["transfer_sent", "transfer_received"]);
    assert.equal(await cash(alice.account), "1000");
  });

  it("get their money back where it is not taken, all of it", async () => {
    const closed = await open();
    expect(await alice.delete(path(closed)), 200);
    const paper = await open({ kind: "paper" });
    const canadian = await open({ currency: "CAD" });
    const refusals = [
      [bob.account, 404, "account_not_found"],
      ["nobody", 404, "account_not_found"],
      [closed, 409, "account_closed"],
      [paper, 422, "paper_money"],
      [canadian, 422, "currency_mismatch"],
      [alice.account, 422, "same_account"],
    ];
    for (const [to, status, code] of refusals) {
      const refused = await alice.post(path(alice.account, "/transfers"), { to, ...usd("400") });
      expectProblem(refused, status, code);
      assert.equal((await alice.read(path(alice.account), { after: [refused] })).cash, "1000");
    }
    assert.equal((await bob.account_now()).cash, "10");
    expectProblem(await alice.post(path(alice.account, "/transfers"), { to: paper, ...usd("1000.000001") }), 422, "insufficient_cash");
    expectProblem(await bob.post(path(alice.account, "/transfers"), { to: bob.account, ...usd("1") }), 404, "account_not_found");
  });

  it("send money once, however often the same request comes", async () => {
    const savings = await open({ kind: "savings" });
    const once = { headers: { "Idempotency-Key": "rent-of-may", Prefer: "wait=20" } };
    const again = () => alice.post(path(alice.account, "/transfers"), { to: savings, ...usd("5") }, once);
    await Promise.all([1, 2, 3].map(again));
    expect(await again(), 200);
    assert.equal(await cash(savings), "5");
    expect(await alice.post(path(savings, "/transfers"), { to: alice.account, ...usd("5") }), 200);
  });

  it("are closed when nothing is left, and then nothing moves in them", async () => {
    const account = await open();
    expect(await alice.post(path(account, "/deposits"), usd("1")), 200);
    expectProblem(await alice.delete(path(account)), 409, "account_not_empty");
    expectProblem(await bob.delete(path(account)), 404, "account_not_found");
    expect(await alice.post(path(account, "/withdrawals"), usd("1")), 200);
    assert.equal(expect(await alice.delete(path(account)), 200).body.status, "closed");
    expectProblem(await alice.delete(path(account)), 409, "account_closed");
    expectProblem(await alice.post(path(account, "/deposits"), usd("1")), 409, "account_closed");
    const order = { account, symbol: "SAVE", side: "buy", type: "market", quantity: "1" };
    expectProblem(await alice.post("/api/v1/orders", order), 409, "account_closed");
  });

  it("begin again where they are paper", async () => {
    await system.quote("PAPR", { bid: "9", ask: "10" });
    const account = await open({ kind: "paper" });
    expect(await alice.post(path(account, "/reset"), { cash: "1000" }), 200);
    const order = { account, symbol: "PAPR", side: "buy", type: "market", quantity: "3" };
    const bought = await system.ended(await alice.post("/api/v1/orders", order), alice);
    await system.hears.fact("portfolio.settled", (body) => body.order === bought.id);
    const resting = { ...order, type: "limit", limit_price: "1", time_in_force: "gtc" };
    const open_order = expect(await alice.post("/api/v1/orders", resting), 201);
    expectProblem(await alice.post(path(account, "/reset"), { cash: "1000" }), 409, "orders_open");
    expect(await alice.delete(`/api/v1/orders/${open_order.body.id}`), 200);
    await system.hears.fact("portfolio.released", (body) => body.order === open_order.body.id);
    const again = expect(await alice.post(path(account, "/reset"), { cash: "500" }), 200).body;
    assert.deepEqual([again.cash, again.equity, again.market_value], ["500", "500", "0"]);
    assert.deepEqual((await alice.read(`/api/v1/positions?account=${account}`)).items, []);
    expectProblem(await alice.post(path(alice.account, "/reset"), { cash: "1" }), 422, "not_a_paper_account");
    expectProblem(await alice.post(path(account, "/reset"), { cash: "-1" }), 422, "amount_negative");
  });

  it("are worth what the market would give for what they hold, and what was paid where it says nothing", async () => {
    await system.quote("WRTH", { bid: "99", ask: "100" });
    const bought = await system.ended(await alice.order({ symbol: "WRTH", quantity: "4" }), alice);
    await system.hears.shown("accounts", await system.hears.fact("portfolio.settled", (body) => body.order === bought.id));
    await system.quote("WRTH", { bid: "110", ask: "111" });
    const position = await alice.position("WRTH");
    assert.deepEqual([position.price, position.market_value, position.unrealised], ["110", "440", "40"]);
    const account = await alice.account_now();
    assert.deepEqual([account.cash, account.market_value, account.unrealised, account.equity], ["600", "440", "40", "1040"]);
    assert.deepEqual(account.unpriced, []);
    await system.quote("WRTH", { bid: "0.01", ask: "112", bid_size: "0" });
    assert.equal((await alice.position("WRTH")).price, "112");
    await system.quote("WRTH", { bid: "110", ask: "111" });
    const sold = await system.ended(await alice.order({ symbol: "WRTH", quantity: "1", side: "sell" }), alice);
    const settled = await system.hears.fact("portfolio.settled", (body) => body.order === sold.id);
    await Promise.all(["accounts", "history"].map((view) => system.hears.shown(view, settled)));
    const lots = await alice.list(`/api/v1/positions/WRTH/lots?account=${alice.account}`, 10);
    assert.deepEqual([lots[0].quantity, lots[0].left, lots[0].realised], ["4", "3", "10"]);
  });

  it("tell what they went through, by type and page by page", async () => {
    const shown = await alice.list(path(alice.account, "/activities"), 2);
    assert.deepEqual(
      shown.map((activity) => activity.type).slice(0, 2),
      ["FILL", "FILL"],
    );
    assert.equal(shown.at(-1).type, "CSD");
    const sum = shown.reduce((total, activity) => total + Math.round(Number(activity.net_amount) * 1e6), 0);
    assert.equal(sum, Math.round(Number(await cash(alice.account)) * 1e6));
    const transfers = await alice.read(path(alice.account, "/activities?type=JNLC"));
    assert.ok(transfers.items.length > 0 && transfers.items.every((activity) => activity.transfer));
    expectProblem(await alice.get(path(alice.account, "/activities?type=WRONG")), 400, "malformed_parameter");
    expectProblem(await bob.get(path(alice.account, "/activities")), 404, "account_not_found");
  });

  it("tell what they were worth, and that a deposit is no gain", async () => {
    const history = await alice.read(path(alice.account, "/history?period=1D&timeframe=1Min&benchmark=WRTH"));
    const last = history.points.at(-1);
    assert.equal(last.equity, (await alice.account_now()).equity);
    assert.equal(history.base, "0");
    assert.equal(history.profit_loss, "40");
    assert.ok(Number(history.return) > 0.03 && Number(history.return) < 0.05, history.return);
    assert.ok(history.points.length <= 1441);
    for (const wrong of ["period=1X", "timeframe=2Min", "period=9A&timeframe=1Min", "benchmark=x", "start=2030-01-01T00:00:00Z"])
      expectProblem(await alice.get(path(alice.account, `/history?${wrong}`)), 400, "malformed_parameter");
    expectProblem(await bob.get(path(alice.account, "/history")), 404, "account_not_found");
  });

  it("agree with the log", () => system.check());
});

describe("watchlists", () => {
  let system, alice, bob;
  before(async () => {
    system = await System.start();
    alice = system.client("alice");
    bob = system.client("bob");
  });
  after(() => system?.end());
  const make = (body, options) => alice.post("/api/v1/watchlists", body, options);

  it("are kept in order, several by name, each one's own", async () => {
    const tech = expect(await make({ name: "Technology", symbols: ["MSFT", "AAPL"] }), 201);
    assert.equal(tech.headers.location, `/api/v1/watchlists/${tech.body.id}`);
    expect(await make({ name: "Autos", symbols: [] }), 201);
    const added = await alice.post(`/api/v1/watchlists/${tech.body.id}/symbols`, { symbol: "BRK.B" });
    assert.deepEqual(expect(added, 200).body.symbols, ["MSFT", "AAPL", "BRK.B"]);
    const removed = await alice.delete(`/api/v1/watchlists/${tech.body.id}/symbols/MSFT`);
    assert.deepEqual(expect(removed, 200).body.symbols, ["AAPL", "BRK.B"]);
    const saved = await alice.send("PUT", `/api/v1/watchlists/${tech.body.id}`, {
      body: { name: "Tech", symbols: ["TSLA"] },
      headers: { Prefer: "wait=20" },
    });
    assert.deepEqual(expect(saved, 200).body.symbols, ["TSLA"]);
    const { items } = await alice.read("/api/v1/watchlists");
    assert.deepEqual(
      items.map((list) => list.name),
      ["Autos", "Tech"],
    );
    assert.deepEqual((await bob.read("/api/v1/watchlists")).items, []);
    expect(await bob.get(`/api/v1/watchlists/${tech.body.id}`), 404);
    expect(await alice.delete(`/api/v1/watchlists/${tech.body.id}`), 204);
    expect(await alice.get(`/api/v1/watchlists/${tech.body.id}`), 404);
  });

  it("are refused by name", async () => {
    const list = expect(await make({ name: "Mine", symbols: ["AAPL"] }), 201).body.id;
    expectProblem(await make({ name: "Mine", symbols: [] }), 409, "name_in_use");
    expectProblem(await make({ name: "Twice", symbols: ["AAPL", "AAPL"] }), 422, "symbol_repeated");
    expectProblem(await make({ name: "", symbols: [] }), 400, "malformed_body");
    expectProblem(await make({ name: "Small", symbols: ["aapl"] }), 400, "malformed_body");
    expectProblem(await alice.delete(`/api/v1/watchlists/${list}/symbols/TSLA`), 404, "symbol_not_found");
    expectProblem(await bob.delete(`/api/v1/watchlists/${list}`), 404, "watchlist_not_found");
  });

  it("are made once, however often the same request comes", async () => {
    const once = { headers: { "Idempotency-Key": "a-list", Prefer: "wait=20" } };
    const first = expect(await make({ name: "Once", symbols: [] }, once), 201);
    assert.equal(expect(await make({ name: "Once", symbols: [] }, once), 201).body.id, first.body.id);
  });

  it("agree with the log", () => system.check());
});
