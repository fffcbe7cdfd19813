// Every operation of /openapi.json, asked by everybody there can be, each with the expected answer. An operation without a row
// here fails the test.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Client, expect, System } from "./harness.mjs";
import { firstAdministrator, Person, signUp } from "./harness/people.mjs";

const callers = ["nobody", "owner", "another", "member", "admin", "revoked", "key without the scope", "expired token"];

// What each of them is answered, in the order above; `ok` where the operation is theirs, `none` where the thing is not.
const anybody = (ok) => [ok, ok, ok, ok, ok, ok, ok, ok];
const of_the_owner = (ok, none = 404) => [401, ok, none, none, 403, 401, 403, 401];
const of_any_member = (ok) => [401, ok, ok, ok, 403, 401, 403, 401];
const of_any_session = (ok) => [401, ok, ok, ok, ok, 401, 403, 401];
const of_anyone_known = (ok) => [401, ok, ok, ok, ok, 401, ok, 401];
const of_the_owners_session = (ok, none = 404) => [401, ok, none, none, none, 401, 403, 401];
const of_an_administrator = (ok) => [401, 403, 403, 403, ok, 401, 403, 401];

// `w` is the world below: names of the owner's things. A fourth member is a body; a fifth what is done for a caller before.
const again = (caller) => caller.enter?.();
const rows = (w) => [
  ["GET /", anybody(200)],
  ["GET /openapi.json", anybody(200)],
  ["GET /health", anybody(200)],
  ["GET /ready", anybody(200)],
  ["GET /metrics", anybody(200)], // From this machine; from elsewhere see below.
  ["GET /.well-known/jwks.json", anybody(200)],

  ["GET /api/v1/accounts", of_any_member(200)],
  ["POST /api/v1/accounts", of_any_member(409), {}, { id: w.account, name: "Taken", currency: "USD" }],
  ["GET /api/v1/accounts/{account}", of_the_owner(200), w],
  ["POST /api/v1/accounts/{account}/deposits", of_the_owner(200), w, { amount: "1", currency: "USD" }],
  ["POST /api/v1/accounts/{account}/withdrawals", of_the_owner(200), w, { amount: "1", currency: "USD" }],
  ["GET /api/v1/accounts/{account}/ledger", of_the_owner(200), w],
  ["GET /api/v1/orders", of_any_member(200)],
  [
    "POST /api/v1/orders",
    of_the_owner(422),
    {},
    { account: w.account, symbol: "NONE", side: "buy", type: "limit", limit_price: "1", quantity: "1" },
  ],
  ["GET /api/v1/orders/{order}", of_the_owner(200), w],
  ["DELETE /api/v1/orders/{order}", of_the_owner(409), w],
  ["GET /api/v1/positions", of_the_owner(200), { query: `?account=${w.account}` }],
  ["GET /api/v1/positions/{symbol}", of_the_owner(200), { ...w, query: `?account=${w.account}` }],
  ["GET /api/v1/trades", of_any_member(200)],
  ["GET /api/v1/instruments", of_any_member(200)],
  ["GET /api/v1/instruments/{symbol}", of_any_member(200), w],
  ["GET /api/v1/quotes/{symbol}", of_any_member(200), w],
  ["GET /api/v1/bars/{symbol}", of_any_member(200), w],
  ["GET /api/v1/commands/{command}", [401, 200, 404, 404, 404, 401, 200, 401], w],
  ["GET /api/v1/events", of_anyone_known(200)],

  ["POST /api/v1/auth/register", anybody(202), {}, { email: "somebody@example.org", password: "a sentence nobody guesses" }],
  ["POST /api/v1/auth/email/verify", anybody(400), {}, { token: "no.token" }],
  ["POST /api/v1/auth/email/resend", anybody(202), {}, { email: "somebody@example.org" }],
  ["POST /api/v1/auth/login", anybody(401), {}, { email: "unknown@example.org", password: "a sentence nobody guesses" }],
  ["POST /api/v1/auth/refresh", anybody(401), {}, { refresh_token: "no.such.token" }],
  ["POST /api/v1/auth/password/forgotten", anybody(202), {}, { email: "unknown@example.org" }],
  ["POST /api/v1/auth/password/reset", anybody(400), {}, { token: "no.token", new_password: "a sentence nobody guesses" }],
  ["GET /api/v1/auth/me", of_anyone_known(200)],
  ["POST /api/v1/auth/logout", of_any_session(204), {}, undefined, again],
  ["POST /api/v1/auth/logout-all", of_any_session(204), {}, undefined, again],
  ["POST /api/v1/auth/password", of_any_session(422), {}, { current_password: w.wrong, new_password: "x" }],
  ["POST /api/v1/auth/second-factor", of_any_session(422), {}, { password: w.wrong }],
  ["POST /api/v1/auth/second-factor/confirm", of_any_session(409), {}, { code: "000000" }],
  ["POST /api/v1/auth/second-factor/disable", of_any_session(422), {}, { password: w.wrong, code: "000000" }],
  ["GET /api/v1/auth/sessions", of_any_session(200)],
  ["DELETE /api/v1/auth/sessions/{session}", of_the_owners_session(204), w],
  ["GET /api/v1/auth/keys", of_any_session(200)],
  ["POST /api/v1/auth/keys", of_any_session(422), {}, { name: "x", scopes: ["view_stocks"], expires: "2020-01-01T00:00:00Z" }],
  ["GET /api/v1/auth/keys/{key}", of_the_owners_session(200), w],
  ["POST /api/v1/auth/keys/{key}/rotate", of_the_owners_session(200), w],
  ["DELETE /api/v1/auth/keys/{key}", of_the_owners_session(204), w],

  ["GET /api/v1/users/me", [401, 200, 200, 200, 200, 401, 403, 401]],
  ["PATCH /api/v1/users/me", [401, 200, 200, 200, 200, 401, 403, 401], {}, { display_name: "Somebody" }],
  ["DELETE /api/v1/users/me", of_any_session(422), {}, { password: w.wrong }],
  ["GET /api/v1/users/me/preferences", [401, 200, 200, 200, 200, 401, 403, 401]],
  ["PUT /api/v1/users/me/preferences", [401, 200, 200, 200, 200, 401, 403, 401], {}, w.preferences],
  ["GET /api/v1/users/me/export", of_any_session(200)],

  ["GET /api/v1/users", of_an_administrator(200)],
  ["GET /api/v1/users/{user}", of_an_administrator(200), w],
  ["POST /api/v1/users/{user}/deactivate", of_an_administrator(200), w, { reason: "the matrix" }],
  ["POST /api/v1/users/{user}/reactivate", of_an_administrator(200), w, { reason: "the matrix" }],
  ["POST /api/v1/users/{user}/roles", of_an_administrator(409), w, { role: "member", reason: "the matrix" }],
  ["DELETE /api/v1/users/{user}/roles/{role}", of_an_administrator(409), { ...w, role: "admin", query: "?reason=the+matrix" }],
  ["GET /api/v1/users/{user}/sessions", of_an_administrator(200), w],
  ["DELETE /api/v1/users/{user}/sessions", of_an_administrator(204), { ...w, query: "?reason=the+matrix" }],
  ["DELETE /api/v1/users/{user}/sessions/{session}", of_an_administrator(204), { ...w, session: w.victims_session, query: "?reason=the+matrix" }],
  ["GET /api/v1/users/{user}/keys", of_an_administrator(200), w],
  ["DELETE /api/v1/users/{user}/keys/{key}", of_an_administrator(404), { ...w, key: "AKNOSUCHKEYATALLXXXX", query: "?reason=the+matrix" }],
  ["DELETE /api/v1/users/{user}", of_an_administrator(204), { ...w, query: "?reason=the+matrix" }],
  ["GET /api/v1/roles", of_an_administrator(200)],
  ["GET /api/v1/roles/{role}", of_an_administrator(200), { role: "member" }],
  ["PUT /api/v1/roles/{role}", of_an_administrator(200), { role: "matrix" }, { permissions: ["view_stocks"], reason: "the matrix" }],
  ["DELETE /api/v1/roles/{role}", of_an_administrator(204), { role: "matrix", query: "?reason=the+matrix" }],
  ["GET /api/v1/admin/acts", of_an_administrator(200)],
  ["GET /api/v1/admin/summary", of_an_administrator(200)],
  ["POST /api/v1/admin/signing-keys/rotate", of_an_administrator(204), {}, { reason: "the matrix" }],
];

