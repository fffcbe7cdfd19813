// The official client of Alpaca's API, version 4.0.2, as it comes from npm, against Andvari: only the address is another one.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, it } from "node:test";

import { Log, System, keys, within } from "./harness.mjs";
import { elsewhereIfOld, old } from "./harness/node20.mjs";

elsewhereIfOld(import.meta.url);

describe("a bot that uses @alpacahq/alpaca-trade-api 4.0.2", { skip: old }, () => {
  let system, trader, alpaca, errors;
  before(async () => {
    const { Alpaca, errors: all } = createRequire(import.meta.url)("alpaca-v4");
    errors = all;
    system = await System.start();
    trader = await system.trader("alice", "100000");
    await system.quote("ALPA", { bid: "99", ask: "101", ask_size: "100000", bid_size: "100000" });
    const fetchApi = (url, init) => {
      const { pathname, search } = new URL(url);
      return fetch(system.http + pathname + search, init);
    };
    alpaca = new Alpaca({ keyId: "alice", secret: keys.alice, rateLimit: false, retry: false, fetchApi });
  });
  after(() => system?.end());

  const rejected = async (promise, kind, status, code) => {
    const error = await promise.then(
      () => assert.fail("was not refused"),
      (e) => e,
    );
    assert.ok(error instanceof errors[kind], `${error.name}: ${error.message}`);
    assert.equal(error.status, status);
    assert.equal(error.code, code);
    assert.match(error.requestId, /^[0-9a-f-]{36}$/);
  };
  const ended = async (order) => {
    await system.hears.ended(order.id);
    return alpaca.trading.orders.getOrderByOrderID({ orderId: order.id });
  };

  it("reads its account", async () => {
    const account = await alpaca.trading.account.getAccount();
    assert.equal(account.status, "ACTIVE");
    assert.equal(account.cash, "100000");
    assert.equal(account.buyingPower, "100000");
    assert.ok(account.createdAt instanceof Date && !Number.isNaN(account.createdAt.getTime()));
    assert.equal(account.accountNumber, trader.account);
  });

  it("places market and limit orders by the builders", async () => {
    const market = await alpaca.trading.orders.market({ symbol: "ALPA", qty: 3, side: "buy" });
    const filled = await ended(market);
    assert.equal(filled.status, "filled");
    assert.equal(filled.filledAvgPrice, "101");
    assert.equal(filled.type, "market");
    assert.equal(filled.timeInForce, "day");
    assert.equal(filled.notional, null);
    assert.ok(filled.filledAt instanceof Date);
    const limit = await alpaca.trading.orders.limit({
      symbol: "ALPA",
      qty: "2.5",
      side: "buy",
      limitPrice: 50,
      timeInForce: "gtc",
      clientOrderId: "v4",
    });
    assert.equal(limit.status, "new");
    assert.equal(limit.limitPrice, "50");
    const found = await alpaca.trading.orders.getOrderByClientOrderId({ clientOrderId: "v4" });
    assert.equal(found.id, limit.id);
    const open = await alpaca.trading.orders.getAllOrders({ status: "open", limit: 10, symbols: "ALPA", nested: true });
    assert.deepEqual(
      open.map((order) => order.id),
      [limit.id],
    );
    await alpaca.trading.orders.deleteOrderByOrderID({ orderId: limit.id });
    assert.equal((await alpaca.trading.orders.getOrderByOrderID({ orderId: limit.id })).status, "canceled");
    await rejected(alpaca.trading.orders.deleteOrderByOrderID({ orderId: limit.id }), "ValidationError", 422, 42210000);
  });

  it("places stops, trailing stops, brackets and orders for an amount of money by the builders", async () => {
    const { orders: api } = alpaca.trading;
    await ended(await api.market({ symbol: "ALPA", qty: 4, side: "buy" }));
    const stop = await api.stop({ symbol: "ALPA", qty: 1, side: "sell", stopPrice: 50, timeInForce: "gtc" });
    assert.deepEqual([stop.type, stop.stopPrice, stop.status], ["stop", "50", "new"]);
    const limited = await api.stopLimit({ symbol: "ALPA", qty: 1, side: "sell", stopPrice: 50, limitPrice: 49, timeInForce: "gtc" });
    assert.deepEqual([limited.type, limited.limitPrice], ["stop_limit", "49"]);
    const trailing = await api.trailingStop({ symbol: "ALPA", qty: 1, side: "sell", trailPercent: 10, timeInForce: "gtc" });
    assert.deepEqual([trailing.type, trailing.trailPercent], ["trailing_stop", "10"]);
    const exits = { takeProfit: { limitPrice: 150 }, stopLoss: { stopPrice: 60 } };
    const bracket = await api.bracket({ symbol: "ALPA", qty: 1, side: "buy", limitPrice: 30, timeInForce: "gtc", ...exits });
    assert.deepEqual([bracket.orderClass, bracket.limitPrice], ["bracket", "30"]);
    const oco = await api.oco({ symbol: "ALPA", qty: 1, side: "sell", timeInForce: "gtc", ...exits });
    assert.equal(oco.orderClass, "oco");
    const amount = await ended(await api.market({ symbol: "ALPA", notional: "50.50", side: "buy" }));
    assert.deepEqual([amount.status, amount.filledQty, amount.notional], ["filled", "0.5", "50.5"]);
    const replaced = await api.patchOrderByOrderId({ orderId: limited.id, patchOrderRequest: { limitPrice: "48" } });
    assert.deepEqual([replaced.limitPrice, replaced.stopPrice, replaced.replaces], ["48", "50", limited.id]);
    await api.deleteAllOrders();
    const positions = alpaca.trading.positions;
    await ended(await positions.deleteOpenPosition({ symbolOrAssetId: "ALPA", qty: 4.5 }));
  });

  it("cancels all, and closes positions", async () => {
    for (const limitPrice of [10, 11])
      await alpaca.trading.orders.limit({ symbol: "ALPA", qty: 1, side: "buy", limitPrice, timeInForce: "gtc" });
    const cancelled = await alpaca.trading.orders.deleteAllOrders();
    assert.deepEqual(
      cancelled.map(({ status }) => status),
      [200, 200],
    );
    const [position] = await alpaca.trading.positions.getAllOpenPositions();
    assert.equal(position.qty, "3");
    assert.equal(position.marketValue, "297");
    assert.equal(position.assetClass, "us_equity");
    for (const [name, value] of Object.entries(position))
      if (!["avgEntrySwapRate", "prevSwapRate", "swapRate", "usd"].includes(name)) assert.notEqual(value, undefined, name);
    assert.equal((await alpaca.trading.positions.getOpenPosition({ symbolOrAssetId: position.assetId })).qty, "3");
    const part = await alpaca.trading.positions.deleteOpenPosition({ symbolOrAssetId: "ALPA", qty: 1 });
    assert.equal((await ended(part)).filledQty, "1");
    const [closed] = await alpaca.trading.positions.deleteAllOpenPositions({ cancelOrders: true });
    assert.deepEqual([closed.symbol, Number(closed.status)], ["ALPA", 200]);
    assert.equal((await ended(closed.body)).filledQty, "2");
  });

  it("gets its errors as the classes that the client has for them", async () => {
    const { orders: api } = alpaca.trading;
    await rejected(api.market({ symbol: "ALPA", qty: 100000, side: "buy" }), "PermissionError", 403, 40310000);
    await rejected(api.market({ symbol: "ALPA", qty: 1, side: "sell" }), "PermissionError", 403, 40310000);
    await rejected(api.getOrderByOrderID({ orderId: "0192aaaa-0000-7000-8000-000000000000" }), "NotFoundError", 404, 40410000);
    await rejected(alpaca.trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: "NOSUCH" }), "NotFoundError", 404, 40410000);
  });

  it("reads activities and history", async () => {
    const { accountActivities, portfolioHistory } = alpaca.trading;
    const fills = await accountActivities.getAccountActivities({ activityTypes: ["FILL"], direction: "asc" });
    // This client reads no more of a trade than of any activity where it asks by a type in the path.
    const byPath = await accountActivities.getAccountActivitiesByActivityType({ activityType: "FILL", direction: "asc" });
    assert.deepEqual(
      byPath.map(({ id, qty }) => [id, qty]),
      fills.map(({ id, qty }) => [id, qty]),
    );
    assert.deepEqual([fills[0].side, fills[0].qty, fills[0].type], ["buy", "3", "fill"]);
    assert.ok(fills[0].transactionTime instanceof Date);
    const others = await accountActivities.getAccountActivities({ category: "non_trade_activity" });
    assert.deepEqual(
      others.map(({ activityType, netAmount }) => [activityType, netAmount]),
      [["CSD", "100000"]],
    );
    const since = await accountActivities.getAccountActivities({ after: new Date(), pageSize: 5 });
    assert.deepEqual(since, []);
    const history = await portfolioHistory.getAccountPortfolioHistory({ period: "1M", timeframe: "1D" });
    assert.equal(history.timeframe, "1D");
    assert.ok(history.equity.length >= 30);
  });

  it("reads its configurations", async () => {
    const { accountConfigurations } = alpaca.trading;
    const configurations = await accountConfigurations.getAccountConfig();
    assert.equal(configurations.noShorting, true);
    const same = { accountConfigurations: { noShorting: true } };
    assert.deepEqual(await accountConfigurations.patchAccountConfig(same), configurations);
  });

  it("knows when the exchange is open", async () => {
    const { calendar, clock } = alpaca.trading;
    const now = await clock.legacyClock();
    assert.ok(now.nextOpen > now.timestamp && now.nextClose > now.timestamp);
    const [there] = (await clock.clock({ markets: "NYSE" })).clocks;
    assert.equal(there.market.timezone, "America/New_York");
    assert.ok(there.phaseUntil > there.timestamp, JSON.stringify(there));
    const between = { start: new Date("2024-11-27"), end: new Date("2024-12-02") };
    const days = await calendar.legacyCalendar(between);
    assert.deepEqual(
      days.map(({ date, close }) => [date.toISOString().slice(0, 10), close]),
      [
        ["2024-11-27", "16:00"],
        ["2024-11-29", "13:00"],
        ["2024-12-02", "16:00"],
      ],
    );
    const found = await calendar.calendar({ market: "NYSE", ...between });
    assert.deepEqual(
      found.calendar.map(({ coreEnd }) => coreEnd.toISOString()),
      ["2024-11-27T21:00:00.000Z", "2024-11-29T18:00:00.000Z", "2024-12-02T21:00:00.000Z"],
    );
    await rejected(calendar.calendar({ market: "LSE" }), "NotFoundError", 404, 40410000);
  });

  it("keeps watchlists, by id and by name", async () => {
    const { watchlists } = alpaca.trading;
    const made = await watchlists.postWatchlist({ createWatchlistRequest: { name: "mine", symbols: ["ALPA"] } });
    assert.equal(made.name, "mine");
    assert.ok(made.createdAt instanceof Date && made.updatedAt instanceof Date);
    assert.equal((await watchlists.getWatchlistByName({ name: "mine" })).id, made.id);
    await watchlists.updateWatchlistByName({ name: "mine", updateWatchlistRequest: { name: "ours", symbols: [] } });
    const added = await watchlists.addAssetToWatchlistByName({ name: "ours", addAssetToWatchlistRequest: { symbol: "ALPA" } });
    assert.deepEqual(
      added.assets.map(({ symbol }) => symbol),
      ["ALPA"],
    );
    const without = await watchlists.removeAssetFromWatchlist({ watchlistId: made.id, symbol: "ALPA" });
    assert.deepEqual(without.assets, []);
    assert.equal((await watchlists.getWatchlistById({ watchlistId: made.id })).name, "ours");
    assert.equal((await watchlists.getWatchlists()).length, 1);
    await watchlists.deleteWatchlistByName({ name: "ours" });
    await rejected(watchlists.getWatchlistById({ watchlistId: made.id }), "NotFoundError", 404, 40410000);
  });

  it("knows the assets", async () => {
    const assets = await alpaca.trading.assets.getV2Assets({ status: "active" });
    assert.deepEqual(
      assets.map((asset) => asset.symbol),
      ["ALPA"],
    );
    const asset = await alpaca.trading.assets.getV2AssetsSymbolOrAssetId({ symbolOrAssetId: assets[0].id });
    assert.deepEqual([asset.symbol, asset._class, asset.tradable, asset.shortable], ["ALPA", "us_equity", true, false]);
  });

  it("reads market data", async () => {
    for (let day = 1; day <= 5; ++day) {
      const bar = { interval: "1Day", time: `2024-01-0${day}T00:00:00Z`, open: String(day), high: "20", low: "0.5", close: "10", volume: "100" };
      await system.hears.publish("mkt.bar.BARS", bar);
    }
    await system.hears.shown("stock", await system.hears.fact("stock.bar_closed", (body) => body.bar.time.startsWith("2024-01-05")));
    const { stocks } = alpaca.marketData;
    const start = new Date("2024-01-01T00:00:00Z");
    const first = await stocks.stockBarSingle({ symbol: "BARS", timeframe: "1Day", start, limit: 3 });
    assert.deepEqual(
      first.bars.map((bar) => bar.o),
      [1, 2, 3],
    );
    const rest = await stocks.stockBarSingle({ symbol: "BARS", timeframe: "1Day", start, limit: 3, pageToken: first.nextPageToken });
    assert.deepEqual(
      rest.bars.map((bar) => bar.o),
      [4, 5],
    );
    assert.equal(rest.nextPageToken, null);
    const newest = await stocks.stockBarSingle({ symbol: "BARS", timeframe: "1Day", start, sort: "desc", limit: 2 });
    assert.deepEqual(
      newest.bars.map((bar) => bar.o),
      [5, 4],
    );
    const many = await stocks.stockBars({ symbols: "BARS,NONE", timeframe: "1Day", start });
    assert.deepEqual(Object.keys(many.bars), ["BARS"]);
    const { quote } = await stocks.stockLatestQuoteSingle({ symbol: "ALPA" });
    assert.deepEqual([quote.bp, quote.ap], [99, 101]);
    assert.equal((await stocks.stockLatestQuotes({ symbols: "ALPA" })).quotes.ALPA.ap, 101);
    const told = await system.hears.fact("stock.quoted", (body) => body.symbol === "ALPA");
    await system.hears.shown("quotes", told);
    const { quotes } = await stocks.stockQuoteSingle({ symbol: "ALPA", start });
    assert.deepEqual([quotes[0].bp, quotes[0].ap, quotes[0].as], [99, 101, Number(told.body.quote.ask_size)]);
    assert.equal((await stocks.stockQuotes({ symbols: "NONE,ALPA", start, sort: "desc", limit: 1 })).quotes.ALPA[0].bp, 99);
    assert.equal((await stocks.stockLatestBars({ symbols: "BARS" })).bars.BARS.o, 5);
    assert.ok((await stocks.stockLatestTrades({ symbols: "ALPA" })).trades.ALPA.s > 0);
    assert.equal((await stocks.stockSnapshotSingle({ symbol: "ALPA" })).latestQuote.bp, 99);
    assert.equal((await stocks.stockSnapshots({ symbols: "BARS" })).BARS.prevDailyBar.o, 4);
  });

  it("hears of its orders as they happen", async () => {
    const updates = new Log();
    const stream = alpaca.trading.stream({ url: `${system.http.replace("http", "ws")}/stream` });
    stream.onTradeUpdate((update) => updates.push(update));
    const listening = new Promise((resolve) => stream.on("subscription", resolve));
    stream.subscribeTradeUpdates();
    stream.connect();
    await within(listening, "the stream to listen");
    const order = await alpaca.trading.orders.market({ symbol: "ALPA", qty: 1, side: "buy" });
    const fill = await updates.first((update) => update.event === "fill" && update.order.id === order.id, "the fill");
    assert.equal(fill.order.status, "filled");
    assert.equal(Number(fill.price), 101);
    assert.deepEqual(
      updates.items.map((update) => update.event),
      ["pending_new", "new", "fill"],
    );
    stream.disconnect();
  });

  it("hears of the market as it moves, in MessagePack, to the microsecond", async () => {
    const [quotes, bars, subscribed] = [new Log(), new Log(), new Log()];
    const stream = alpaca.marketData.stockStream({ feed: "iex", url: `${system.http.replace("http", "ws")}/v2/iex` });
    stream.onQuote((quote) => quotes.push(quote));
    stream.onDailyBar((bar) => bars.push(bar));
    stream.on("subscription", (all) => subscribed.push(all));
    stream.subscribeForQuotes(["ALPA"]);
    stream.subscribeForDailyBars(["*"]);
    stream.connect();
    await subscribed.first((all) => all.quotes.includes("ALPA") && all.dailyBars.includes("*"), "the subscription");
    const time = system.time().replace("Z", "321Z");
    await system.hears.publish("mkt.quote.ALPA", { bid: "98.5", ask: "101.25", bid_size: "3", ask_size: "4", time });
    await system.hears.publish("mkt.quote.OTHR", { bid: "1", ask: "2", bid_size: "3", ask_size: "4", time });
    const bar = { interval: "1Day", time: "2024-02-01T00:00:00Z", open: "1", high: "3", low: "1", close: "2", volume: "7" };
    await system.hears.publish("mkt.bar.OTHR", bar);
    const quote = await quotes.first(() => true, "a quote");
    assert.deepEqual([quote.symbol, quote.bidPrice, quote.askPrice, quote.bidSize], ["ALPA", 98.5, 101.25, 3]);
    assert.equal(quote.timestampRaw.slice(0, 26), time.slice(0, 26));
    const day = await bars.first(() => true, "a bar");
    assert.deepEqual([day.symbol, day.high ?? day.h], ["OTHR", 3]);
    assert.deepEqual(
      quotes.items.map(({ symbol }) => symbol),
      ["ALPA"],
    );
    stream.disconnect();
  });

  it("leaves everything in agreement", () => system.check());
});
