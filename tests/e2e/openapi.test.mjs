// The document at /openapi.json, held against what is answered: every operation is called, well and without a key.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import { Client, expect, expectProblem, System } from "./harness.mjs";

// Who may ask what, and what they are answered, is matrix.test.mjs's business; what signing in and administration answer is held
// against the document by gateway/openapi_test.cpp.
const elsewhere = /^\/(api\/v1\/(auth|users|roles|admin)(\/|$)|\.well-known\/)/;
const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const document_of = (system) => new Client(() => system.http).read("/openapi.json");

// A good request for each operation. `known` is what the system holds.
const calls = {
  listAccounts: () => ({ path: "/api/v1/accounts?limit=1" }),
  openAccount: () => ({ path: "/api/v1/accounts", body: { id: "opened", name: "Opened", currency: "USD" } }),
  showAccount: (known) => ({ path: `/api/v1/accounts/${known.account}` }),
  deposit: (known) => ({ path: `/api/v1/accounts/${known.account}/deposits`, body: { amount: "1000", currency: "USD" } }),
  makeTransfer: (known) => ({
    path: `/api/v1/accounts/${known.account}/transfers`,
    body: { to: known.savings, amount: "1", currency: "USD" },
  }),
  closeAccount: (known) => ({ path: `/api/v1/accounts/${known.empty.pop()}` }),
  resetAccount: (known) => ({ path: `/api/v1/accounts/${known.paper}/reset`, body: { cash: "5" } }),
  listWatchlists: () => ({ path: "/api/v1/watchlists" }),
  createWatchlist: () => ({ path: "/api/v1/watchlists", body: { name: `Made ${Math.random()}`, symbols: ["OPEN"] } }),
  showWatchlist: (known) => ({ path: `/api/v1/watchlists/${known.list}` }),
  saveWatchlist: (known) => ({ path: `/api/v1/watchlists/${known.kept}`, body: { name: "Kept", symbols: ["OPEN", "MORE"] } }),
  watchSymbol: (known) => ({ path: `/api/v1/watchlists/${known.list}/symbols`, body: { symbol: "OPEN" } }),
  unwatchSymbol: (known) => ({ path: `/api/v1/watchlists/${known.list}/symbols/${known.watched.pop()}` }),
  dropWatchlist: (known) => ({ path: `/api/v1/watchlists/${known.lists.pop()}` }),
  withdraw: (known) => ({ path: `/api/v1/accounts/${known.account}/withdrawals`, body: { amount: "12.5", currency: "USD" } }),
  showLedger: (known) => ({ path: `/api/v1/accounts/${known.account}/ledger` }),
  listActivities: (known) => ({ path: `/api/v1/accounts/${known.account}/activities?type=FILL,CSD&from=2020-01-01T00:00:00Z` }),
  showHistory: (known) => ({
    path: `/api/v1/accounts/${known.account}/history?start=2025-01-01T00:00:00Z&end=2025-03-01T00:00:00Z&benchmark=OPEN`,
  }),
  listLots: (known) => ({ path: `/api/v1/positions/OPEN/lots?account=${known.account}&status=all` }),
  listOrders: (known) => ({ path: `/api/v1/orders?account=${known.account}&status=all&symbol=OPEN&limit=2` }),
  placeOrder: (known) => ({
    path: "/api/v1/orders",
    body: {
      account: known.account,
      symbol: "OPEN",
      side: "buy",
      type: "limit",
      quantity: "1",
      limit_price: "2",
      time_in_force: "gtc",
      client_order_id: "first order",
    },
  }),
  showOrder: (known) => ({ path: `/api/v1/orders/${known.filled}` }),
  cancelOrder: (known) => ({ path: `/api/v1/orders/${known.open}` }),
  previewOrder: (known) => ({
    path: "/api/v1/orders:preview",
    body: { account: known.account, symbol: "OPEN", side: "buy", type: "market", quantity: "1" },
  }),
  replaceOrder: (known) => ({ path: `/api/v1/orders/${known.replaced}`, body: { limit_price: "1.5" } }),
  cancelOrders: (known) => ({ path: `/api/v1/orders?account=${known.spare}` }),
  closePosition: (known) => ({ path: `/api/v1/positions/OPEN?account=${known.account}&quantity=0.5` }),
  closePositions: (known) => ({ path: `/api/v1/positions?account=${known.spare}` }),
  listPositions: (known) => ({ path: `/api/v1/positions?account=${known.account}` }),
  showPosition: (known) => ({ path: `/api/v1/positions/OPEN?account=${known.account}` }),
  listTrades: (known) => ({ path: `/api/v1/trades?order=${known.filled}` }),
  listInstruments: () => ({ path: "/api/v1/instruments" }),
  showInstrument: () => ({ path: "/api/v1/instruments/OPEN" }),
  showQuote: () => ({ path: "/api/v1/quotes/OPEN" }),
  listBars: () => ({ path: "/api/v1/bars/OPEN?interval=1Day&limit=10" }),
  showClock: () => ({ path: "/api/v1/clock" }),
  listCorporateActions: () => ({ path: "/api/v1/instruments/OPEN/actions" }),
  showCorporateAction: (known) => ({ path: `/api/v1/instruments/OPEN/actions/${known.action}` }),
  cancelCorporateAction: (known) => ({ path: `/api/v1/instruments/OPEN/actions/${known.actions.pop()}` }),
  defineInstrument: () => ({ path: "/api/v1/instruments/MADE", body: { name: "Made", currency: "USD" } }),
  setInstrumentRules: () => ({ path: "/api/v1/instruments/MADE/rules", body: { tick: "0.01", lot: "1", fractionable: false } }),
  haltInstrument: () => ({ path: "/api/v1/instruments/MADE/halt", body: { reason: "news pending" } }),
  resumeInstrument: () => ({ path: "/api/v1/instruments/MADE/resume" }),
  announceSplit: () => ({
    path: "/api/v1/instruments/MADE/splits",
    body: { ratio: { numerator: 7, denominator: 1 }, effective: "2030-06-10T13:30:00Z" },
  }),
  announceDividend: () => ({
    path: "/api/v1/instruments/MADE/dividends",
    body: { per_share: "0.26", ex: "2030-02-11T14:30:00Z", pays: "2030-02-14T14:30:00Z" },
  }),
  listFxRates: () => ({ path: "/api/v1/fx" }),
  showFxRate: () => ({ path: "/api/v1/fx/USDCAD" }),
  showTotal: () => ({ path: "/api/v1/portfolio?currency=CAD&kind=cash" }),
  listCalendar: () => ({ path: "/api/v1/calendar?start=2026-11-23&end=2026-11-30" }),
  showCommand: (known) => ({ path: `/api/v1/commands/${known.command}` }),
  streamEvents: () => ({ path: "/api/v1/events" }),
  openSocket: () => ({ path: "/api/v1/stream" }),
  showIndex: () => ({ path: "/" }),
  showOpenapi: () => ({ path: "/openapi.json" }),
  showHealth: () => ({ path: "/health" }),
  showReady: () => ({ path: "/ready" }),
  showMetrics: () => ({ path: "/metrics" }),
};
// Streams, which have tests of their own (live.test.mjs, stream.test.mjs).
const endless = new Set(["streamEvents", "openSocket"]);
// Lists that must hold something, or their items would not be looked at.
const filled = new Set([
  "listAccounts",
  "showLedger",
  "listActivities",
  "listLots",
  "listOrders",
  "listPositions",
  "listTrades",
  "listInstruments",
  "listCorporateActions",
  "listBars",
  "listCalendar",
]);

