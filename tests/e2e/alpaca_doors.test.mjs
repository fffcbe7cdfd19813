// Who may ask what below /v2, and that whatever is wrong is told in Alpaca's way: each operation of its document is asked.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import { Client, expect, System } from "./harness.mjs";

const upgrade = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const order = { symbol: "DOOR", qty: 1, side: "buy", type: "limit", limit_price: "1", time_in_force: "gtc" };

// What is asked for each operation; the rest by its path alone.
const calls = {
  placeAlpacaOrder: () => ({ body: order }),
  replaceAlpacaOrder: () => ({ body: { qty: "2" } }),
  showAlpacaOrderByClientId: (known) => ({ query: `client_order_id=${known.order}` }),
  listAlpacaOrders: () => ({ query: "status=all&limit=5" }),
  listAlpacaBarsOfMany: () => ({ query: "symbols=DOOR&start=2024-01-01" }),
  listAlpacaTradesOfMany: () => ({ query: "symbols=DOOR&start=2024-01-01" }),
  listAlpacaTrades: () => ({ query: "start=2024-01-01" }),
  listAlpacaQuotesOfMany: () => ({ query: "symbols=DOOR&start=2024-01-01" }),
  listAlpacaQuotes: () => ({ query: "start=2024-01-01" }),
  listAlpacaBars: () => ({ query: "start=2024-01-01" }),
  showAlpacaLatestBars: () => ({ query: "symbols=DOOR" }),
  showAlpacaLatestQuotes: () => ({ query: "symbols=DOOR" }),
  showAlpacaLatestTrades: () => ({ query: "symbols=DOOR" }),
  showAlpacaSnapshots: () => ({ query: "symbols=DOOR" }),
  changeAlpacaConfigurations: () => ({ body: { no_shorting: true } }),
  createAlpacaWatchlist: () => ({ body: { name: "new", symbols: ["DOOR"] } }),
  saveAlpacaWatchlist: () => ({ body: { name: "known" } }),
  watchAlpacaAsset: () => ({ body: { symbol: "DOOR" } }),
  showAlpacaWatchlistByName: () => ({ query: "name=known" }),
  saveAlpacaWatchlistByName: () => ({ query: "name=known", body: { symbols: ["DOOR"] } }),
  watchAlpacaAssetByName: () => ({ query: "name=known", body: { symbol: "DOOR" } }),
  dropAlpacaWatchlistByName: () => ({ query: "name=new" }),
  listAlpacaCalendar: () => ({ query: "start=2024-01-01&end=2024-02-01" }),
  showAlpacaCalendarOfMarket: () => ({ names: { market: "NYSE" }, query: "start=2024-01-01&end=2024-02-01" }),
  listAlpacaActivitiesOfType: () => ({ names: { type: "FILL" } }),
};
const last = ["dropAlpacaWatchlistByName", "unwatchAlpacaAsset", "dropAlpacaWatchlist", "cancelAlpacaOrder", "cancelAllAlpacaOrders", "closeAlpacaPosition", "closeAllAlpacaPositions"];

