// Instruments are administered over HTTP and from the command line: names, rules, halts, splits and dividends.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, request, System, withinASecond } from "./harness.mjs";
import { firstAdministrator, signUp } from "./harness/people.mjs";

const path = (symbol, rest = "") => `/api/v1/instruments/${symbol}${rest && `/${rest}`}`;
const inHours = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString();
const sevenForOne = { numerator: 7, denominator: 1 };
const farOff = "2030-06-10T13:30:00Z";

describe("an administrator of instruments", () => {
  let system, admin, alice, orders = 0;
  before(async () => {
    system = await System.start();
    admin = await firstAdministrator(system);
    const member = `/api/v1/users/${admin.user}/roles/member?reason=does+not+trade`;
    expect(await admin.delete(member), 200);
    alice = await system.trader("alice", "100000");
  });
  after(() => system?.end());

  const put = (where, body, { client = admin, headers } = {}) =>
    client.send("PUT", where, { body, headers: { Prefer: "wait=20", ...headers } });
  const known = (symbol) => put(path(symbol), { name: symbol, currency: "USD" });
  const buy = (order) => alice.order({ quantity: "10", time_in_force: "gtc", client_order_id: `i-${++orders}`, ...order });
  // A quote with which something is due: no order may be on its way, as those of system.quote() are.
  const quoteAt = async (symbol, time, bid, ask) => {
    await system.hears.publish(`mkt.quote.${symbol}`, { bid, ask, bid_size: "1000", ask_size: "1000", time });
    const at = Date.parse(time);
    const is = (body) => body.symbol === symbol && Date.parse(body.quote.time) === at;
    await system.hears.shown("stock", await system.hears.fact("stock.quoted", is, `the quote of ${symbol} at ${time}`));
  };
  const problem = (answer) => answer.body.type?.split(":").at(-1);

  it("makes an instrument known, and changes its name, but not its currency", async () => {
    const made = expect(await put(path("BRK.B"), { name: "Berkshire", currency: "USD" }), 201);
    assert.equal(made.headers.location, path("BRK.B"));
    assert.deepEqual(made.body, { symbol: "BRK.B", name: "Berkshire", currency: "USD", halted: false, rules: {} });
    const shown = expect(await alice.get(path("BRK.B"), { after: [made] }), 200);
    assert.deepEqual(shown.body, made.body);
    assert.equal(shown.headers.etag, made.headers.etag);

    const renamed = expect(await put(path("BRK.B"), { name: "Berkshire Hathaway", currency: "USD" }), 200);
    assert.equal(renamed.headers["content-location"], path("BRK.B"));
    assert.equal(renamed.body.name, "Berkshire Hathaway");
    expectProblem(await put(path("BRK.B"), { name: "Berkshire", currency: "EUR" }), 422, "currency_mismatch");
    assert.equal((await admin.read(path("BRK.B"))).name, "Berkshire Hathaway");
    assert.ok((await admin.list("/api/v1/instruments", 1)).some(({ symbol }) => symbol === "BRK.B"));

    const listed = await system.hears.fact("stock.listed", (body) => body.name === "Berkshire");
    assert.equal(listed.actor, `owner:${admin.user}`);
  });

  it("sets rules in place of those before, and orders keep to them", async () => {
    await system.quote("RULE", { bid: "9", ask: "10" });
    const rules = { tick: "0.05", lot: "10", least_notional: "5", fractionable: false };
    const set = expect(await put(path("RULE", "rules"), rules), 200);
    assert.deepEqual(set.body.rules, rules);
    assert.deepEqual((await alice.read(path("RULE"), { after: [set] })).rules, rules);
    const refused = (order, code) =>
      withinASecond(() => buy({ symbol: "RULE", ...order }), (answer) => answer.status === 422 && problem(answer) === code, code);
    await refused({ limit_price: "1.01" }, "price_not_on_tick");
    await refused({ limit_price: "1", quantity: "15" }, "quantity_not_in_lots");
    await refused({ limit_price: "0.05" }, "notional_too_small");

    assert.deepEqual(expect(await put(path("RULE", "rules"), { tradable: false }), 200).body.rules, { tradable: false });
    await refused({ limit_price: "1.01" }, "not_tradable");
    assert.deepEqual(expect(await put(path("RULE", "rules"), {}), 200).body.rules, {});
    await withinASecond(() => buy({ symbol: "RULE", limit_price: "1.01" }), (answer) => answer.status === 201, "no rule");
  });

  it("halts an instrument, and resumes it: orders wait meanwhile", async () => {
    await system.quote("HALT", { bid: "99", ask: "100" });
    const halted = expect(await admin.post(path("HALT", "halt"), { reason: "news pending" }), 200);
    assert.deepEqual([halted.body.halted, halted.body.halt_reason], [true, "news pending"]);
    expectProblem(await admin.post(path("HALT", "halt"), { reason: "more" }), 409, "already_halted");
    assert.equal((await alice.read(path("HALT"))).halt_reason, "news pending");

    // The engine has heard of it, too, once it books an order as waiting.
    const waits = await (async () => {
      for (;;) {
        const order = expect(await buy({ symbol: "HALT", quantity: "1", limit_price: "100" }), 201).body;
        if ((await system.hears.fact("engine.booked", (b) => b.ticket.order === order.id)).body.queued) return order;
      }
    })();
    const resumed = expect(await admin.post(path("HALT", "resume")), 200);
    assert.deepEqual([resumed.body.halted, resumed.body.halt_reason], [false, undefined]);
    expectProblem(await admin.post(path("HALT", "resume")), 409, "not_halted");
    await system.quote("HALT", { bid: "79", ask: "80" });
    await system.hears.ended(waits.id);
    assert.equal((await alice.read(`/api/v1/orders/${waits.id}`)).average_price, "80");
  });

  it("announces splits and dividends, which are shown, due and paid", async () => {
    await system.quote("CORP", { bid: "699", ask: "700" });
    await system.ended(await alice.order({ symbol: "CORP", quantity: "2" }), alice);
    const announced = expect(await admin.post(path("CORP", "splits"), { ratio: sevenForOne, effective: inHours(1) }), 201);
    const { id } = announced.body;
    assert.equal(announced.headers.location, path("CORP", `actions/${id}`));
    assert.deepEqual([announced.body.kind, announced.body.ratio, announced.body.due], ["split", sevenForOne, false]);
    assert.deepEqual(await alice.list(path("CORP", "actions"), 10), [announced.body]);
    const shown = await alice.get(announced.headers.location);
    assert.deepEqual(expect(shown, 200).body, announced.body);
    expect(await alice.get(announced.headers.location, { headers: { "If-None-Match": shown.headers.etag } }), 304);

    await quoteAt("CORP", inHours(1.1), "99", "100");
    const split = await system.hears.fact("portfolio.shares_split", (body) => body.account === alice.account);
    await system.hears.shown("accounts", split);
    assert.equal((await alice.position("CORP")).quantity, "14");
    assert.equal((await alice.read(announced.headers.location)).due, true);

    const dividend = { per_share: "0.5", ex: inHours(1.2) };
    const paying = expect(await admin.post(path("CORP", "dividends"), dividend), 201).body;
    assert.deepEqual([paying.kind, paying.per_share, paying.currency, paying.pays], ["dividend", "0.5", "USD", paying.effective]);
    await quoteAt("CORP", inHours(1.3), "98.5", "99.5");
    const paid = await system.hears.fact("portfolio.dividend_paid", (body) => body.account === alice.account);
    assert.equal(paid.body.amount, "7");
  });

  it("takes back what is not due yet, and nothing else", async () => {
    await system.quote("BACK", { bid: "9", ask: "10" });
    await system.ended(await alice.order({ symbol: "BACK", quantity: "2" }), alice);
    const announce = async (effective) =>
      expect(await admin.post(path("BACK", "splits"), { ratio: sevenForOne, effective }), 201).headers.location;
    const mistake = await announce(inHours(1));
    expectProblem(await alice.delete(mistake), 403, "permission_denied");
    const cancelled = expect(await admin.delete(mistake), 200);
    assert.deepEqual([cancelled.body.cancelled, cancelled.body.due], [true, false]);
    expectProblem(await admin.delete(mistake), 409, "action_not_pending");
    await quoteAt("BACK", inHours(2), "9", "10");
    assert.equal((await alice.position("BACK")).quantity, "2");
    assert.deepEqual(await alice.read(mistake), cancelled.body);

    // Of a moment that is over it is due at once.
    const due = await announce(inHours(1));
    await withinASecond(() => admin.get(due), (answer) => answer.body.due, "a split of an hour ago");
    expectProblem(await admin.delete(due), 409, "action_not_pending");
    expectProblem(await admin.delete(path("BACK", "actions/nothing")), 404, "action_not_found");
    expectProblem(await admin.delete(mistake.replace("BACK", "CORP")), 404, "action_not_found");
    expectProblem(await admin.delete(path("BACK", "actions/%2e%2e%2f")), 404, "action_not_found");
  });

  it("has one effect with a request that is sent again, and is told where its outcome is", async () => {
    expect(await known("TWICE"), 201);
    const split = { ratio: sevenForOne, effective: farOff };
    const once = (body, headers) =>
      admin.post(path("TWICE", "splits"), body, { headers: { "Idempotency-Key": "the split of twice", ...headers } });
    expectProblem(await once(split), 400, "malformed_field");
    const key = { "Idempotency-Key": "the-split-of-twice" };
    const taken = expect(await once(split, key), 202);
    assert.deepEqual([taken.body.id, taken.body.action], [taken.headers.location.split("/").at(-1), taken.body.id]);
    const outcome = expect(await once(split, { ...key, Prefer: "wait=20" }), 201);
    assert.equal(outcome.body.id, taken.body.id);
    const again = expect(await once(split, { ...key, Prefer: "wait=20" }), 201);
    assert.equal(again.headers["idempotent-replayed"], "true");
    assert.deepEqual(again.body, outcome.body);
    const other = { ...split, ratio: { numerator: 8, denominator: 1 } };
    expectProblem(await once(other, { ...key, Prefer: "wait=20" }), 422, "idempotency_key_reused");
    assert.deepEqual(await admin.list(path("TWICE", "actions"), 1), [outcome.body]);

    const command = await admin.read(taken.headers.location, { after: [outcome] });
    assert.deepEqual([command.status, command.type], ["succeeded", "andvari.stock.split_announced.v1"]);
    assert.equal((await alice.get(taken.headers.location)).status, 404);
    const rules = expect(await put(path("TWICE", "rules"), { tick: "0.01" }, { headers: { Prefer: "" } }), 202);
    assert.deepEqual([rules.body.status, rules.body.instrument], ["pending", "TWICE"]);
  });

  const long = "x".repeat(201);
  const effective = farOff;
  const refusals = [
    // What is no request.
    ["PUT", "", "{", 400, "malformed_body"],
    ["PUT", "", { name: "No currency" }, 400, "malformed_body"],
    ["PUT", "", { name: "", currency: "USD" }, 400, "malformed_body"],
    ["PUT", "", { name: "x".repeat(65), currency: "USD" }, 400, "malformed_body"],
    ["PUT", "", { name: "Lower", currency: "usd" }, 400, "malformed_body"],
    ["PUT", "", { name: "More", currency: "USD", symbol: "MORE" }, 400, "malformed_body"],
    ["PUT", "", '{"name":"a","name":"b","currency":"USD"}', 400, "malformed_body"],
    ["PUT", "", `{"name":${"[".repeat(2000)}`, 400, "malformed_body"],
    ["PUT", "", { name: "x".repeat(20_000), currency: "USD" }, 413, "content_too_large"],
    ["PUT", "?force=true", { name: "Parameter", currency: "USD" }, 400, "malformed_parameter"],
    ["PUT", "/rules", { tick: 0.01 }, 400, "malformed_body"],
    ["PUT", "/rules", { tick: "1e-2" }, 400, "malformed_body"],
    ["PUT", "/rules", { tick: "0.0000001" }, 400, "malformed_body"],
    ["PUT", "/rules", { lot: "99999999999999999999" }, 400, "malformed_body"],
    ["PUT", "/rules", { fractionable: "no" }, 400, "malformed_body"],
    ["PUT", "/rules", { halted: true }, 400, "malformed_body"],
    ["PUT", "/rules", [], 400, "malformed_body"],
    ["POST", "/halt", {}, 400, "malformed_body"],
    ["POST", "/halt", { reason: long }, 400, "malformed_body"],
    ["POST", "/halt", { reason: 7 }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: 7, effective }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: { numerator: 0, denominator: 1 }, effective }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: { numerator: 1, denominator: -1 }, effective }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: { numerator: 1.5, denominator: 1 }, effective }, 400, "malformed_body"],
    ["POST", "/splits", '{"ratio":{"numerator":99999999999999999999,"denominator":1}}', 400, "malformed_body"],
    ["POST", "/splits", { ratio: sevenForOne, effective: "tomorrow" }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: sevenForOne, effective: "2200-01-01T00:00:00Z" }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: sevenForOne, effective: "2030-02-30T00:00:00Z" }, 400, "malformed_body"],
    ["POST", "/splits", { ratio: sevenForOne }, 400, "malformed_body"],
    ["POST", "/dividends", { per_share: "9200000000000", ex: farOff }, 400, "malformed_body"],
    ["POST", "/dividends", { per_share: "1" }, 400, "malformed_body"],
    ["DELETE", "", undefined, 405, "method_not_allowed"],
    // What the rules refuse.
    ["PUT", "", { name: "A\nB", currency: "USD" }, 422, "name_invalid"],
    ["PUT", "", { name: "Other", currency: "CAD" }, 422, "currency_mismatch"],
    ["PUT", "/rules", { tick: "0" }, 422, "tick_not_positive"],
    ["PUT", "/rules", { tick: "0.01", lot: "-1" }, 422, "lot_not_positive"],
    ["PUT", "/rules", { least_notional: "-0.01" }, 422, "least_notional_negative"],
    ["POST", "/halt", { reason: "" }, 422, "reason_invalid"],
    ["POST", "/halt", { reason: "A\tB" }, 422, "reason_invalid"],
    ["POST", "/halt", { reason: "ä".repeat(150) }, 422, "reason_invalid"],
    ["POST", "/resume", undefined, 409, "not_halted"],
    ["POST", "/splits", { ratio: { numerator: 3, denominator: 3 }, effective }, 422, "ratio_changes_nothing"],
    ["POST", "/splits", { ratio: { numerator: 10_001, denominator: 1 }, effective }, 422, "ratio_out_of_range"],
    ["POST", "/dividends", { per_share: "0", ex: farOff }, 422, "amount_not_positive"],
    ["POST", "/dividends", { per_share: "1000000.01", ex: farOff }, 422, "amount_too_large"],
    ["POST", "/dividends", { per_share: "1", ex: farOff, pays: "2030-06-10T13:29:59Z" }, 422, "pays_before_ex"],
  ];

  it("is refused what makes no sense, each by its code, and nothing changes", async () => {
    const instrument = expect(await known("SENSE"), 201).body;
    for (const [method, rest, body, status, code] of refusals)
      expectProblem(await admin.send(method, path("SENSE") + rest, { body, headers: { Prefer: "wait=20" } }), status, code);
    for (const symbol of ["aapl", "TOOLONGNAME", "A.", ".A", "A_B", "A%20B", "A%2FB", "A%C3%84"])
      expectProblem(await known(symbol), 422, "symbol_invalid");
    for (const [method, rest, body] of [
      ["PUT", "rules", {}],
      ["POST", "halt", { reason: "why" }],
      ["POST", "resume"],
      ["POST", "splits", { ratio: sevenForOne, effective }],
      ["POST", "dividends", { per_share: "1", ex: farOff }],
    ])
      for (const symbol of ["NOSUCH", "nosuch", "A%2FB"])
        expectProblem(await admin.send(method, path(symbol, rest), { body }), 404, "instrument_not_found");
    const wrongType = { Authorization: `Bearer ${admin.key}`, "Content-Type": "text/plain", "Content-Length": 2 };
    expectProblem(await request(system.http + path("SENSE", "rules"), { method: "PUT", headers: wrongType, body: "{}" }), 415, "unsupported_media_type");
    assert.deepEqual(await admin.read(path("SENSE")), instrument);
    assert.deepEqual(await admin.list(path("SENSE", "actions"), 10), []);
    assert.deepEqual(system.hears.letters.items, []);
  });

  it("announces at most 64 at a time", async () => {
    expect(await known("MANY"), 201);
    const announce = () => admin.post(path("MANY", "dividends"), { per_share: "1", ex: farOff });
    const all = await Promise.all([...Array(64)].map(announce));
    for (const answer of all) expect(answer, 201);
    expectProblem(await announce(), 409, "too_many_announced");
    expect(await admin.delete(all[7].headers.location), 200);
    expect(await announce(), 201);
    assert.equal((await admin.list(path("MANY", "actions"), 20)).length, 65);
  });

  it("is nobody else: not an ordinary user, over HTTP and on the bus", async () => {
    expect(await known("GUARD"), 201);
    const asks = [
      ["PUT", path("GUARD"), { name: "Mine", currency: "USD" }],
      ["PUT", path("MINE"), { name: "Mine", currency: "USD" }],
      ["PUT", path("GUARD", "rules"), { tradable: false }],
      ["POST", path("GUARD", "halt"), { reason: "why not" }],
      ["POST", path("GUARD", "resume")],
      ["POST", path("GUARD", "splits"), { ratio: sevenForOne, effective }],
      ["POST", path("GUARD", "dividends"), { per_share: "1", ex: farOff }],
      ["GET", "/api/v1/admin/acts/instruments"],
    ];
    for (const [method, where, body] of asks) {
      expectProblem(await alice.send(method, where, { body, headers: { Prefer: "wait=20" } }), 403, "permission_denied");
      expectProblem(await admin.by("").send(method, where, { body }), 401, "unauthorized");
    }
    const onTheBus = (body) =>
      system.hears.command("cmd.stock.GUARD.halt", body, { id: "alice-halts", headers: { "ce-actor": "owner:alice" } });
    assert.equal((await onTheBus({ symbol: "GUARD", reason: "why not" })).body.code, "permission_denied");
    assert.equal((await admin.read(path("GUARD"))).halted, false);
    expectProblem(await admin.get(path("MINE")), 404, "instrument_not_found");
  });

  it("is whoever has the permission: by a role, by a key's scope, and no longer than that", async () => {
    const dora = await signUp(system, "dora@example.org");
    const halt = (client) => client.post(path("GUARD", "halt"), { reason: "dora says so" });
    const may = (answer) => [200, 409].includes(answer.status);
    const denied = (answer) => answer.status === 403;
    const role = { permissions: ["manage_instruments"], reason: "a test" };
    expect(await put("/api/v1/roles/listings", role), 200);
    expect(await admin.post(`/api/v1/users/${dora.user}/roles`, { role: "listings", reason: "a test" }), 200);
    await withinASecond(() => halt(dora), may, "halting");
    const key = async (scopes) => {
      const made = expect(await dora.post("/api/v1/auth/keys", { name: "bot", scopes }), 201).body;
      return dora.by(`${made.key}.${made.secret}`);
    };
    assert.ok(may(await halt(await key(["manage_instruments"]))));
    expectProblem(await halt(await key(["view_stocks"])), 403, "permission_denied");
    expect(await admin.delete(`/api/v1/users/${dora.user}/roles/listings?reason=a+test`), 200);
    await withinASecond(() => halt(dora), denied, "halting");
    const { items } = await admin.read("/api/v1/admin/acts/instruments?limit=1");
    assert.deepEqual([items[0].act, items[0].symbol, items[0].actor, items[0].reason], ["halted", "GUARD", `owner:${dora.user}`, "dora says so"]);
  });

  it("leaves a record of every act, with who did it", async () => {
    const acts = await admin.list("/api/v1/admin/acts/instruments", 50);
    const mine = new Set(acts.filter(({ actor }) => actor === `owner:${admin.user}`).map(({ act }) => act));
    assert.deepEqual([...mine].sort(), ["action_cancelled", "dividend_announced", "halted", "listed", "resumed", "rules_set", "split_announced"]);
    assert.deepEqual(acts.map(({ place }) => place), acts.map(({ place }) => place).sort((a, b) => b - a));
    assert.ok(!acts.some(({ actor }) => actor === "owner:alice"));
    // What feeds brought into being is no act.
    assert.ok(!acts.some(({ act, symbol }) => act === "listed" && symbol === "RULE"));
    expectProblem(await admin.get("/api/v1/admin/acts/instruments?cursor=nonsense"), 400, "malformed_parameter");
  });

  it("does the same from the command line", async () => {
    const run = async (...args) => {
      const { status, stdout, stderr } = await system.tool("instruments", ...args);
      assert.equal(status, 0, `${args.join(" ")}: ${stderr}`);
      return stdout;
    };
    await run("define", "TOOL", "--name", "The Tool Company");
    assert.match(await run("list"), /^TOOL +USD +no +The Tool Company +none$/m);
    await run("rules", "TOOL", "--tick", "0.05", "--lot", "10", "--fractionable", "no");
    assert.match(await run("show", "TOOL"), /rules +tick 0\.05, lot 10, fractionable no/);
    await run("rules", "TOOL", "--none");
    await run("halt", "TOOL", "--reason", "the tool is lost");
    assert.match(await run("show", "TOOL"), /halted +yes: the tool is lost/);
    await run("resume", "TOOL");
    await run("split", "TOOL", "7:1", "--effective", farOff);
    await run("dividend", "TOOL", "0.26", "--ex", "2030-02-11T14:30:00Z", "--pays", "2030-02-14T14:30:00Z");
    const shown = await run("show", "TOOL");
    assert.match(shown, /^dividend +0\.26 USD +2030-02-11T14:30:00\.000000Z +2030-02-14T14:30:00\.000000Z +to come/m);
    const [, split] = shown.match(/^split +7:1 +2030-06-10T13:30:00\.000000Z +- +to come +(\S+)$/m);
    await run("cancel", "TOOL", split);
    assert.match(await run("show", "TOOL"), new RegExp(`cancelled +${split}`));
    assert.match(await run("acts", "--limit", "5"), /action_cancelled +TOOL +system:operator/);
    const instrument = await admin.read(path("TOOL"));
    assert.deepEqual([instrument.name, instrument.halted, instrument.rules], ["The Tool Company", false, {}]);
  });

  it("is told clearly what is wrong on the command line", async () => {
    const wrong = [
      [["show", "NOSUCH"], /there is no instrument 'NOSUCH'/],
      [["show", "aapl"], /'aapl' is not a symbol/],
      [["halt", "NOSUCH", "--reason", "why"], /nothing is known of NOSUCH: list it first \(instrument_unknown\)/],
      [["resume", "TOOL"], /\(not_halted\)/],
      [["rules", "TOOL"], /name the rules .* or --none/],
      [["rules", "TOOL", "--tick", "0.05", "--none"], /name the rules/],
      [["rules", "TOOL", "--tick", "a nickel"], /--tick 'a nickel' is not a decimal/],
      [["rules", "TOOL", "--tick", "0"], /\(tick_not_positive\)/],
      [["rules", "TOOL", "--tick", "9200000000000"], /cannot be asked for: \/rules\/tick/],
      [["rules", "TOOL", "--tradable", "maybe"], /--tradable is yes or no, not 'maybe'/],
      [["split", "TOOL", "seven", "--effective", farOff], /'seven' is not a ratio such as 7:1/],
      [["split", "TOOL", "7:7", "--effective", farOff], /\(ratio_changes_nothing\)/],
      [["split", "TOOL", "0:1", "--effective", farOff], /cannot be asked for: \/ratio\/numerator/],
      [["split", "TOOL", "7:1", "--effective", "tomorrow"], /--effective 'tomorrow' is not a time/],
      [["dividend", "TOOL", "0", "--ex", farOff], /\(amount_not_positive\)/],
      [["dividend", "TOOL", "1", "--ex", farOff, "--pays", "2030-01-01T00:00:00Z"], /\(pays_before_ex\)/],
      [["define", "TOOL", "--name", "Tool", "--currency", "EUR"], /\(currency_mismatch\)/],
      [["define", "TOOL", "--name", ""], /cannot be asked for: \/name/],
      [["cancel", "TOOL", "nothing"], /\(action_not_pending\)/],
    ];
    for (const [args, says] of wrong) {
      const { status, stderr } = await system.tool("instruments", ...args);
      assert.equal(status, 1, `${args.join(" ")}: ${stderr}`);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    assert.notEqual((await system.tool("instruments", "halt", "TOOL")).status, 0);
    assert.deepEqual(system.hears.letters.items, []);
  });

  it("finds everything as it was after a restart", async () => {
    const look = async () => [
      await alice.list("/api/v1/instruments", 100),
      await alice.list(path("BACK", "actions"), 100),
      await alice.list(path("TOOL", "actions"), 100),
    ];
    const before = await look();
    await system.stop();
    await system.start();
    assert.deepEqual(await look(), before);
    await admin.enter();
    expectProblem(await admin.post(path("GUARD", "halt"), { reason: "still" }), 409, "already_halted");
  });

  it("and everything agrees", () => system.check());
});
