// The official client of Alpaca's API, version 3.1.3, as it comes from npm, against Andvari: only the address is another one.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, describe, it } from "node:test";

import { keys, Log, System, temporaryFolder, within } from "./harness.mjs";

const Alpaca = createRequire(import.meta.url)("alpaca-v3");

describe("a bot that uses @alpacahq/alpaca-trade-api 3.1.3", () => {
  let system, trader, alpaca;
  before(async () => {
    system = await System.start();
    trader = await system.trader("alice", "100000");
    await system.quote("ALPA", { bid: "99", ask: "101", ask_size: "100000", bid_size: "100000" });
    alpaca = new Alpaca({ keyId: "alice", secretKey: keys.alice, baseUrl: system.http, dataBaseUrl: system.http, feed: "iex" });
  });
  after(() => system?.end());

  const rejected = async (promise, status, code) => {
    const error = await promise.then(
      () => assert.fail("was not refused"),
      (e) => e,
    );
    assert.equal(error.response?.status, status, String(error));
    assert.equal(error.response.data.code, code);
    assert.equal(typeof error.response.data.message, "string");
  };
  const ended = async (id) => {
    await system.hears.ended(id);
    return alpaca.getOrder(id);
  };

  it("reads its account", async () => {
    const account = await alpaca.getAccount();
    assert.equal(account.status, "ACTIVE");
    assert.equal(account.cash, "100000");
    assert.equal(account.equity, "100000");
    assert.equal(account.buying_power, "100000");
    assert.equal(account.currency, "USD");
    assert.equal(account.account_number, trader.account);
    assert.match(account.id, /^[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it("buys, with figures as numbers, and sees the order filled", async () => {
    const order = await alpaca.createOrder({ symbol: "ALPA", qty: 10, side: "buy", type: "market", time_in_force: "day" });
    assert.ok(["new", "filled", "partially_filled"].includes(order.status), order.status);
    assert.equal(order.qty, "10");
    assert.equal(order.symbol, "ALPA");
    assert.equal(order.order_class, "");
    const filled = await ended(order.id);
    assert.equal(filled.status, "filled");
    assert.equal(filled.filled_qty, "10");
    assert.equal(filled.filled_avg_price, "101");
    assert.ok(filled.filled_at);
    assert.deepEqual(await alpaca.getOrderByClientId(filled.client_order_id), filled);
  });

  it("sees its position", async () => {
    const [position, ...more] = await alpaca.getPositions();
    assert.deepEqual(more, []);
    assert.equal(position.qty, "10");
    assert.equal(position.avg_entry_price, "101");
    assert.equal(position.cost_basis, "1010");
    assert.equal(position.current_price, "99");
    assert.equal(position.market_value, "990");
    assert.equal(position.unrealized_pl, "-20");
    assert.equal(position.side, "long");
    assert.deepEqual(await alpaca.getPosition("ALPA"), position);
    assert.deepEqual(await alpaca.getPosition(position.asset_id), position);
    await rejected(alpaca.getPosition("NOSUCH"), 404, 40410000);
  });

  it("places, finds and cancels orders that rest", async () => {
    const names = ["one", "two", "three"];
    for (const [i, name] of names.entries())
      await alpaca.createOrder({
        symbol: "ALPA",
        qty: "1.5",
        side: "buy",
        type: "limit",
        limit_price: 50 + i,
        time_in_force: "gtc",
        client_order_id: name,
      });
    const open = await alpaca.getOrders({ status: "open" });
    assert.deepEqual(
      open.map((order) => order.client_order_id),
      ["three", "two", "one"],
    );
    const oldest = await alpaca.getOrders({ status: "open", direction: "asc", limit: 2 });
    assert.deepEqual(
      oldest.map((order) => order.client_order_id),
      ["one", "two"],
    );
    assert.equal((await alpaca.getOrders({ status: "closed", symbols: "ALPA" })).length, 1);
    assert.equal((await alpaca.getOrders({ status: "all", after: open[0].submitted_at })).length, 0);
    assert.equal((await alpaca.getOrders({ status: "all", until: open[2].submitted_at })).length, 2);
    const one = await alpaca.getOrderByClientId("one");
    assert.equal(one.limit_price, "50");
    assert.equal(one.qty, "1.5");
    await alpaca.cancelOrder(one.id);
    assert.equal((await alpaca.getOrder(one.id)).status, "canceled");
    await rejected(alpaca.cancelOrder(one.id), 422, 42210000);
    const all = await alpaca.cancelAllOrders();
    assert.deepEqual(
      all.map(({ status }) => status),
      [200, 200],
    );
    assert.deepEqual(await alpaca.getOrders({ status: "open" }), []);
  });

  it("replaces an order, and gets the one that stands in its place", async () => {
    const order = { symbol: "ALPA", qty: 2, side: "buy", type: "limit", limit_price: 40, time_in_force: "gtc" };
    const old = await alpaca.createOrder(order);
    const now = await alpaca.replaceOrder(old.id, { qty: 3, limit_price: "41.5" });
    assert.notEqual(now.id, old.id);
    assert.deepEqual([now.qty, now.limit_price, now.replaces, now.time_in_force], ["3", "41.5", old.id, "gtc"]);
    const before = await alpaca.getOrder(old.id);
    assert.deepEqual([before.status, before.replaced_by], ["replaced", now.id]);
    await rejected(alpaca.replaceOrder(old.id, { qty: 4 }), 422, 42210000);
    await rejected(alpaca.replaceOrder(now.id, { qty: "many" }), 422, 42210000);
    await alpaca.cancelOrder(now.id);
  });

  it("sends an order again under its own name, and gets the one that there is", async () => {
    const order = { symbol: "ALPA", qty: 1, side: "buy", type: "limit", limit_price: 1, time_in_force: "gtc", client_order_id: "again" };
    const first = await alpaca.createOrder(order);
    assert.equal((await alpaca.createOrder(order)).id, first.id);
    await rejected(alpaca.createOrder({ ...order, qty: 2 }), 422, 42210000);
    await alpaca.cancelOrder(first.id);
  });

  it("is refused what it cannot pay, what it does not hold, and what is no order", async () => {
    const order = { symbol: "ALPA", qty: 1, side: "buy", type: "market", time_in_force: "day" };
    await rejected(alpaca.createOrder({ ...order, qty: 100000 }), 403, 40310000);
    await rejected(alpaca.createOrder({ ...order, side: "sell", qty: 11 }), 403, 40310000);
    await rejected(alpaca.createOrder({ ...order, symbol: "NOSUCH" }), 422, 42210000);
    await rejected(alpaca.createOrder({ ...order, qty: undefined }), 422, 42210000);
    await rejected(alpaca.createOrder({ ...order, qty: "many" }), 422, 42210000);
    await rejected(alpaca.createOrder({ ...order, side: "hold" }), 422, 42210000);
    await rejected(alpaca.getOrder("0192aaaa-0000-7000-8000-000000000000"), 404, 40410000);
    await rejected(alpaca.getOrders({ status: "strange" }), 400, 40010001);
  });

  it("sells a part of a position, and the rest", async () => {
    const sold = await ended((await alpaca.createOrder({ symbol: "ALPA", qty: 4, side: "sell", type: "market", time_in_force: "day" })).id);
    assert.equal(sold.filled_avg_price, "99");
    const closing = await alpaca.closePosition("ALPA");
    assert.equal(closing.side, "sell");
    assert.equal((await ended(closing.id)).filled_qty, "6");
    await within(untilGone(), "the end of the position");
    assert.deepEqual(await alpaca.getPositions(), []);
    assert.equal((await alpaca.getAccount()).cash, "99980");
  });
  const untilGone = async () => {
    while ((await alpaca.getPositions()).length > 0) await system.hears.facts.first(() => true, "a fact");
  };

  it("closes everything at once", async () => {
    await system.quote("OTHR", { bid: "9", ask: "10" });
    for (const symbol of ["ALPA", "OTHR"])
      await ended((await alpaca.createOrder({ symbol, qty: 2, side: "buy", type: "market", time_in_force: "day" })).id);
    const closed = await alpaca.closeAllPositions();
    assert.deepEqual(closed.map(({ symbol, status }) => [symbol, status]).sort(), [
      ["ALPA", 200],
      ["OTHR", 200],
    ]);
    for (const { body } of closed) assert.equal((await ended(body.id)).status, "filled");
  });

  it("reads what happened to its money and shares, page by page", async () => {
    const fills = await alpaca.getAccountActivities({ activityTypes: ["FILL"], direction: "asc" });
    assert.ok(fills.length >= 7);
    assert.deepEqual(
      fills.slice(0, 3).map(({ side, qty, price, type, leaves_qty }) => [side, qty, price, type, leaves_qty]),
      [
        ["buy", "10", "101", "fill", "0"],
        ["sell", "4", "99", "fill", "0"],
        ["sell", "6", "99", "fill", "0"],
      ],
    );
    assert.match(fills[0].id, /^\d{17}::/);
    const [deposit] = await alpaca.getAccountActivities({ activityTypes: "CSD" });
    assert.deepEqual([deposit.activity_type, deposit.net_amount], ["CSD", "100000"]);
    for (const direction of ["asc", "desc"]) {
      const all = await alpaca.getAccountActivities({ direction, activityTypes: [] });
      const paged = [];
      for (let page; (page = await alpaca.getAccountActivities({ direction, pageSize: 2, pageToken: paged.at(-1)?.id })).length > 0; )
        paged.push(...page);
      assert.deepEqual(paged, all);
    }
    assert.deepEqual(await alpaca.getAccountActivities({ activityTypes: "DIV" }), []);
    await rejected(alpaca.getAccountActivities({ pageToken: "nonsense" }), 400, 40010001);
  });

  it("reads what its account was worth", async () => {
    const history = await alpaca.getPortfolioHistory({ period: "1D", timeframe: "5Min" });
    assert.equal(history.timeframe, "5Min");
    assert.equal(history.timestamp.length, history.equity.length);
    assert.equal(history.equity.length, history.profit_loss_pct.length);
    assert.ok(Math.abs(history.equity.at(-1) - 100000) < 100, String(history.equity.at(-1)));
    assert.ok(Math.abs(history.timestamp.at(-1) - Date.now() / 1000) < 600);
    await rejected(alpaca.getPortfolioHistory({ period: "1X" }), 400, 40010001);
  });

  it("reads its configurations, of which none can be changed", async () => {
    const configurations = await alpaca.getAccountConfigurations();
    assert.equal(configurations.no_shorting, true);
    assert.deepEqual(await alpaca.updateAccountConfigurations({ no_shorting: true }), configurations);
    await rejected(alpaca.updateAccountConfigurations({ no_shorting: false }), 422, 42210000);
  });

  it("knows when the exchange is open", async () => {
    const clock = await alpaca.getClock();
    assert.ok(Date.parse(clock.next_open) > Date.parse(clock.timestamp) && Date.parse(clock.next_close) > Date.parse(clock.timestamp));
    assert.equal(clock.is_open, true); // This market never closes: its days end where the next ones begin.
    assert.equal(clock.next_open, clock.next_close);
    const days = await alpaca.getCalendar({ start: new Date("2024-07-01"), end: new Date("2024-07-05") });
    assert.deepEqual(
      days.map(({ date, open, close, settlement_date }) => [date, open, close, settlement_date]),
      [
        ["2024-07-01", "09:30", "16:00", "2024-07-02"],
        ["2024-07-02", "09:30", "16:00", "2024-07-03"],
        ["2024-07-03", "09:30", "13:00", "2024-07-05"],
        ["2024-07-05", "09:30", "16:00", "2024-07-08"],
      ],
    );
    await rejected(alpaca.getCalendar({ start: "x" }), 400, 40010001);
  });

  it("keeps watchlists", async () => {
    const made = await alpaca.addWatchlist("mine", ["ALPA"]);
    assert.equal(made.name, "mine");
    assert.deepEqual(
      made.assets.map(({ symbol }) => symbol),
      ["ALPA"],
    );
    assert.deepEqual(
      (await alpaca.addToWatchlist(made.id, "OTHR")).assets.map(({ symbol }) => symbol),
      ["ALPA", "OTHR"],
    );
    assert.equal((await alpaca.updateWatchlist(made.id, { name: "ours", symbols: ["OTHR"] })).name, "ours");
    assert.deepEqual(
      (await alpaca.getWatchlist(made.id)).assets.map(({ symbol }) => symbol),
      ["OTHR"],
    );
    assert.deepEqual(
      (await alpaca.getWatchlists()).map(({ name }) => name),
      ["ours"],
    );
    assert.deepEqual((await alpaca.deleteFromWatchlist(made.id, "OTHR")).assets, []);
    await rejected(alpaca.addToWatchlist(made.id, "NOSUCH"), 422, 42210000);
    await alpaca.deleteWatchlist(made.id);
    assert.deepEqual(await alpaca.getWatchlists(), []);
    await rejected(alpaca.getWatchlist(made.id), 404, 40410000);
  });

  it("knows the assets", async () => {
    const assets = await alpaca.getAssets({ status: "active", asset_class: "us_equity" });
    assert.deepEqual(assets.map((asset) => asset.symbol).sort(), ["ALPA", "OTHR"]);
    const asset = await alpaca.getAsset("ALPA");
    assert.equal(asset.class, "us_equity");
    assert.deepEqual([asset.tradable, asset.shortable, asset.fractionable], [true, false, true]);
    await rejected(alpaca.getAsset("NOSUCH"), 404, 40410000);
    assert.deepEqual(await alpaca.getAssets({ status: "inactive" }), []);
  });

  it("reads bars page by page, joined as it likes, and the latest of everything", async () => {
    for (let day = 1; day <= 9; ++day) {
      const bar = { interval: "1Day", time: `2024-01-0${day}T00:00:00Z`, open: String(day), high: "20", low: "0.5", close: "10", volume: "100" };
      await system.hears.publish("mkt.bar.BARS", bar);
    }
    await system.hears.shown("stock", await system.hears.fact("stock.bar_closed", (body) => body.bar.time.startsWith("2024-01-09")));
    const read = async (options) => {
      const bars = [];
      for await (const bar of alpaca.getBarsV2("BARS", { start: "2024-01-01", timeframe: "1Day", ...options })) bars.push(bar);
      return bars;
    };
    const days = await read({});
    assert.deepEqual(
      days.map((bar) => bar.OpenPrice),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.deepEqual(await read({ pageLimit: 2 }), days);
    assert.deepEqual(await read({ limit: 3 }), days.slice(0, 3));
    assert.deepEqual(await read({ end: "2024-01-04" }), days.slice(0, 4));
    const weeks = await read({ timeframe: "1Week" });
    assert.deepEqual(
      weeks.map((bar) => [bar.Timestamp.slice(0, 10), bar.OpenPrice, bar.Volume]),
      [
        ["2024-01-01", 1, 700],
        ["2024-01-08", 8, 200],
      ],
    );
    const many = await alpaca.getMultiBarsV2(["BARS"], { start: "2024-01-01", timeframe: "1Day", pageLimit: 4 });
    assert.equal(many.get("BARS").length, 9);
    const quote = await alpaca.getLatestQuote("ALPA");
    assert.deepEqual([quote.BidPrice, quote.AskPrice], [99, 101]);
    assert.equal((await alpaca.getLatestQuotes(["ALPA", "OTHR"])).get("OTHR").AskPrice, 10);
    assert.equal((await alpaca.getLatestBar("BARS")).ClosePrice, 10);
    assert.equal((await alpaca.getLatestBars(["BARS"])).get("BARS").OpenPrice, 9);
    assert.ok([99, 101].includes((await alpaca.getLatestTrade("ALPA")).Price));
    assert.ok((await alpaca.getLatestTrades(["ALPA"])).get("ALPA").Size > 0);
    const tape = async (options) => {
      const trades = [];
      for await (const trade of alpaca.getTradesV2("ALPA", { start: "2024-01-01", ...options })) trades.push(trade);
      return trades;
    };
    const trades = await tape({});
    assert.ok(trades.length >= 4);
    assert.deepEqual([trades[0].Price, trades[0].Size], [101, 10]);
    assert.deepEqual(await tape({ pageLimit: 2 }), trades);
    assert.equal((await alpaca.getMultiTradesV2(["ALPA", "OTHR"], { start: "2024-01-01" })).get("ALPA").length, trades.length);
    const quoted = async (options) => {
      const quotes = [];
      for await (const one of alpaca.getQuotesV2("ALPA", { start: "2024-01-01", ...options })) quotes.push(one);
      return quotes;
    };
    await system.hears.shown("quotes", await system.hears.fact("stock.quoted", (body) => body.symbol === "OTHR"));
    const quotes = await quoted({});
    assert.deepEqual([quotes.at(-1).BidPrice, quotes.at(-1).AskPrice], [99, 101]);
    assert.deepEqual(await quoted({ pageLimit: 1 }), quotes);
    assert.deepEqual(await quoted({ sort: "desc" }), [...quotes].reverse());
    assert.deepEqual(await quoted({ end: "2024-01-02" }), []);
    assert.equal((await alpaca.getMultiQuotesV2(["ALPA", "OTHR"], { start: "2024-01-01" })).get("OTHR").at(-1).AskPrice, 10);
    assert.equal((await alpaca.getSnapshot("ALPA")).LatestQuote.AskPrice, 101);
    const [snapshot] = await alpaca.getSnapshots(["BARS"]);
    assert.deepEqual([snapshot.symbol, snapshot.DailyBar.OpenPrice, snapshot.PrevDailyBar.OpenPrice], ["BARS", 9, 8]);
  });

  it("hears of its orders as they happen", async () => {
    const updates = new Log();
    const stream = alpaca.trade_ws;
    const connected = new Promise((resolve) => stream.onConnect(resolve));
    stream.onOrderUpdate((update) => updates.push(update));
    stream.connect();
    await within(connected, "the stream of trade updates");
    stream.subscribe(["trade_updates"]);
    // The answer to "listen" is not told by this client: an order is heard of only if the server was listening before it.
    const order = await listeningTo(updates);
    const fill = await updates.first((update) => update.event === "fill" && update.order.id === order.id, "the fill");
    assert.equal(fill.order.status, "filled");
    assert.equal(fill.price, "101");
    assert.equal(fill.qty, "1");
    assert.ok(Number(fill.position_qty) >= 1);
    const resting = await alpaca.createOrder({ symbol: "ALPA", qty: 1, side: "buy", type: "limit", limit_price: 2, time_in_force: "gtc" });
    await alpaca.cancelOrder(resting.id);
    await updates.first((update) => update.event === "canceled" && update.order.id === resting.id, "the cancel");
    assert.deepEqual(
      updates.items.filter((update) => update.order.id === resting.id).map((update) => [update.event, update.order.status]),
      [
        ["pending_new", "pending_new"],
        ["new", "new"],
        ["pending_cancel", "pending_cancel"],
        ["canceled", "canceled"],
      ],
    );
    stream.disconnect();
  });
  const listeningTo = async (updates) => {
    for (;;) {
      const order = await alpaca.createOrder({ symbol: "ALPA", qty: 1, side: "buy", type: "market", time_in_force: "day" });
      await ended(order.id);
      if (updates.items.some((update) => update.order.id === order.id)) return order;
    }
  };

  it("is told at once that its key is wrong", async () => {
    const stranger = new Alpaca({ keyId: "alice", secretKey: "wrong-0123456789abcdef", baseUrl: system.http });
    await rejected(stranger.getAccount(), 401, 40110000);
    const stream = stranger.trade_ws;
    const told = new Promise((resolve) => stream.onError(resolve));
    stream.connect();
    assert.equal(await within(told, "the refusal"), "bad key id or secret");
  });

  it("leaves everything in agreement", () => system.check());
});

// This version's market data come over TLS only, whatever address it is given.
describe("its stream of market data", () => {
  let system;
  before(async () => {
    const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => path.join(temporaryFolder(), name));
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
    execFileSync("openssl", ["req", "-x509", ...curve, "-nodes", "-days", "2", ...subject, "-keyout", key, "-out", certificate], {
      stdio: "ignore",
    });
    system = await System.start({ flags: ["--http-certificate", certificate, "--http-private-key", key] });
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // A user sets NODE_EXTRA_CA_CERTS, which is read when Node starts.
  });
  after(async () => {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    await system?.end();
  });

  const connect = async (options) => {
    const alpaca = new Alpaca({ keyId: "alice", secretKey: keys.alice, dataStreamUrl: system.http, feed: "iex", ...options });
    return alpaca.data_stream_v2;
  };

  it("tells of quotes and bars that were asked for, in MessagePack", async () => {
    const stream = await connect();
    const [quotes, bars] = [new Log(), new Log()];
    stream.onStockQuote((quote) => quotes.push(quote));
    stream.onStockDailyBar((bar) => bars.push(bar));
    stream.onStockBar((bar) => bars.push(bar));
    const connected = new Promise((resolve) => stream.onConnect(resolve));
    stream.connect();
    await within(connected, "the stream");
    stream.subscribeForQuotes(["ALPA"]);
    stream.subscribeForDailyBars(["ALPA"]);
    stream.subscribeForBars(["*"]);
    const halts = new Log();
    stream.onStatuses((status) => halts.push(status));
    stream.subscribeForStatuses(["ALPA"]);
    const subscribed = async () => {
      while (!stream.getSubscriptions().bars?.includes("*") || !stream.getSubscriptions().quotes?.includes("ALPA"))
        await new Promise((resolve) => stream.conn.once("message", resolve));
    };
    await within(subscribed(), "the subscription");
    const quote = { bid: "10", ask: "10.5", bid_size: "3", ask_size: "4", time: system.time() };
    for (const symbol of ["OTHR", "ALPA"]) await system.hears.publish(`mkt.quote.${symbol}`, quote);
    const bar = { interval: "1Min", time: "2024-02-01T14:30:00Z", open: "1", high: "3", low: "1", close: "2", volume: "7" };
    await system.hears.publish("mkt.bar.OTHR", bar);
    const told = await quotes.first(() => true, "a quote");
    assert.deepEqual([told.Symbol, told.BidPrice, told.AskPrice, told.AskSize], ["ALPA", 10, 10.5, 4]);
    const minute = await bars.first(() => true, "a bar");
    assert.deepEqual([minute.Symbol, minute.OpenPrice, minute.HighPrice, minute.Volume], ["OTHR", 1, 3, 7]);
    assert.equal(quotes.items.length, 1);
    await system.hears.publish("mkt.status.ALPA", { halted: true, reason: "news pending", time: quote.time });
    const halt = await halts.first(() => true, "the halt");
    assert.deepEqual([halt.Symbol, halt.StatusCode, halt.ReasonMessage], ["ALPA", "H", "news pending"]);
    stream.disconnect();
  });

  it("is refused to a wrong key", async () => {
    const stream = await connect({ secretKey: "wrong-0123456789abcdef" });
    const told = new Promise((resolve) => stream.onError(resolve));
    stream.connect();
    assert.equal(await within(told, "the refusal"), "auth failed");
    stream.disconnect();
  });
});
