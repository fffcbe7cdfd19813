// Several currencies: rates as facts, transfers that convert, totals; and money that settles later.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, System } from "./harness.mjs";

const usd = (amount) => ({ amount, currency: "USD" });
const path = (account, rest = "") => `/api/v1/accounts/${account}${rest}`;
// Of the lines of a transaction, by asset.
const sums = (lines) => {
  const totals = {};
  for (const line of lines) totals[line.asset] = (totals[line.asset] ?? 0) + Math.round(Number(line.amount) * 1e6);
  return totals;
};

// Publishes a rate as any feed does. Returns when it is shown and transfers are priced by it: a probe's, whose money comes back.
async function rate(system, base, quote, value, probe) {
  const said = { base, quote, rate: value, time: system.time() };
  await system.hears.publish(`mkt.fx.${base}${quote}`, said);
  const at = Date.parse(said.time);
  const fact = await system.hears.fact("stock.fx_quoted", (b) => b.base === base && b.quote === quote && Date.parse(b.time) === at);
  await system.hears.shown("stock", fact);
  for (;;) {
    const asked = { to: "nobody", amount: "1", currency: base, to_currency: quote };
    const refused = await probe.post(path(probe.accounts[base], "/transfers"), asked);
    if (refused.body.type.endsWith(":no_fx_rate")) continue;
    expectProblem(refused, 404, "account_not_found");
    const [back] = (await probe.read(path(probe.accounts[base], "/ledger?limit=1"), { after: [refused] })).items;
    if (back.conversion?.quotes.some((one) => one.base === base && Date.parse(one.time) >= at)) return said;
  }
}

async function prober(system) {
  const probe = await system.trader("probe", "1000");
  probe.accounts = { USD: probe.account };
  for (const currency of ["EUR", "CAD"]) {
    const id = (probe.accounts[currency] = `probe-${currency}`);
    expect(await probe.post("/api/v1/accounts", { id, name: id, currency }), 201);
    expect(await probe.post(path(id, "/deposits"), { amount: "1000", currency }), 200);
  }
  return probe;
}