describe("the doors of Alpaca's API", () => {
  let system, alice, document, operations, known, ajv;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "100000");
    await system.quote("DOOR", { bid: "9", ask: "10" });
    const bar = { interval: "1Day", time: "2024-01-02T00:00:00Z", open: "9", high: "11", low: "8", close: "10", volume: "5" };
    await system.hears.publish("mkt.bar.DOOR", bar);
    await system.hears.shown("stock", await system.hears.fact("stock.bar_closed", () => true));
    await system.ended(await alice.order({ symbol: "DOOR", quantity: "5" }), alice);
    document = await alice.read("/v2/openapi.json");
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
    );
    operations.sort((a, b) => last.indexOf(a.operationId) - last.indexOf(b.operationId));
    known = { order: (await alice.send("POST", "/v2/orders", { body: order })).body.id };
    const list = await alice.send("POST", "/v2/watchlists", { body: { name: "known", symbols: ["DOOR"] } });
    known.watchlist = expect(list, 200).body.id;
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema(document, "alpaca");
  });
  after(() => system?.end());

  const isStream = ({ responses }) => responses["101"] !== undefined;
  const isOpen = ({ security }) => security?.length === 0;
  const ask = (client, operation, options = {}) => {
    const { body, query, names = {} } = calls[operation.operationId]?.(known) ?? {};
    const things = { order: known.order, watchlist: known.watchlist, symbol: "DOOR", asset: "DOOR", ...names };
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => things[name]) + (query ? `?${query}` : "");
    return client.send(operation.method, (options.below ?? "") + path, { body, ...options });
  };
  const expectError = (answer, status, code) => {
    expect(answer, status);
    assert.equal(answer.headers["content-type"], "application/json");
    assert.equal(answer.body.code, code, answer.text);
    assert.ok(answer.body.message && answer.body.reason, answer.text);
    assert.match(answer.headers["x-request-id"], /^[0-9a-f-]{36}$/);
  };

  it("stand in a document that is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
  });

  it("are shut to who has no key, and to who has a wrong one", async () => {
    const nobody = new Client(() => system.http);
    for (const operation of operations.filter((one) => !isStream(one) && !isOpen(one))) {
      expectError(await ask(nobody, operation), 401, 40110000);
      const headers = { "APCA-API-KEY-ID": "alice", "APCA-API-SECRET-KEY": "wrong-0123456789abcdef" };
      expectError(await ask(nobody, operation, { headers }), 401, 40110000);
    }
    nobody.close();
  });

  it("are shut to strangers: another's account and orders are not there", async () => {
    await system.trader("bob", "1000");
    const bob = system.client("bob");
    for (const operationId of ["showAlpacaOrder", "cancelAlpacaOrder", "showAlpacaOrderByClientId"])
      expectError(
        await ask(
          bob,
          operations.find((one) => one.operationId === operationId),
        ),
        404,
        40410000,
      );
    expectError(await bob.get("/v2/account", { headers: { "Andvari-Account": alice.account } }), 404, 40410000);
    expectError(await bob.get(`/accounts/${alice.account}/v2/positions`), 404, 40410000);
    expectError(await bob.send("POST", `/accounts/${alice.account}/v2/orders`, { body: order }), 404, 40410000);
    // An operator sees every account, and a stranger's account is none that they trade by themselves.
    const operator = system.client("operator");
    assert.equal((await operator.read(`/accounts/${alice.account}/v2/account`)).account_number, alice.account);
    expectError(await operator.get("/v2/account"), 404, 40410000);
  });

  it("tell of unknown paths, wrong methods and bad bodies in Alpaca's way", async () => {
    expectError(await alice.get("/v2/nothing"), 404, 40410000);
    expectError(await alice.send("PUT", "/v2/orders", { body: {} }), 405, 40510000);
    for (const body of ["{", "[]", "7", '"x"', JSON.stringify({ a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } })])
      expectError(await alice.send("POST", "/v2/orders", { body }), 400, 40010001);
    expectError(await alice.send("POST", "/v2/orders", { body: {} }), 422, 42210000);
    for (const query of ["limit=0", "limit=501", "after=yesterday", "direction=up", "side=hold", "status=x"])
      expectError(await alice.get(`/v2/orders?${query}`), 400, 40010001);
    for (const query of ["timeframe=7Days", "timeframe=60Min", "start=x", "limit=10001", "page_token=x", "sort=up"])
      expectError(await alice.get(`/v2/stocks/DOOR/bars?${query}`), 400, 40010001);
  });

  it("answer what the document says", async () => {
    for (const operation of operations.filter((one) => !isStream(one))) {
      // The order that there was has another one in its place by now.
      if (operation.operationId === "cancelAlpacaOrder") known.order = (await alice.send("POST", "/v2/orders", { body: order })).body.id;
      const answer = await ask(alice, operation, { headers: { "X-Anything": "goes" } });
      const wanted = Object.keys(operation.responses).find((status) => status.startsWith("2"));
      assert.equal(String(answer.status), wanted, `${operation.operationId}: ${answer.status} ${answer.text}`);
      if (wanted === "204") continue;
      const pointer = `/paths/${operation.path.replaceAll("~", "~0").replaceAll("/", "~1")}/${operation.method.toLowerCase()}`;
      const validate = ajv.getSchema(`alpaca#${pointer}/responses/${wanted}/content/application~1json/schema`);
      assert.ok(validate(answer.body), `${operation.operationId}: ${ajv.errorsText(validate.errors)} in ${answer.text}`);
    }
  });

  it("of the streams open to anybody, who then has to say who they are, and close to wrong keys at once", async () => {
    for (const { path } of operations.filter(isStream)) {
      expectError(await alice.get(path), 426, 42610000);
      const nobody = new Client(() => system.http);
      const headers = { ...upgrade, "APCA-API-KEY-ID": "alice", "APCA-API-SECRET-KEY": "wrong-0123456789abcdef" };
      expectError(await nobody.get(path, { headers }), 401, 40110000);
      nobody.close();
    }
  });

  it("leave everything in agreement", () => system.check());
});
