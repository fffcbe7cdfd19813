// Accounts, money, and every way that an order can go.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, System } from "./harness.mjs";

const usd = (amount) => ({ amount, currency: "USD" });
// Decimal strings as whole billionths, so that sums are exact.
const exact = (text) => {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  return BigInt(whole + fraction.padEnd(9, "0")) * (text.startsWith("-") ? -1n : 1n);
};

describe("an account", () => {
  let system, alice, operator;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice");
    operator = system.client("operator");
  });
  after(() => system?.end());
  const path = (rest = "") => `/api/v1/accounts/${alice.account}${rest}`;

  it("is opened under the id that its owner chose", async () => {
    const answer = expect(await alice.post("/api/v1/accounts", { id: "mine", name: "Mine, all mine", currency: "USD" }), 201);
    assert.equal(answer.headers.location, "/api/v1/accounts/mine");
    const { opened_at, number, ...account } = answer.body;
    assert.match(number, /^A\d{10}$/);
    assert.match(opened_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.deepEqual(account, {
      id: "mine",
      name: "Mine, all mine",
      currency: "USD",
      owner: "owner:alice",
      kind: "cash",
      status: "open",
      cash: "0",
      reserved_cash: "0",
      buying_power: "0",
      unsettled_cash: "0",
      withdrawable_cash: "0",
      market_value: "0",
      unrealised: "0",
      equity: "0",
      change_today: "0",
      unpriced: [],
    });
    assert.deepEqual(await alice.read("/api/v1/accounts/mine"), answer.body);
  });

  it("gets an id where its owner chose none", async () => {
    const { body } = expect(await alice.post("/api/v1/accounts", { name: "Any", currency: "USD" }), 201);
    assert.equal((await alice.read(`/api/v1/accounts/${body.id}`)).name, "Any");
  });

  it("is opened by an operator for somebody", async () => {
    const opened = await operator.post("/api/v1/accounts", { id: "for-bob", name: "Bob's", currency: "USD", owner: "bob" });
    assert.equal(expect(opened, 201).body.owner, "owner:bob");
    expect(await system.client("bob").get("/api/v1/accounts/for-bob"), 200);
    expect(await alice.get("/api/v1/accounts/for-bob"), 404);
  });

  it("is not opened where something is wrong with it", async () => {
    const open = (body) => alice.post("/api/v1/accounts", { name: "A", currency: "USD", ...body });
    expectProblem(await open({ id: "mine" }), 409, "account_exists");
    expectProblem(await open({ currency: "JPY" }), 422, "currency_not_supported");
    expectProblem(await open({ kind: "margin" }), 422, "margin_not_offered");
    expectProblem(await open({ owner: "bob" }), 403, "owner_not_allowed");
    expectProblem(await open({ id: "not a token" }), 400, "malformed_body");
  });

  it("takes deposits and gives withdrawals", async () => {
    assert.equal(expect(await alice.post(path("/deposits"), usd("1000.25")), 200).body.cash, "1000.25");
    assert.equal(expect(await alice.post(path("/deposits"), usd("0.000001")), 200).body.cash, "1000.250001");
    assert.equal(expect(await alice.post(path("/withdrawals"), usd("1000.25")), 200).body.cash, "0.000001");
  });

  it("never gives what it has not", async () => {
    expectProblem(await alice.post(path("/withdrawals"), usd("0.000002")), 422, "insufficient_cash");
    expectProblem(await alice.post(path("/withdrawals"), usd("0")), 422, "amount_not_positive");
    expectProblem(await alice.post(path("/deposits"), usd("-5")), 422, "amount_not_positive");
    expectProblem(await alice.post(path("/deposits"), { amount: "5", currency: "EUR" }), 422, "currency_mismatch");
    expectProblem(await alice.post(path("/deposits"), { amount: 5, currency: "USD" }), 400, "malformed_body");
    expectProblem(await alice.post(path("/deposits"), usd("0.0000001")), 400, "malformed_body");
    expectProblem(await alice.post("/api/v1/accounts/nobody/deposits", usd("5")), 404, "account_not_found");
    assert.equal((await alice.account_now()).cash, "0.000001");
  });

  it("has a ledger whose lines sum to zero for each asset", async () => {
    await system.quote("LEDG", { bid: "9.99", ask: "10.01" });
    expect(await alice.post(path("/deposits"), usd("500")), 200);
    await system.ended(await alice.order({ symbol: "LEDG", quantity: "3.5" }), alice);
    await system.ended(await alice.order({ symbol: "LEDG", quantity: "1.5", side: "sell" }), alice);
    const items = await alice.list(path("/ledger"), 2);
    assert.deepEqual(
      items.map((item) => item.kind),
      ["trade", "trade", "deposit", "withdrawal", "deposit", "deposit"],
    );
    for (const item of items) {
      const sums = {};
      for (const line of item.lines) sums[line.asset] = (sums[line.asset] ?? 0n) + exact(line.amount);
      assert.ok(Object.values(sums).length > 0 && Object.values(sums).every((sum) => sum === 0n), JSON.stringify(item));
    }
    const own = items.flatMap((item) => item.lines).filter((line) => line.account === alice.account);
    const total = (asset) => own.filter((line) => line.asset === asset).reduce((sum, line) => sum + exact(line.amount), 0n);
    assert.equal(total("USD"), exact((await alice.account_now()).cash));
    assert.equal(total("LEDG"), exact("2"));
    assert.equal(items[0].cash, (await alice.account_now()).cash);
  });

  it("agrees with the log", () => system.check());
});

