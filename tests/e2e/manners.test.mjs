// How the gateway treats those who call it: outcomes, repeated requests, reading one's writes, pages, and malformed requests.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { expect, expectProblem, request, System } from "./harness.mjs";

const resting = { symbol: "REST", quantity: "1", limit_price: "1", time_in_force: "gtc" };

let system, alice, bob;
before(async () => {
  system = await System.start();
  alice = await system.trader("alice", "1000000");
  bob = await system.trader("bob", "1000000");
  await system.quote("REST", { bid: "9", ask: "10" });
});
after(() => system?.end());

describe("a command", () => {
  it("is accepted with a place to ask for its outcome", async () => {
    const accepted = expect(await alice.order(resting, { headers: {} }), 202);
    assert.equal(accepted.body.status, "pending");
    assert.equal(accepted.headers.location, `/api/v1/commands/${accepted.body.id}`);
    assert.ok(!("preference-applied" in accepted.headers));
    const outcome = await system.hears.facts.first((fact) => fact.answers === accepted.body.id, "the outcome");
    await system.hears.shown("commands", outcome);
    const command = await alice.get(accepted.headers.location);
    const { status, order, type } = expect(command, 200).body;
    assert.deepEqual([status, order, type], ["succeeded", accepted.body.order, "andvari.order.accepted.v1"]);
    // What the command's status says is where its effect is seen.
    assert.equal((await alice.read(`/api/v1/orders/${order}`, { after: [command] })).status, "accepted");
  });

  it("is answered with its outcome where the client prefers to wait", async () => {
    const answer = expect(await alice.order(resting, { headers: { Prefer: "respond-async, wait=7" } }), 201);
    assert.equal(answer.headers["preference-applied"], "wait=7");
    assert.equal(answer.headers.location, `/api/v1/orders/${answer.body.id}`);
    assert.ok(answer.headers["andvari-sequence"] && answer.headers.etag);
  });

  it("has its refusal as an outcome, too", async () => {
    const accepted = expect(await alice.order({ ...resting, quantity: "0" }, { headers: {} }), 202);
    const outcome = await system.hears.facts.first((fact) => fact.answers === accepted.body.id, "the outcome");
    await system.hears.shown("commands", outcome);
    const { status, code, reason } = await alice.read(accepted.headers.location);
    assert.deepEqual([status, code], ["refused", "quantity_not_positive"]);
    assert.ok(reason);
  });
});

describe("an Idempotency-Key", () => {
  const keyed = (key) => ({ headers: { Prefer: "wait=20", "Idempotency-Key": key } });
  const deposit = (client, amount, key, account = alice.account) =>
    client.post(`/api/v1/accounts/${account}/deposits`, { amount, currency: "USD" }, keyed(key));
  const cash = async () => (await alice.account_now()).cash;

  it("makes a repeated request have the outcome that it had", async () => {
    const first = expect(await alice.order(resting, keyed("order-1")), 201);
    assert.ok(!("idempotent-replayed" in first.headers));
    const again = expect(await alice.order(resting, keyed("order-1")), 201);
    assert.equal(again.headers["idempotent-replayed"], "true");
    assert.equal(again.headers["andvari-sequence"], first.headers["andvari-sequence"]);
    assert.equal(again.body.id, first.body.id);
    const later = expect(await alice.order(resting, { headers: { "Idempotency-Key": "order-1" } }), 202);
    assert.equal(later.body.order, first.body.id);
  });

  it("moves money once, however many ask at the same time", async () => {
    const before = Number(await cash());
    const answers = await Promise.all(Array.from({ length: 20 }, () => deposit(alice, "10", "deposit-1")));
    for (const answer of answers) expect(answer, 200);
    assert.equal(new Set(answers.map((answer) => answer.headers["andvari-sequence"])).size, 1);
    assert.equal(Number(await cash()), before + 10);
  });

  it("repeats a refusal", async () => {
    const [first, again] = [
      await alice.order({ ...resting, quantity: "0" }, keyed("refused-1")),
      await alice.order({ ...resting, quantity: "0" }, keyed("refused-1")),
    ];
    for (const answer of [first, again]) expectProblem(answer, 422, "quantity_not_positive");
    assert.equal(again.body.instance, first.body.instance);
  });

  it("is refused with another request", async () => {
    const before = await cash();
    expectProblem(await deposit(alice, "11", "deposit-1"), 422, "idempotency_key_reused");
    expectProblem(await alice.order(resting, keyed("deposit-1")), 422, "idempotency_key_reused");
    assert.equal(await cash(), before);
  });

  it("belongs to its owner: somebody else's same key names another command", async () => {
    expect(await deposit(bob, "10", "deposit-1", bob.account), 200);
    assert.equal((await bob.account_now()).cash, "1000010");
  });

  it("must be one that is legible", async () => {
    for (const key of ["", "with blank", "x".repeat(129)]) expectProblem(await deposit(alice, "10", key), 400, "malformed_field");
  });

  it("still names the same command after a restart", async () => {
    const first = expect(await deposit(alice, "10", "deposit-2"), 200);
    const before = await cash();
    await system.stop();
    await system.start();
    const again = expect(await deposit(alice, "10", "deposit-2"), 200);
    assert.equal(again.headers["andvari-sequence"], first.headers["andvari-sequence"]);
    assert.equal(again.headers["idempotent-replayed"], "true");
    assert.equal(await cash(), before);
  });
});