describe("currencies", () => {
  let system, alice, bob, probe;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "1000");
    bob = await system.trader("bob", "10");
    probe = await prober(system);
    for (const [id, currency] of Object.entries({ canada: "CAD", europe: "EUR" }))
      expect(await alice.post("/api/v1/accounts", { id, name: id, currency }), 201);
  });
  after(() => system?.end());
  const cash = async (account) => (await alice.read(path(account))).cash;
  const send = (from, to, amount, currency, to_currency, options) =>
    alice.post(path(from, "/transfers"), { to, amount, currency, to_currency }, options);

  it("have no rate until somebody says one, and then nothing is converted", async () => {
    assert.deepEqual((await alice.read("/api/v1/fx")).items, []);
    expectProblem(await alice.get("/api/v1/fx/USDCAD"), 404, "fx_rate_not_found");
    expectProblem(await send(alice.account, "canada", "100", "USD", "CAD"), 422, "no_fx_rate");
    assert.equal(await cash(alice.account), "1000");
    const total = await alice.read("/api/v1/portfolio");
    assert.deepEqual(total.uncounted.map(({ id, code }) => [id, code]).sort(), [
      ["canada", "no_fx_rate"],
      ["europe", "no_fx_rate"],
    ]);
    assert.equal(total.equity, "1000");
  });

  it("have rates that any feed may say, by fact and by name", async () => {
    await rate(system, "USD", "CAD", "1.3725", probe);
    await rate(system, "EUR", "USD", "1.08", probe);
    const shown = await alice.read("/api/v1/fx/USDCAD");
    assert.deepEqual([shown.pair, shown.base, shown.quote, shown.rate], ["USDCAD", "USD", "CAD", "1.3725"]);
    assert.deepEqual(
      (await alice.list("/api/v1/fx", 1)).map((one) => one.pair),
      ["EURUSD", "USDCAD"],
    );
    expectProblem(await alice.get("/api/v1/fx/CADUSD"), 404, "fx_rate_not_found");
    expectProblem(await alice.get("/api/v1/fx/..%2Fquotes"), 404, "fx_rate_not_found");
  });

  const good = { base: "USD", quote: "GBP", rate: "0.7874" };
  const bad = [
    ["of nothing", "mkt.fx.USDGBP", { ...good, rate: "0" }, /^rate_not_positive: /],
    ["below zero", "mkt.fx.USDGBP", { ...good, rate: "-1" }, /^rate_not_positive: /],
    ["beyond what can be computed with", "mkt.fx.USDGBP", { ...good, rate: "1000001" }, /^rate_out_of_range: /],
    ["with ten decimals", "mkt.fx.USDGBP", { ...good, rate: "0.7874000001" }, /\/rate/],
    ["that is no text", "mkt.fx.USDGBP", { ...good, rate: 0.7874 }, /\/rate/],
    ["of a currency and itself", "mkt.fx.USDUSD", { ...good, quote: "USD" }, /^same_currency: /],
    ["of what is no currency", "mkt.fx.usdGBP", { ...good, base: "usd" }, /./],
    ["of another pair than the subject says", "mkt.fx.GBPUSD", good, /^pair_mismatch: /],
    ["of the day after tomorrow", "mkt.fx.USDGBP", { ...good, time: new Date(Date.now() + 172_800_000).toISOString() }, /^rate_from_future: /],
    ["of yesterday", "mkt.fx.USDCAD", { ...good, quote: "CAD", time: new Date(Date.now() - 86_400_000).toISOString() }, /^rate_out_of_order: /],
    ["with a mood", "mkt.fx.USDGBP", { ...good, mood: "good" }, /mood/],
    ["that is not JSON", "mkt.fx.USDGBP", "0.7874", /./],
  ];
  for (const [what, subject, content, reason] of bad)
    it(`have no rate ${what}: it is found among the dead letters`, async () => {
      const letters = system.hears.letters.items.length;
      await system.hears.publish(subject, typeof content === "string" ? content : { time: system.time(), ...content });
      const letter = (await system.hears.letters.count(letters + 1, () => true, "dead letters")).at(-1);
      assert.equal(letter.subject, `dlq.stock.${subject}`);
      assert.match(letter.reason, reason);
    });

  it("are converted by the latest rate as the money leaves, and the ledger says how", async () => {
    const sent = expect(await send(alice.account, "canada", "100", "USD", "CAD"), 200);
    assert.equal(sent.body.cash, "900");
    assert.equal(await cash("canada"), "137.25");
    const [left] = (await alice.read(path(alice.account, "/ledger?limit=1"))).items;
    const [arrived] = (await alice.read(path("canada", "/ledger?limit=1"))).items;
    assert.deepEqual(sums(left.lines), { USD: 0, CAD: 0 });
    assert.deepEqual(sums(arrived.lines), { CAD: 0 });
    assert.deepEqual(arrived.conversion, left.conversion);
    assert.deepEqual([left.conversion.rate, left.conversion.to_amount, left.conversion.quotes[0].base], ["1.3725", "137.25", "USD"]);
    assert.deepEqual(
      left.lines.map((line) => line.account),
      [alice.account, "house:fx", "house:fx", "house:transit"],
    );
  });

  it("are converted the other way round, and over the dollar", async () => {
    expect(await send("canada", alice.account, "37.25", "CAD", "USD"), 200);
    assert.equal(await cash(alice.account), "927.140255");
    expect(await send("canada", "europe", "50", "CAD", "EUR"), 200);
    assert.equal(await cash("europe"), "33.731363");
    const [left] = (await alice.read(path("canada", "/ledger?limit=1"))).items;
    assert.equal(left.conversion.rate, "0.674627269");
    assert.equal(left.conversion.quotes.length, 2);
  });

  it("are what was sent where the money is not taken", async () => {
    const before = [await cash(alice.account), await cash("canada")];
    expectProblem(await send(alice.account, "canada", "10", "USD", "EUR"), 422, "currency_mismatch");
    expectProblem(await send(alice.account, "canada", "10", "USD"), 422, "currency_mismatch");
    expectProblem(await send(alice.account, bob.account, "10", "USD", "CAD"), 404, "account_not_found");
    expectProblem(await send(alice.account, "canada", "0.000001", "CAD", "USD"), 422, "currency_mismatch");
    expectProblem(await send(alice.account, "canada", "1", "USD", "JPY"), 422, "currency_not_supported");
    expectProblem(await send(alice.account, "canada", "1", "USD", "cad"), 400, "malformed_body");
    expectProblem(await send(alice.account, "canada", "10000", "USD", "CAD"), 422, "insufficient_cash");
    assert.deepEqual([await cash(alice.account), await cash("canada")], before);
  });

  it("are converted once, however often the same request comes, and at the rate of the first", async () => {
    const before = Number(await cash("canada"));
    const once = { headers: { "Idempotency-Key": "to-canada", Prefer: "wait=20" } };
    expect(await send(alice.account, "canada", "10", "USD", "CAD", once), 200);
    await rate(system, "USD", "CAD", "2", probe);
    expect(await send(alice.account, "canada", "10", "USD", "CAD", once), 200);
    assert.equal(await cash("canada"), String(before + 13.725));
  });

  it("add up in any of them, with the rates that were used", async () => {
    const total = await alice.read("/api/v1/portfolio?currency=CAD");
    const accounts = Object.fromEntries(total.accounts.map((account) => [account.id, account]));
    assert.deepEqual(Object.keys(accounts).sort(), [alice.account, "canada", "europe"].sort());
    assert.equal(accounts[alice.account].rate, "2");
    assert.equal(accounts.europe.rate, "2.16");
    assert.equal(accounts.canada.rate, undefined);
    const sum = total.accounts.reduce((all, account) => all + Math.round(Number(account.converted) * 1e6), 0);
    assert.equal(Math.round(Number(total.equity) * 1e6), sum);
    assert.deepEqual(total.rates.map((one) => one.base + one.quote).sort(), ["EURUSD", "USDCAD"]);
    assert.deepEqual(total.uncounted, []);
    const pounds = await alice.read("/api/v1/portfolio?currency=GBP");
    assert.equal(pounds.equity, "0");
    assert.equal(pounds.uncounted.length, 3);
    expectProblem(await alice.get("/api/v1/portfolio?currency=JPY"), 400, "malformed_parameter");
    expectProblem(await alice.get("/api/v1/portfolio?kind=margin"), 400, "malformed_parameter");
  });

  it("count paper money only where it is asked for", async () => {
    expect(await alice.post("/api/v1/accounts", { id: "paper", name: "Paper", currency: "USD", kind: "paper" }), 201);
    expect(await alice.post(path("paper", "/reset"), { cash: "77" }), 200);
    assert.ok((await alice.read("/api/v1/portfolio")).accounts.every((account) => account.id !== "paper"));
    assert.equal((await alice.read("/api/v1/portfolio?kind=paper")).equity, "77");
  });

  it("survive a restart", async () => {
    await system.stop();
    await system.start();
    expect(await send(alice.account, "canada", "1", "USD", "CAD"), 200);
    await system.check();
  });
});

