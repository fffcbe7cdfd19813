// One owner neither sees nor touches another's things, and nobody anything without a key.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";

import { Client, expect, expectProblem, System } from "./harness.mjs";

describe("what belongs to alice", () => {
  let system, alice, bob, operator, order, position;
  before(async () => {
    system = await System.start();
    alice = await system.trader("alice", "10000");
    bob = system.client("bob");
    operator = system.client("operator");
    await system.quote("HERS", { bid: "9", ask: "10" });
    await system.ended(await alice.order({ symbol: "HERS", quantity: "5" }), alice);
    order = expect(await alice.order({ symbol: "HERS", quantity: "2", limit_price: "3", time_in_force: "gtc" }), 201).body;
    await system.hears.shown("accounts", await system.hears.fact("portfolio.reserved", (body) => body.order === order.id));
    position = await alice.position("HERS");
  });
  after(() => system?.end());

  // What bob tries with the names of alice's things, and with names that nobody has.
  const reads = (account, id) => [
    ["account", `/api/v1/accounts/${account}`],
    ["account", `/api/v1/accounts/${account}/ledger`],
    ["account", `/api/v1/orders?account=${account}`],
    ["account", `/api/v1/positions?account=${account}`],
    ["account", `/api/v1/positions/HERS?account=${account}`],
    ["account", `/api/v1/trades?account=${account}`],
    ["order", `/api/v1/orders/${id}`],
    ["order", `/api/v1/trades?order=${id}`],
    ["command", `/api/v1/commands/${id}`],
  ];
  const writes = (account, id) => [
    ["account", "POST", `/api/v1/accounts/${account}/deposits`, { amount: "1", currency: "USD" }],
    ["account", "POST", `/api/v1/accounts/${account}/withdrawals`, { amount: "1", currency: "USD" }],
    ["account", "POST", "/api/v1/orders", { account, symbol: "HERS", side: "sell", type: "market", quantity: "1" }],
    ["order", "DELETE", `/api/v1/orders/${id}`],
  ];
  const without = (answer) => ({ ...answer.body, instance: undefined });

  it("bob cannot tell from what does not exist", async () => {
    const [hers, nobodys] = [reads(alice.account, order.id), reads("nobodys", "00000000-0000-7000-8000-000000000000")];
    for (let i = 0; i < hers.length; ++i) {
      const [kind, path] = hers[i];
      expect(await alice.get(path), 200);
      const answers = [await bob.get(path), await bob.get(nobodys[i][1])];
      for (const answer of answers) expectProblem(answer, 404, `${kind}_not_found`);
      assert.deepEqual(without(answers[0]), without(answers[1]));
    }
  });

  it("bob cannot change", async () => {
    const before_it = await alice.account_now();
    const [hers, nobodys] = [writes(alice.account, order.id), writes("nobodys", "00000000-0000-7000-8000-000000000000")];
    for (let i = 0; i < hers.length; ++i) {
      const [kind, method, path, body] = hers[i];
      const answers = [await bob.send(method, path, { body }), await bob.send(method, nobodys[i][2], { body: nobodys[i][3] })];
      for (const answer of answers) expectProblem(answer, 404, `${kind}_not_found`);
      assert.deepEqual(without(answers[0]), without(answers[1]));
    }
    expectProblem(
      await bob.post("/api/v1/accounts", { id: alice.account, name: "Mine now", currency: "USD" }),
      409,
      "account_exists",
    );
    assert.deepEqual(await alice.account_now(), before_it);
    assert.deepEqual(await alice.position("HERS"), position);
    assert.equal((await alice.read(`/api/v1/orders/${order.id}`)).status, "accepted");
    // His one fact is the refusal of an account whose id is taken.
    const his = system.hears.facts.items.filter((fact) => fact.actor === "owner:bob");
    assert.deepEqual(
      his.map((fact) => fact.type),
      ["portfolio.command_refused"],
    );
  });

  it("bob cannot change by an id of his own choice, not even on the bus", async () => {
    const as = (actor) => ({ "ce-actor": actor });
    const cancel = (id) =>
      system.hears.command(
        `cmd.order.${alice.account}.cancel`,
        { account: alice.account, order: order.id },
        { id, headers: as("owner:bob") },
      );
    assert.equal((await cancel("bobs-cancel")).body.code, "order_not_found");
    const place = { account: alice.account, symbol: "HERS", side: "sell", kind: "market", time_in_force: "day", quantity: "1" };
    const placed = await system.hears.command(`cmd.order.${alice.account}.place`, place, {
      id: "bobs-order",
      headers: as("owner:bob"),
    });
    assert.deepEqual([placed.type, placed.body.code], ["order.rejected", "account_not_found"]);
    assert.equal((await alice.read(`/api/v1/orders/${order.id}`)).status, "accepted");
  });

  it("is in no list of bob's", async () => {
    for (const path of ["accounts", "orders", "trades"]) assert.deepEqual((await bob.read(`/api/v1/${path}`)).items, []);
    expectProblem(await bob.get("/api/v1/positions"), 400, "malformed_parameter");
  });

  it("is seen by an operator", async () => {
    for (const [, path] of reads(alice.account, order.id))
      assert.deepEqual((await operator.get(path)).body, (await alice.get(path)).body);
    assert.ok((await operator.read("/api/v1/accounts")).items.some((account) => account.id === alice.account));
    assert.ok((await operator.read("/api/v1/orders")).items.some((row) => row.id === order.id));
  });

  it("is shown to nobody without her key", async () => {
    const almost = alice.key.slice(0, -1) + "0";
    for (const key of [undefined, "unknown-0123456789abcdef", almost, `${alice.key}x`, alice.key.toUpperCase()]) {
      const nobody = new Client(() => system.http, key);
      for (const [, path] of reads(alice.account, order.id)) {
        const answer = expectProblem(await nobody.get(path), 401, "unauthorized");
        assert.match(answer.headers["www-authenticate"], /^Bearer realm="andvari"/);
      }
      for (const [, method, path, body] of writes(alice.account, order.id))
        expectProblem(await nobody.send(method, path, { body }), 401, "unauthorized");
      nobody.close();
    }
  });

  it("takes her key in a header of the right kind only", async () => {
    const nobody = new Client(() => system.http);
    const as = (authorization) => nobody.get("/api/v1/accounts", { headers: { Authorization: authorization } });
    for (const wrong of [alice.key, `Basic ${alice.key}`, "Bearer", "Bearer ", `Bearer ${alice.key} ${alice.key}`])
      expectProblem(await as(wrong), 401, "unauthorized");
    expect(await as(`bearer ${alice.key}`), 200);
    expectProblem(await nobody.get(`/api/v1/accounts?key=${alice.key}`), 401, "unauthorized");
    nobody.close();
  });

  it("is as it was, and everything agrees", () => system.check());
});
