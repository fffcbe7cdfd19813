// The OpenAPI document by rules that others wrote: Spectral's for OpenAPI.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { it } from "node:test";

import { Client, run, temporaryFolder, Up } from "./harness.mjs";

const at = (name) => fileURLToPath(new URL(name, import.meta.url));

it("the document that is served has no error by the rules of spectral:oas", async () => {
  const system = await new Up().start();
  const document = path.join(temporaryFolder(), "openapi.json");
  const client = new Client(() => system.http);
  writeFileSync(document, JSON.stringify(await client.read("/openapi.json"), null, 2));
  client.close();
  await system.stop();

  const spectral = at("node_modules/@stoplight/spectral-cli/dist/index.js");
  const flags = ["--ruleset", at("spectral.json"), "--fail-severity", "error", "--format", "json", "--quiet"];
  const { status, stdout, stderr } = await run(process.execPath, [spectral, "lint", ...flags, document]);
  const errors = JSON.parse(stdout || "[]").filter(({ severity }) => severity === 0);
  const told = errors.map(({ path: where, message }) => `${where.join(".")}: ${message}`);
  assert.deepEqual(told, [], stderr);
  assert.equal(status, 0, stderr);
});