describe("the OpenAPI document", () => {
  let system, document, operations, alice, operator, ajv, known;

  before(async () => {
    system = await System.start();
    document = await document_of(system);
    const paths = Object.entries(document.paths).filter(([path]) => !elsewhere.test(path));
    operations = paths.flatMap(([path, item]) =>
      methods.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
    );
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(ajv);
    ajv.addSchema(document, "openapi");

    alice = await system.trader("alice", "100000");
    operator = system.client("operator");
    await system.quote("OPEN", { bid: "9", ask: "10" });
    await system.hears.publish("mkt.fx.USDCAD", { base: "USD", quote: "CAD", rate: "1.3725", time: system.time() });
    await system.hears.shown("stock", await system.hears.fact("stock.fx_quoted", () => true));
    const bar = {
      interval: "1Day",
      time: new Date(Date.now() - 86_400_000).toISOString(),
      open: "9",
      high: "11",
      low: "8",
      close: "10",
      volume: "5",
    };
    await system.hears.publish("mkt.bar.OPEN", bar);
    await system.hears.shown("stock", await system.hears.fact("stock.bar_closed", () => true));
    const order = await system.ended(await alice.order({ symbol: "OPEN", quantity: "2" }), alice);
    const accepted = await system.hears.fact("order.accepted", (body) => body.ticket.order === order.id);
    await system.hears.shown("commands", accepted);
    const open = expect(await alice.order({ symbol: "OPEN", quantity: "1", limit_price: "1", time_in_force: "gtc" }), 201);
    const other = expect(await alice.order({ symbol: "OPEN", quantity: "1", limit_price: "1", time_in_force: "gtc" }), 201);
    const spare = await system.trader("alice");
    known = {
      account: alice.account,
      spare: spare.account,
      filled: order.id,
      command: accepted.answers,
      open: open.body.id,
      replaced: other.body.id,
    };
    const make = async (path, body) => expect(await alice.post(path, body), 201).body.id;
    const account = (kind) => make("/api/v1/accounts", { name: kind, currency: "USD", kind });
    const list = (name) => make("/api/v1/watchlists", { name, symbols: watched });
    // What is used up is made as often as it is called.
    const times = [...Array(20).keys()];
    const watched = times.map((n) => `W${n}`);
    known.watched = [...watched];
    known.savings = await account("savings");
    known.paper = await account("paper");
    known.empty = await Promise.all(times.map(() => account("cash")));
    known.list = await list("Watched");
    known.kept = await list("Kept");
    const split = { ratio: { numerator: 2, denominator: 1 }, effective: "2030-01-02T14:30:00Z" };
    const announced = () => operator.post("/api/v1/instruments/OPEN/splits", split).then((answer) => expect(answer, 201).body.id);
    known.action = await announced();
    known.actions = await Promise.all(times.map(announced));
    known.lists = await Promise.all(times.map((n) => list(`Ends ${n}`)));
  });
  after(() => system?.end());

  const pointer = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");
  const resolve = (thing) =>
    thing?.$ref
      ? thing.$ref
          .slice(2)
          .split("/")
          .reduce((at, name) => at[name], document)
      : thing;
  // What the document says about an answer of this status must be true of it.
  const hold = (operation, answer) => {
    const documented = operation.responses[answer.status];
    assert.ok(documented, `${operation.operationId} answered ${answer.status}, which is not documented: ${answer.text}`);
    const { content, headers } = resolve(documented);
    for (const [name, header] of Object.entries(headers ?? {})) {
      const value = answer.headers[name.toLowerCase()];
      const optional =
        ["Idempotent-Replayed", "Andvari-Sequence", "Preference-Applied"].includes(name) ||
        (name === "Retry-After" && answer.status === 200);
      if (value === undefined) assert.ok(optional, `${operation.operationId}: ${answer.status} without ${name}`);
      else if (resolve(header).schema.type === "string") assert.equal(typeof value, "string");
    }
    if (!content) return assert.equal(answer.text, "");
    const type = answer.headers["content-type"].split(";")[0];
    assert.ok(content[type], `${operation.operationId} answered ${type}, which is not documented`);
    if (!type.includes("json")) return;
    const base = documented.$ref
      ? documented.$ref.slice(1)
      : `/paths/${pointer(operation.path)}/${operation.method}/responses/${answer.status}`;
    const validate = ajv.getSchema(`openapi#${base}/content/${pointer(type)}/schema`);
    assert.ok(
      validate(answer.body),
      `${operation.operationId} ${answer.status}: ${ajv.errorsText(validate.errors)} in ${answer.text}`,
    );
  };
  // Somebody who may do it.
  const asker = (operation) => (operation.tags[0] === "administration" ? operator : alice);
  const call = (operation, client, options = {}) => {
    const { path, body } = calls[operation.operationId](known);
    return client.send(operation.method.toUpperCase(), path, { body, ...options });
  };

  it("is valid OpenAPI 3.1", async () => {
    assert.match(document.openapi, /^3\.1\./);
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
  });

  it("names each operation once, and each has a row in this test", () => {
    const names = operations.map((operation) => operation.operationId);
    assert.deepEqual([...names].sort(), Object.keys(calls).sort());
    assert.equal(new Set(names).size, names.length);
  });

  it("describes all of its parameters' places", () => {
    for (const { path, operationId, parameters = [] } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = parameters
        .map(resolve)
        .filter((parameter) => parameter.in === "path")
        .map((parameter) => parameter.name);
      assert.deepEqual(described, named, operationId);
    }
  });

  it("has examples that fit their schemas", () => {
    for (const [name, schema] of Object.entries(document.components.schemas))
      for (const example of schema.examples ?? []) {
        const validate = ajv.getSchema(`openapi#/components/schemas/${name}`);
        assert.ok(validate(example), `${name}: ${ajv.errorsText(validate.errors)}`);
      }
  });

  it("says what each operation answers to a good request", async () => {
    for (const operation of operations.filter(({ operationId }) => !endless.has(operationId))) {
      const answer = await call(operation, asker(operation), { headers: { Prefer: "wait=20" } });
      assert.ok([200, 201, 204, 207].includes(answer.status), `${operation.operationId}: ${answer.status} ${answer.text}`);
      hold(operation, answer);
      if (filled.has(operation.operationId)) assert.ok(answer.body.items.length > 0, operation.operationId);
      if (!resolve(operation.responses["304"])) continue;
      const unchanged = await call(operation, alice, { headers: { "If-None-Match": answer.headers.etag } });
      // A quote may have changed meanwhile, and nothing else.
      assert.equal(unchanged.status, 304, operation.operationId);
      hold(operation, unchanged);
    }
  });

  it("says what commands answer where nobody waits", async () => {
    const bodies = {
      openAccount: { name: "Another", currency: "USD" },
      placeOrder: { ...calls.placeOrder(known).body, client_order_id: "second order" },
    };
    for (const operation of operations.filter(({ responses }) => responses["202"])) {
      const { path, body } = calls[operation.operationId](known);
      const answer = await asker(operation).send(operation.method.toUpperCase(), path, { body: bodies[operation.operationId] ?? body });
      assert.equal(answer.status, 202, `${operation.operationId}: ${answer.text}`);
      hold(operation, answer);
      await system.hears.facts.first((fact) => fact.answers === answer.body.id, "the outcome");
    }
  });

  it("says what events look like", async () => {
    const operation = operations.find(({ operationId }) => operationId === "streamEvents");
    assert.deepEqual(Object.keys(operation.responses["200"].content), ["text/event-stream"]);
    const events = await alice.events();
    expect(
      await call(
        operations.find(({ operationId }) => operationId === "deposit"),
        alice,
        { headers: { Prefer: "wait=20" } },
      ),
      200,
    );
    const event = await events.first(() => true, "an event");
    const validate = ajv.getSchema("openapi#/components/schemas/Event");
    assert.ok(validate(event.data), ajv.errorsText(validate.errors));
    await events.close();
  });

  it("says what each operation answers without a key", async () => {
    const nobody = new Client(() => system.http);
    for (const operation of operations) {
      const answer = await call(operation, nobody);
      if (operation.security?.length === 0) expect(answer, 200);
      else hold(operation, expectProblem(answer, 401, "unauthorized"));
    }
    nobody.close();
  });

  it("says what each operation answers to a bad request", async () => {
    const bad = (operation, path, status, options) =>
      asker(operation)
        .send(operation.method.toUpperCase(), path, { body: calls[operation.operationId](known).body, ...options })
        .then((answer) => hold(operation, expect(answer, status)));
    for (const operation of operations.filter(({ security }) => !security)) {
      const { path, body } = calls[operation.operationId](known);
      await bad(operation, `${path}${path.includes("?") ? "&" : "?"}colour=red`, 400);
      if (body) await bad(operation, path, 400, { body: "{" });
      if (body) await bad(operation, path, 415, { body: undefined });
      if (body) await bad(operation, path, 413, { body: JSON.stringify({ account: "x".repeat(17_000) }) });
      // An instrument that is not there is made by naming it.
      if (operation.path.includes("{") && operation.operationId !== "defineInstrument")
        await bad(
          operation,
          operation.path.replace(/\{\w+\}/, "NOSUCH") + (path.split("?account=")[1] ? `?account=${known.account}` : ""),
          404,
        );
    }
  });

  it("leaves everything in agreement", () => system.check());
});