describe("every operation, asked by everybody", () => {
  let system, world, by, table, operations;
  before(async () => {
    system = await System.start({ flags: ["--limits-sign-in-per-minute", "0"] });
    const admin = await firstAdministrator(system);
    const [owner, another, member, revoked, victim] = await Promise.all(
      ["owner", "another", "member", "revoked", "victim"].map((name) => signUp(system, `${name}@example.org`)),
    );
    world = { account: "matrix-1", user: victim.user, victims_session: victim.session, symbol: "MTRX", wrong: "not the password" };
    const opened = expect(await owner.post("/api/v1/accounts", { id: world.account, name: "Mine", currency: "USD" }), 201);
    const money = { amount: "100", currency: "USD" };
    expect(await owner.post(`/api/v1/accounts/${world.account}/deposits`, money, { after: [opened] }), 200);
    await system.quote(world.symbol, { bid: "9", ask: "10" });
    const buy = { account: world.account, symbol: world.symbol, side: "buy", type: "market", quantity: "1" };
    const order = expect(await owner.post("/api/v1/orders", buy), 201);
    await system.ended(order, owner);
    world.order = world.command = order.body.id;
    world.session = (await new Person(system, owner.email).enter()).session;
    world.key = expect(await owner.post("/api/v1/auth/keys", { name: "mine", scopes: ["view_stocks"] }), 201).body.key;
    world.preferences = await owner.read("/api/v1/users/me/preferences");
    // A key may do nothing but what no operation below asks for.
    const made = expect(await owner.post("/api/v1/auth/keys", { name: "no use", scopes: ["manage_own_watchlist"] }), 201).body;
    expect(await admin.post(`/api/v1/users/${revoked.user}/deactivate`, { reason: "the matrix" }), 200);
    by = [new Client(() => system.http), owner, another, member, admin, revoked, owner.by(`${made.key}.${made.secret}`), await expired(owner)];
    table = rows(world);
    const document = await owner.by().read("/openapi.json");
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => ["get", "post", "put", "patch", "delete"].includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
  });
  after(() => system?.end());

  // A token as it is after its time: from a start at which tokens live a second, and asked about until they have died.
  async function expired(person) {
    await system.stop();
    const flags = system.args;
    system.args = flags.map((flag) => (flag === "600" ? "1" : flag));
    await system.start();
    const brief = await new Person(system, person.email).enter();
    for (;;) {
      const answer = await brief.get("/api/v1/auth/me");
      if (answer.status === 401) break;
      expect(answer, 200);
    }
    await system.stop();
    system.args = flags;
    await system.start();
    return brief;
  }

  it("has a row for every operation of the OpenAPI document, and no other", () => {
    assert.deepEqual(table.map(([operation]) => operation).sort(), [...operations].sort());
  });

  it("is answered as it should be", async () => {
    const wrong = [];
    for (const [operation, expected, names = {}, body, prepare] of table) {
      const [method, pattern] = operation.split(" ");
      const path = pattern.replace(/\{(\w+)\}/g, (_, name) => names[name]) + (names.query ?? "");
      // Whoever may do it comes last: the others must not find it done.
      const order = callers.map((_, i) => i).sort((a, b) => expected[b] - expected[a]);
      for (const i of order) {
        if (prepare && expected[i] < 400) await prepare(by[i]);
        const answer = await ask(by[i], method, path, body);
        if (answer.status !== expected[i])
          wrong.push(`${operation} by ${callers[i]}: ${answer.status} instead of ${expected[i]} ${answer.text.slice(0, 200)}`);
        if (prepare && expected[i] < 400) await prepare(by[i]);
      }
    }
    assert.deepEqual(wrong, []);
  });

  // A stream of events has no end; its head is its answer.
  async function ask(caller, method, path, body) {
    const headers = { Prefer: "wait=20" };
    if (path !== "/api/v1/events") return caller.send(method, path, { body, headers });
    const abort = new AbortController();
    const answer = await fetch(system.http + path, {
      headers: caller.key ? { Authorization: `Bearer ${caller.key}` } : {},
      signal: abort.signal,
    });
    const text = answer.status === 200 ? "" : await answer.text();
    abort.abort();
    return { status: answer.status, text };
  }

  it("and everything agrees", () => system.check());
});
