// What is attacked: everything in one process, with a demo market, an account, an order; and each place of each operation in
// /openapi.json where a client can put something.
import { execFileSync } from "node:child_process";
import path from "node:path";

import { Client, expect } from "../e2e/harness/client.mjs";
import { keys, temporaryFolder, Up } from "../e2e/harness/program.mjs";

const methods = ["get", "put", "post", "delete", "patch"];
// Tools ask faster than any client may.
const unlimited = ["requests", "key_requests", "address_requests", "sign_in"].map((name) => [
  `--limits-${name.replaceAll("_", "-")}-per-minute`,
  "0",
]);

export class Target {
  static async start(flags = []) {
    const target = new Target();
    // The log is read afterwards; what is slow to come counts as an attack of its own.
    const env = { ANDVARI_LOG_LEVEL: "warn", ANDVARI_LOG_FORMAT: "json" };
    target.up = await new Up({ demo: true, flags: [...unlimited.flat(), ...flags], env }).start();
    target.address = target.up.http;
    return target;
  }

  // Something in every list, and the ids that lead to it.
  async fill() {
    this.alice = new Client(() => this.address, keys.alice);
    const wait = { headers: { Prefer: "wait=20" } };
    const opened = expect(
      await this.alice.post("/api/v1/accounts", { id: "alice", name: "Alice", currency: "USD" }, wait),
      201,
    );
    const money = { amount: "100000", currency: "USD" };
    const paid = expect(await this.alice.post("/api/v1/accounts/alice/deposits", money, { ...wait, after: [opened] }), 200);
    const order = { account: "alice", symbol: "AAPL", side: "buy", type: "limit", quantity: "1", limit_price: "0.01" };
    const placed = expect(
      await this.alice.post("/api/v1/orders", { ...order, time_in_force: "gtc" }, { ...wait, after: [paid] }),
      201,
    );
    this.document = await this.alice.read("/openapi.json");
    this.known = {
      account: "alice",
      symbol: "AAPL",
      order: placed.body.id,
      command: placed.headers.location?.split("/").pop() ?? placed.body.id,
      limit: "2",
      interval: "1Day",
      status: "all",
      Prefer: "wait=1",
      "Andvari-Min-Sequence": placed.headers["andvari-sequence"],
    };
    return this;
  }

  get authorization() {
    return `Bearer ${keys.alice}`;
  }

  // Errors that the process logged by itself: a fault behind an answer, an exception that reached the top.
  errors() {
    return this.up.process.stderr.split("\n").filter((line) => /"level":"(error|critical)"/.test(line));
  }

  async end() {
    this.alice?.close();
    const { status, signal } = await this.up.stop();
    return status === 0 ? "" : `the process ended with ${status ?? signal}`;
  }

  resolve(thing) {
    if (!thing?.$ref) return thing;
    const steps = thing.$ref.slice(2).split("/");
    return this.resolve(steps.reduce((at, name) => at[name], this.document));
  }

  // A value that the schema might like.
  sample(name, schema) {
    const s = this.resolve(schema) ?? {};
    if (s.format === "date-time") return "2026-01-31T14:30:00Z";
    return this.known[name] ?? s.example ?? s.examples?.[0] ?? s.default ?? s.enum?.[0] ?? (s.type === "integer" ? 1 : "x");
  }

  body(operation) {
    const schema = this.resolve(this.resolve(operation.requestBody)?.content?.["application/json"]?.schema);
    if (!schema) return undefined;
    if (schema.examples?.[0])
      return { ...schema.examples[0], ...("account" in schema.examples[0] ? { account: "alice" } : {}) };
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, this.sample(name, part)]));
  }

  // { id, method, path, query, headers, body } of a request for each operation, with its parameters as the document has them.
  requests() {
    const requests = [];
    for (const [pattern, item] of Object.entries(this.document.paths))
      for (const method of methods.filter((name) => item[name])) {
        const operation = item[method];
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((p) => this.resolve(p));
        const all = (place) =>
          Object.fromEntries(
            parameters.filter((p) => p.in === place).map((p) => [p.name, String(this.sample(p.name, p.schema))]),
          );
        const { cursor: _, ...query } = all("query");
        const optional = parameters.filter((p) => p.in === "query" && !(p.name in query)).map((p) => p.name);
        requests.push({
          id: operation.operationId,
          method: method.toUpperCase(),
          pattern,
          inPath: all("path"),
          query,
          optional,
          headers: all("header"),
          body: this.body(operation),
        });
      }
    return requests;
  }
}

export function url(address, request, { inPath = request.inPath, query = request.query } = {}) {
  const filled = request.pattern.replaceAll(/\{([^}]+)\}/g, (_, name) => inPath[name]);
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${value}`);
  return `${address}${filled}${pairs.length > 0 ? "?" : ""}${pairs.join("&")}`;
}

// An authority and a certificate for 127.0.0.1 by it, as files.
export function certificate() {
  const folder = temporaryFolder();
  const at = (name) => path.join(folder, name);
  const openssl = (...args) => execFileSync("openssl", args, { stdio: "ignore" });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...curve, "-days", "365", "-subj", "/CN=Authority", "-keyout", at("ca.key"), "-out", at("ca.pem"));
  const names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  openssl("req", ...curve, "-subj", "/CN=localhost", ...names, "-keyout", at("key.pem"), "-out", at("request.pem"));
  const by = ["-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "300", "-copy_extensions", "copy"];
  openssl("x509", "-req", "-in", at("request.pem"), ...by, "-out", at("certificate.pem"));
  return { authority: at("ca.pem"), certificate: at("certificate.pem"), key: at("key.pem") };
}