describe("reading", () => {
  it("sees what was written before, a thousand times of a thousand", async () => {
    const round = async () => {
      const placed = expect(await alice.order(resting), 201);
      const path = `/api/v1/orders/${placed.body.id}`;
      assert.equal((await alice.read(path, { after: [placed] })).status, "accepted");
      assert.ok((await alice.list(`/api/v1/orders?status=open`, 500)).some((order) => order.id === placed.body.id));
      const cancelled = expect(await alice.delete(path), 200);
      assert.equal((await alice.read(path, { after: [cancelled] })).status, "cancelled");
    };
    const rounds = async (count) => {
      for (let i = 0; i < count; ++i) await round();
    };
    await Promise.all(Array.from({ length: 10 }, () => rounds(50)));
  });

  it("sees the money that was moved before", async () => {
    for (let i = 1; i <= 50; ++i) {
      const answer = expect(await bob.post(`/api/v1/accounts/${bob.account}/withdrawals`, { amount: "1", currency: "USD" }), 200);
      assert.equal((await bob.account_now({ after: [answer] })).cash, answer.body.cash);
      const ledger = await bob.read(`/api/v1/accounts/${bob.account}/ledger?limit=1`, { after: [answer] });
      assert.equal(ledger.items[0].cash, answer.body.cash);
    }
  });

  it("does not wait for ever for what never happens", async () => {
    const far = Buffer.from("order/0:1:99999999").toString("base64url");
    const answer = expectProblem(
      await alice.get("/api/v1/orders", { headers: { "Andvari-Min-Sequence": far } }),
      503,
      "not_yet_visible",
    );
    assert.equal(answer.headers["retry-after"], "1");
    const none = await alice.get("/api/v1/orders", { headers: { "Andvari-Min-Sequence": "no place at all" } });
    expectProblem(none, 400, "malformed_field");
  });

  it("is spared what the reader has already", async () => {
    const placed = expect(await alice.order(resting), 201);
    const path = `/api/v1/orders/${placed.body.id}`;
    const first = expect(await alice.get(path), 200);
    const known = (etag) => alice.get(path, { headers: { "If-None-Match": etag } });
    assert.equal(first.headers.etag, placed.headers.etag);
    const second = expect(await known(`"other", W/${first.headers.etag}`), 304);
    assert.equal(second.text, "");
    assert.equal(second.headers.etag, first.headers.etag);
    expect(await known('"other"'), 200);
    expect(await alice.delete(path), 200);
    assert.notEqual(expect(await known(first.headers.etag), 200).headers.etag, first.headers.etag);
  });
});