describe("rates that are old", () => {
  let system;
  before(async () => {
    system = await System.start({ flags: ["--portfolio-fx-max-age-seconds", "1"] });
  });
  after(() => system?.end());

  it("convert nothing", async () => {
    const alice = await system.trader("alice", "10");
    await system.hears.publish("mkt.fx.USDCAD", { base: "USD", quote: "CAD", rate: "1.3725", time: system.time() });
    await system.hears.fact("stock.fx_quoted", () => true);
    for (;;) {
      const sent = await alice.post(path(alice.account, "/transfers"), { to: "nobody", ...usd("1"), to_currency: "CAD" });
      if (/:(no_fx_rate|account_not_found)$/.test(sent.body.type)) continue;
      expectProblem(sent, 422, "stale_fx_rate");
      return;
    }
  });
});

describe("money that settles a session later", () => {
  let system, alice;
  before(async () => {
    system = await System.start({ flags: ["--portfolio-settlement-days", "1"] });
    alice = await system.trader("alice", "1000");
  });
  after(() => system?.end());
  const sell = async (symbol, time) => {
    await system.quote(symbol, { bid: "100", ask: "101", time });
    for (const side of ["buy", "sell"]) {
      const order = await system.ended(await alice.order({ symbol, quantity: "1", side }), alice);
      assert.equal(order.status, "filled");
      const settled = await system.hears.fact("portfolio.settled", (body) => body.order === order.id);
      await system.hears.shown("accounts", settled);
      if (side === "sell") return settled.body;
    }
  };

  it("buys meanwhile, and does not leave the account", async () => {
    const sale = await sell("LATE", system.time());
    assert.ok(Date.parse(sale.settles) > Date.now());
    const account = await alice.account_now();
    assert.deepEqual([account.cash, account.unsettled_cash, account.withdrawable_cash], ["999", "100", "899"]);
    assert.equal(account.buying_power, "999");
    const listed = (await alice.read("/api/v1/accounts")).items[0];
    assert.deepEqual([listed.unsettled_cash, listed.withdrawable_cash], ["100", "899"]);
    const refused = await alice.post(path(alice.account, "/withdrawals"), usd("899.000001"));
    expectProblem(refused, 422, "unsettled_cash");
    assert.ok(refused.body.detail.includes(sale.settles), refused.body.detail);
    const other = { to: "nobody", ...usd("900") };
    expectProblem(await alice.post(path(alice.account, "/transfers"), other), 422, "unsettled_cash");
    expect(await alice.post(path(alice.account, "/withdrawals"), usd("899")), 200);
    const buy = { symbol: "LATE", quantity: "0.9" };
    assert.equal((await system.ended(await alice.order(buy), alice)).status, "filled");
    expectProblem(await alice.delete(path(alice.account)), 409, "account_not_empty");
  });

  it("has settled where the market's time of the trade is long ago", async () => {
    expect(await alice.post(path(alice.account, "/deposits"), usd("200")), 200);
    assert.equal((await sell("PAST", "2015-05-13T15:00:00.000Z")).settles, undefined);
  });

  it("and everything agrees", () => system.check());
});
