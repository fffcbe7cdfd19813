// Every operation of /openapi.json × whoever may come: each is answered as the document says it is, and none is left out.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, it } from "node:test";

import { Client, expect, System, within } from "./harness.mjs";
import * as matrix from "./harness/matrix.mjs";
import { firstAdministrator, Person, signUp } from "./harness/people.mjs";

const methods = ["get", "put", "post", "delete", "patch"];

describe("who may do what", () => {
  let system, operations, callers, known;

  before(async () => {
    // A token that expires before the system is up again.
    system = await System.start({ flags: ["--auth-access-token-seconds", "1"] });
    const admin = await firstAdministrator(system);
    const owner = await signUp(system, "owner@example.org");
    const expired = owner.by(owner.key);
    assert.equal((await system.stop()).status, 0);
    system.args.splice(system.args.indexOf("--auth-access-token-seconds"), 2);
    await system.start();

    await admin.enter();
    await admin.send("DELETE", `/api/v1/users/${admin.user}/roles/member?reason=no+trader`, { headers: { Prefer: "wait=20" } });
    await owner.enter();
    const another = await signUp(system, "another@example.org");
    const member = await signUp(system, "member@example.org");
    const stripped = await signUp(system, "stripped@example.org");
    const subject = await signUp(system, "subject@example.org");
    const ended = await new Person(system, member.email).enter();
    expect(await ended.post("/api/v1/auth/logout"), 204);
    const revoke = `/api/v1/users/${stripped.user}/roles/member?reason=shut+out`;
    expect(await admin.send("DELETE", revoke, { headers: { Prefer: "wait=20" } }), 200);

    const keyWith = async (scopes) => expect(await owner.post("/api/v1/auth/keys", { name: "bot", scopes }), 201).body;
    const keys = { view: await keyWith(["view_stocks"]), order: await keyWith(["order_stocks"]) };
    const opened = expect(await owner.post("/api/v1/accounts", { id: "owners", name: "Owner's", currency: "USD" }), 201);
    expect(await owner.post("/api/v1/accounts", { id: "savings", name: "Savings", currency: "USD", kind: "savings" }), 201);
    const watchlist = expect(await owner.post("/api/v1/watchlists", { name: "Watched", symbols: [] }), 201).body.id;
    const funds = { amount: "10000", currency: "USD" };
    expect(await owner.post("/api/v1/accounts/owners/deposits", funds, { after: [opened] }), 200);
    await system.quote("MATRIX", { bid: "9", ask: "10" });
    await system.hears.publish("mkt.fx.USDCAD", { base: "USD", quote: "CAD", rate: "1.3725", time: system.time() });
    await system.hears.shown("stock", await system.hears.fact("stock.fx_quoted", () => true));
    const action = "the-split-of-matrix";
    const split = { symbol: "MATRIX", ratio: { numerator: 2, denominator: 1 }, effective: "2030-01-02T14:30:00Z" };
    const announced = await system.hears.command("cmd.stock.MATRIX.announce_split", split, { id: action });
    await system.hears.shown("stock", announced);
    const buy = { account: "owners", symbol: "MATRIX", side: "buy", quantity: "1" };
    const filled = await system.ended(await owner.post("/api/v1/orders", { ...buy, type: "market" }), owner);
    const resting = { ...buy, type: "limit", limit_price: "1", time_in_force: "gtc" };
    const order = expect(await owner.post("/api/v1/orders", resting), 201).body;
    const accepted = await system.hears.fact("order.accepted", (body) => body.ticket.order === filled.id);
    await system.hears.shown("commands", accepted);

    known = {
      owner: owner.user,
      subject: subject.user,
      account: "owners",
      order: order.id,
      savings: "savings",
      watchlist,
      action,
      command: accepted.answers,
      credentials: { email: owner.email, password: owner.password },
      session: (await new Person(system, owner.email).enter()).session,
      spare_session: (await new Person(system, owner.email).enter()).session,
      key: (await keyWith(["view_stocks"])).key,
      spare_key: (await keyWith(["view_stocks"])).key,
    };
    const bearer = ({ key, secret }) => new Client(() => system.http, `${key}.${secret}`);
    // A key of the owner's whose scopes are others than the operation's.
    const scopeless = (operation) => bearer((operation["x-permissions"] ?? []).includes("view_stocks") ? keys.order : keys.view);
    // The owner comes last, because what the owner may change is changed then.
    callers = {
      nobody: { as: () => new Client(() => system.http), is: null },
      "an expired token": { as: () => expired, is: null },
      "a session that was ended": { as: () => ended, is: null },
      "one whose role was revoked": { as: () => stripped, is: "another", may: new Set() },
      "a key without the scope": { as: scopeless, is: "owner", may: new Set(), key: true },
      "another user": { as: () => another, is: "another", may: matrix.member },
      member: { as: () => member, is: "another", may: matrix.member },
      admin: { as: () => admin, is: "another", may: matrix.admin },
      owner: { as: () => owner, is: "owner", may: matrix.member },
    };

    const document = await owner.read("/openapi.json");
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      methods.filter((method) => item[method]).map((method) => ({ method, path, ...item[method] })),
    );
  });
  after(() => system?.end());

  // What the document promises this caller.
  function promised(operation, caller, row) {
    const access = operation["x-access"];
    if (access === "anybody" || access === "this_machine") return row.ok;
    if (!caller.is) return 401;
    if (access === "in_session" && caller.key) return 403;
    const permissions = operation["x-permissions"];
    if (permissions && !permissions.some((permission) => caller.may.has(permission))) return 403;
    return caller.is === "owner" ? row.ok : (row.others ?? row.ok);
  }

  async function answered({ method }, client, row) {
    if (!row.stream) return client.send(method.toUpperCase(), row.path, { body: row.body, headers: { Prefer: "wait=20" } });
    const headers = client.key ? { Authorization: `Bearer ${client.key}` } : {};
    const answer = new Promise((resolve, reject) =>
      http.get(client.address() + row.path, { headers, agent: false }, resolve).on("error", reject),
    );
    const stream = await within(answer, "the stream");
    stream.destroy();
    return { status: stream.statusCode, text: "" };
  }

  it("is asked of every operation there is, and of no other", () => {
    assert.deepEqual(operations.map(({ operationId }) => operationId).sort(), Object.keys(matrix.rows).sort());
    const accesses = new Set(["anybody", "this_machine", "signed_in", "in_session", "permitted"]);
    for (const { operationId, "x-access": access, "x-permissions": permissions } of operations) {
      assert.ok(accesses.has(access), operationId);
      if (access === "permitted") assert.ok(permissions.length > 0, operationId);
    }
  });

  for (const id of Object.keys(matrix.rows))
    it(id, async () => {
      const operation = operations.find(({ operationId }) => operationId === id);
      const got = {};
      const wanted = {};
      for (const [name, caller] of Object.entries(callers)) {
        const row = matrix.rows[id](known);
        wanted[name] = promised(operation, caller, row);
        let client = caller.as(operation);
        // Only who may, and has a password, comes in a session of its own.
        if (row.fresh && wanted[name] === row.ok) client = await new Person(system, client.email).enter();
        const answer = await answered(operation, client, row);
        got[name] = answer.status;
        const mine = caller.is === "owner" || operation["x-access"] !== "permitted" || caller.may?.has("view_users");
        if (!mine && answer.status === 200) assert.ok(!answer.text.includes(known.account), `${name} reads of the owner's account`);
      }
      assert.deepEqual(got, wanted);
    });

  it("and everything agrees", () => system.check());
});