describe("a list", () => {
  it("misses nothing and repeats nothing while it grows", async () => {
    const carol = await system.trader("carol", "1000000");
    const placed = [];
    const place = async () => placed.push(expect(await carol.order(resting), 201).body.id);
    for (let i = 0; i < 40; ++i) await place();
    const wanted = [...placed].reverse();
    const seen = [];
    for (let cursor = ""; ;) {
      const page = await carol.read(`/api/v1/orders?limit=7${cursor}`);
      seen.push(...page.items.map((order) => order.id));
      await Promise.all([place(), place(), place()]);
      if (!page.next_cursor) break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    assert.deepEqual(seen, wanted);
    const all = await carol.list("/api/v1/orders", 500);
    assert.deepEqual(all.map((order) => order.id).sort(), [...placed].sort());
  });

  it("shows only what is asked for", async () => {
    const dave = await system.trader("carol", "1000");
    const other = await system.trader("carol", "1000");
    await system.quote("ASKED", { bid: "9", ask: "10" });
    const open = expect(await dave.order(resting), 201).body.id;
    const filled = (await system.ended(await dave.order({ symbol: "ASKED", quantity: "1" }), dave)).id;
    const gone = expect(await dave.order(resting), 201).body.id;
    expect(await dave.delete(`/api/v1/orders/${gone}`), 200);
    expect(await other.order(resting), 201);
    const ids = async (query) =>
      (await dave.read(`/api/v1/orders?account=${dave.account}${query}`)).items.map((order) => order.id);
    assert.deepEqual(await ids(""), [gone, filled, open]);
    assert.deepEqual(await ids("&status=all"), [gone, filled, open]);
    assert.deepEqual(await ids("&status=open"), [open]);
    assert.deepEqual(await ids("&status=closed"), [gone, filled]);
    assert.deepEqual(await ids("&status=cancelled"), [gone]);
    assert.deepEqual(await ids("&status=filled"), [filled]);
    assert.deepEqual(await ids("&status=rejected"), []);
    assert.deepEqual(await ids("&symbol=ASKED"), [filled]);
    assert.deepEqual(await ids("&status=open&symbol=ASKED"), []);
  });

  it("refuses parameters that it does not understand", async () => {
    const bad = ["limit=0", "limit=501", "limit=ten", "cursor=nonsense", "status=sleeping", "symbol=nope", "colour=red"];
    for (const query of bad) {
      const { body } = expectProblem(await alice.get(`/api/v1/orders?${query}`), 400, "malformed_parameter");
      assert.equal(body.errors[0].parameter, query.split("=")[0]);
    }
    expectProblem(await alice.get("/api/v1/orders?limit=1&limit=2"), 400, "malformed_query");
    const page = await alice.read("/api/v1/orders?limit=1");
    expectProblem(await alice.get(`/api/v1/trades?cursor=${page.next_cursor}`), 400, "malformed_parameter");
  });
});

describe("a request", () => {
  const place = (body, headers = {}) =>
    request(`${system.http}/api/v1/orders`, {
      method: "POST",
      body,
      headers: { Authorization: `Bearer ${alice.key}`, "Content-Type": "application/json", ...headers },
    });

  it("that is malformed is told where", async () => {
    const order = { account: alice.account, symbol: "REST", side: "buy", type: "market", quantity: "1" };
    const pointer = async (body) =>
      expectProblem(await place(typeof body === "string" ? body : JSON.stringify(body)), 400, "malformed_body").body.errors[0]
        .pointer;
    assert.equal(await pointer({ ...order, side: undefined }), "/side");
    assert.equal(await pointer({ ...order, quantity: 1 }), "/quantity");
    assert.equal(await pointer({ ...order, side: "both" }), "/side");
    assert.equal(await pointer({ ...order, colour: "red" }), "/colour");
    assert.equal(await pointer({ ...order, symbol: null }), "/symbol");
    for (const text of ["", "{", "[]", "null", `{"account":"${alice.account}","account":"x"}`, JSON.stringify(order) + "x"])
      await pointer(text);
  });

  it("is refused in the media type that it has", async () => {
    expectProblem(await place("a=b", { "Content-Type": "application/x-www-form-urlencoded" }), 415, "unsupported_media_type");
    expect(
      await place(JSON.stringify({ account: alice.account, side: "buy", type: "limit", ...resting }), {
        "Content-Type": "application/json; charset=utf-8",
      }),
      202,
    );
  });

  it("that is too large is refused", async () => {
    const answer = await place(JSON.stringify({ account: "a".repeat(20_000) }));
    expect(answer, 413);
    assert.equal(answer.headers["content-type"], "application/problem+json");
  });

  it("for what is not there, or by the wrong method, is told so", async () => {
    expectProblem(await alice.get("/api/v1/nothing"), 404, "no_such_resource");
    expectProblem(await alice.get("/api/v1/orders/"), 404, "no_such_resource");
    const wrong = expectProblem(await alice.send("PUT", "/api/v1/orders", { body: {} }), 405, "method_not_allowed");
    assert.deepEqual(wrong.headers.allow.split(", ").sort(), ["DELETE", "GET", "HEAD", "OPTIONS", "POST"]);
    assert.deepEqual(
      expect(await alice.send("OPTIONS", "/api/v1/orders"), 204)
        .headers.allow.split(", ")
        .sort(),
      ["DELETE", "GET", "HEAD", "OPTIONS", "POST"],
    );
    const head = expect(await alice.send("HEAD", "/openapi.json"), 200);
    assert.equal(head.text, "");
    assert.ok(Number(head.headers["content-length"]) > 1000);
  });

  it("leaves everything in agreement", () => system.check());
});