describe("an order", () => {
  let system, alice, bob;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "100000");
    bob = await system.trader("bob", "100000");
  });
  after(() => system?.end());
  // Waits until the account shows what was set aside for an order.
  const reserved = async (placed) =>
    system.hears.shown("accounts", await system.hears.fact("portfolio.reserved", (body) => body.order === placed.body.id));
  const shares = async (trader, symbol, quantity) => system.ended(await trader.order({ symbol, quantity }), trader);

  it("to buy at the market takes the ask, and one to sell the bid", async () => {
    await system.quote("BUYS", { bid: "99", ask: "100" });
    const bought = await system.ended(await alice.order({ symbol: "BUYS", quantity: "10" }), alice);
    assert.deepEqual([bought.status, bought.filled_quantity, bought.average_price], ["filled", "10", "100"]);
    const position = await alice.position("BUYS");
    assert.deepEqual([position.quantity, position.cost, position.average_price, position.realised], ["10", "1000", "100", "0"]);
    await system.quote("BUYS", { bid: "120", ask: "121" });
    const sold = await system.ended(await alice.order({ symbol: "BUYS", quantity: "4", side: "sell" }), alice);
    assert.deepEqual([sold.status, sold.average_price], ["filled", "120"]);
    const left = await alice.position("BUYS");
    assert.deepEqual([left.quantity, left.cost, left.realised], ["6", "600", "80"]);
    const account = await alice.account_now();
    assert.deepEqual([account.cash, account.reserved_cash, account.buying_power], ["99480", "0", "99480"]);
  });

  it("says in its trades at which quote and with whom it traded", async () => {
    const quote = await system.quote("TRAD", { bid: "5", ask: "5.5", ask_size: "77" });
    const order = await shares(alice, "TRAD", "2");
    const { items } = await alice.read(`/api/v1/trades?order=${order.id}`);
    assert.equal(items.length, 1);
    const { account, symbol, side, quantity, price, value, counterparty } = items[0];
    assert.deepEqual(
      { account, symbol, side, quantity, price, value, counterparty },
      {
        account: alice.account,
        symbol: "TRAD",
        side: "buy",
        quantity: "2",
        price: "5.5",
        value: "11",
        counterparty: "market",
      },
    );
    assert.equal(items[0].quote.ask_size, "77");
    assert.equal(Date.parse(items[0].quote.time), Date.parse(quote.time));
    assert.deepEqual((await alice.read("/api/v1/trades?symbol=TRAD")).items, items);
  });

  it("with a limit rests, sets cash aside, and trades when the market comes to it", async () => {
    await system.quote("REST", { bid: "50", ask: "51" });
    const before_it = Number((await alice.account_now()).buying_power);
    const placed = expect(await alice.order({ symbol: "REST", quantity: "10", limit_price: "45", time_in_force: "gtc" }), 201);
    assert.equal(placed.body.status, "accepted");
    await reserved(placed);
    const account = await alice.account_now();
    assert.equal(account.reserved_cash, "450");
    assert.equal(Number(account.buying_power), before_it - 450);
    await system.quote("REST", { bid: "44", ask: "44.5" });
    const order = await system.ended(placed, alice);
    assert.deepEqual([order.status, order.average_price], ["filled", "45"]);
    assert.equal((await alice.account_now()).reserved_cash, "0");
  });

  it("is filled in parts by quotes of limited size", async () => {
    await system.quote("PART", { bid: "19", ask: "20", ask_size: "4" });
    const placed = expect(await alice.order({ symbol: "PART", quantity: "10", limit_price: "20", time_in_force: "gtc" }), 201);
    const part = (number) =>
      system.hears.facts.count(number, (f) => f.context === "order" && f.body.order === placed.body.id && f.body.trade, "fills");
    await system.hears.shown("orders", (await part(1)).at(-1));
    const seen = await alice.read(`/api/v1/orders/${placed.body.id}`);
    assert.deepEqual([seen.status, seen.filled_quantity], ["partially_filled", "4"]);
    await system.quote("PART", { bid: "19", ask: "20", ask_size: "4" });
    assert.equal((await part(2)).at(-1).body.filled, "8");
    await system.quote("PART", { bid: "18", ask: "19", ask_size: "4" });
    const order = await system.ended(placed, alice);
    assert.deepEqual([order.status, order.filled_quantity, order.average_price], ["filled", "10", "20"]);
    const trades = (await alice.read(`/api/v1/trades?order=${placed.body.id}`)).items;
    assert.deepEqual(
      trades.map((trade) => trade.quantity),
      ["4", "4", "2"],
    );
  });

  it("takes no more of a quote than there is, whoever comes", async () => {
    await system.quote("ONCE", { bid: "9", ask: "10", ask_size: "5" });
    const ioc = (trader) => trader.order({ symbol: "ONCE", quantity: "4", limit_price: "10", time_in_force: "ioc" });
    const first = await system.ended(await ioc(alice), alice);
    const second = await system.ended(await ioc(bob), bob);
    assert.deepEqual(
      [first.status, first.filled_quantity, second.status, second.filled_quantity],
      ["filled", "4", "expired", "1"],
    );
  });

  it("that is immediate or cancelled drops what it cannot have at once", async () => {
    await system.quote("IOCS", { bid: "9", ask: "10", ask_size: "4" });
    const order = await system.ended(
      await alice.order({ symbol: "IOCS", quantity: "10", limit_price: "10", time_in_force: "ioc" }),
      alice,
    );
    assert.deepEqual([order.status, order.filled_quantity, order.average_price], ["expired", "4", "10"]);
    assert.equal((await alice.account_now()).reserved_cash, "0");
  });

  it("that is fill or kill gets all or nothing", async () => {
    await system.quote("FOKS", { bid: "9", ask: "10", ask_size: "6" });
    const fok = async (quantity) => system.ended(await alice.order({ symbol: "FOKS", quantity, time_in_force: "fok" }), alice);
    const nothing = await fok("7");
    assert.deepEqual([nothing.status, nothing.filled_quantity, "average_price" in nothing], ["expired", "0", false]);
    const all = await fok("6");
    assert.deepEqual([all.status, all.filled_quantity], ["filled", "6"]);
  });

  it("for the day ends with the market's day, and one until cancelled does not", async () => {
    const day = 86_400_000;
    const noon = Math.floor(Date.now() / day) * day - day / 2;
    await system.quote("DAYS", { bid: "9", ask: "10", time: new Date(noon).toISOString() });
    const placed = (time_in_force) => alice.order({ symbol: "DAYS", quantity: "1", limit_price: "5", time_in_force });
    const [today, always] = [expect(await placed("day"), 201), expect(await placed("gtc"), 201)];
    await system.quote("DAYS", { bid: "9", ask: "10", time: new Date(noon + day / 4).toISOString() });
    assert.equal((await alice.read(`/api/v1/orders/${today.body.id}`)).status, "accepted");
    await system.quote("DAYS", { bid: "9", ask: "10", time: new Date(noon + day).toISOString() });
    assert.equal((await system.ended(today, alice)).status, "expired");
    assert.equal((await alice.read(`/api/v1/orders/${always.body.id}`)).status, "accepted");
    expect(await alice.delete(`/api/v1/orders/${always.body.id}`), 200);
  });

  it("is cancelled while it rests, and its cash is free again", async () => {
    await system.quote("CANC", { bid: "9", ask: "10" });
    const placed = expect(await alice.order({ symbol: "CANC", quantity: "7", limit_price: "3", time_in_force: "gtc" }), 201);
    const cancelled = expect(await alice.delete(`/api/v1/orders/${placed.body.id}`), 200);
    assert.equal(cancelled.body.status, "cancelled");
    assert.equal(cancelled.headers["content-location"], `/api/v1/orders/${placed.body.id}`);
    await system.ended(placed, alice);
    assert.equal((await alice.account_now()).reserved_cash, "0");
    expectProblem(await alice.delete(`/api/v1/orders/${placed.body.id}`), 409, "order_already_cancelled");
  });

  it("is not cancelled after it was filled", async () => {
    await system.quote("LATE", { bid: "9", ask: "10" });
    const order = await shares(alice, "LATE", "1");
    expectProblem(await alice.delete(`/api/v1/orders/${order.id}`), 409, "order_already_filled");
    expectProblem(await alice.delete("/api/v1/orders/no-such-order"), 404, "order_not_found");
    assert.equal((await alice.read(`/api/v1/orders/${order.id}`)).status, "filled");
  });

  it("is made once for each client_order_id", async () => {
    await system.quote("NAME", { bid: "9", ask: "10" });
    const place = (trader) => trader.order({ symbol: "NAME", quantity: "1", client_order_id: "the first one" });
    const placed = await place(alice);
    assert.equal((await system.ended(placed, alice)).client_order_id, "the first one");
    assert.equal(expect(await place(alice), 201).body.id, placed.body.id);
    expectProblem(
      await alice.order({ symbol: "NAME", quantity: "2", client_order_id: "the first one" }),
      409,
      "client_order_id_in_use",
    );
    assert.notEqual((await system.ended(await place(bob), bob)).id, placed.body.id);
    assert.equal((await alice.position("NAME")).quantity, "1");
  });

  it("trades with another customer's where they cross within the market", async () => {
    await system.quote("PEER", { bid: "90", ask: "110" });
    await shares(alice, "PEER", "5");
    const sell = expect(
      await alice.order({ symbol: "PEER", quantity: "5", side: "sell", limit_price: "100", time_in_force: "gtc" }),
      201,
    );
    await reserved(sell);
    const { reserved_quantity, available_quantity } = await alice.position("PEER");
    assert.deepEqual([reserved_quantity, available_quantity], ["5", "0"]);
    const bought = await system.ended(await bob.order({ symbol: "PEER", quantity: "5", limit_price: "101" }), bob);
    const sold = await system.ended(sell, alice);
    assert.deepEqual([bought.average_price, sold.average_price, sold.status], ["100", "100", "filled"]);
    const trades = [
      (await alice.read(`/api/v1/trades?order=${sold.id}`)).items[0],
      (await bob.read(`/api/v1/trades?order=${bought.id}`)).items[0],
    ];
    assert.equal(trades[0].id, trades[1].id);
    assert.deepEqual(
      trades.map((trade) => trade.counterparty),
      ["customer", "customer"],
    );
    assert.equal((await bob.position("PEER")).quantity, "5");
    expectProblem(await alice.get(`/api/v1/positions/PEER?account=${alice.account}`), 404, "position_not_found");
  });

  it("that two send at once for the same money is accepted once", async () => {
    await system.quote("RACE", { bid: "9", ask: "10" });
    const carol = await system.trader("carol", "100");
    const placed = await Promise.all(
      [1, 2, 3, 4].map(() => carol.order({ symbol: "RACE", quantity: "9", limit_price: "10", time_in_force: "gtc" })),
    );
    assert.deepEqual(placed.map((answer) => answer.status).sort(), [201, 422, 422, 422]);
    for (const refused of placed.filter((answer) => answer.status === 422)) expectProblem(refused, 422, "insufficient_cash");
  });

  const refusals = [
    ["more than the cash", { symbol: "REFU", quantity: "100000", limit_price: "10" }, 422, "insufficient_cash"],
    ["shares that are not held", { symbol: "REFU", quantity: "1", side: "sell", limit_price: "10" }, 422, "short_sale_not_allowed"],
    ["an instrument that nobody knows", { symbol: "NOSUCH", quantity: "1" }, 422, "unknown_instrument"],
    ["an instrument without a quote", { symbol: "LISTED", quantity: "1" }, 422, "no_quote"],
    ["a market order without an ask", { symbol: "NOASK", quantity: "1" }, 422, "no_quote"],
    ["no shares at all", { symbol: "REFU", quantity: "0" }, 422, "quantity_not_positive"],
    ["too many shares", { symbol: "REFU", quantity: "1000001" }, 422, "quantity_too_large"],
    ["too little money", { symbol: "REFU", quantity: "0.000000001", limit_price: "1" }, 422, "notional_too_small"],
    ["a limit without a price", { symbol: "REFU", quantity: "1", type: "limit" }, 422, "limit_price_missing"],
    ["a limit of nothing", { symbol: "REFU", quantity: "1", limit_price: "0" }, 422, "limit_price_not_positive"],
    [
      "a market order with a limit",
      { symbol: "REFU", quantity: "1", type: "market", limit_price: "1" },
      422,
      "limit_price_not_allowed",
    ],
    ["a side that is none", { symbol: "REFU", quantity: "1", side: "short" }, 400, "malformed_body"],
    ["a number that is none", { symbol: "REFU", quantity: "1e3" }, 400, "malformed_body"],
    ["something that we do not know", { symbol: "REFU", quantity: "1", colour: "red" }, 400, "malformed_body"],
    ["a market order with a stop", { symbol: "REFU", quantity: "1", stop_price: "5" }, 422, "stop_price_not_allowed"],
    ["no amount", { symbol: "REFU" }, 422, "quantity_missing"],
    ["an account that is not there", { symbol: "REFU", quantity: "1", account: "nobody" }, 404, "account_not_found"],
  ];
  it("is refused with a code of its own for each reason", async () => {
    await system.quote("REFU", { bid: "9", ask: "10" });
    await system.quote("NOASK", { bid: "9", ask: "10", ask_size: "0" });
    await system.hears.command(
      "cmd.stock.LISTED.list",
      { symbol: "LISTED", name: "Listed only", currency: "USD" },
      { id: "list-it" },
    );
    for (let known = false; !known;) {
      // The portfolio has its own copy of the instruments, and has heard of this one when it says something else.
      known = !/unknown_instrument$/.test((await alice.order({ symbol: "LISTED", quantity: "1" })).body.type);
    }
    for (const [what, order, status, code] of refusals) {
      const answer = expectProblem(await alice.order(order), status, code);
      assert.ok(status === 422 ? answer.body.instance : answer.body.errors || status === 404, what);
    }
  });

  it("that was rejected says so wherever one looks", async () => {
    const answer = expectProblem(
      await alice.order({ symbol: "REFU", quantity: "100000", limit_price: "10" }),
      422,
      "insufficient_cash",
    );
    const command = await alice.read(answer.body.instance, { after: [answer] });
    assert.deepEqual([command.status, command.code], ["refused", "insufficient_cash"]);
    const order = await alice.read(`/api/v1/orders/${command.order}`, { after: [answer] });
    assert.deepEqual([order.status, order.reject_code], ["rejected", "insufficient_cash"]);
    assert.ok(order.reject_reason);
  });

  it("leaves everything in agreement", async () => {
    await system.check();
    await system.stop();
    await system.check("--strict");
  });
});

describe("a quote that has become too old", () => {
  let system;
  before(async () => {
    system = await System.start({ flags: ["--portfolio-quote-max-age-seconds", "1"] });
  });
  after(() => system?.end());

  it("prices no market order, but a limit order needs none", async () => {
    const alice = await system.trader("alice", "1000000000");
    await system.quote("OLDS", { bid: "9", ask: "10" });
    // Orders that get nothing, because they ask for more than there is, until the quote is a second old.
    const ask = () => alice.order({ symbol: "OLDS", quantity: "5000", time_in_force: "fok" });
    let answer = await ask();
    const begun = Date.now();
    while (answer.status === 201 && Date.now() - begun < 10_000) answer = await ask();
    expectProblem(answer, 422, "stale_quote");
    expect(await alice.order({ symbol: "OLDS", quantity: "1", limit_price: "5" }), 201);
    await system.quote("OLDS", { bid: "9", ask: "10" });
    await system.check();
  });
});
