// The two that are cheap enough for every run of the tests, and so stand there: the OpenAPI document by Spectral, access tokens
// by jose.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { tool, unavailable, verdict } from "./tools.mjs";

const folder = fileURLToPath(new URL("../e2e/", import.meta.url));

async function test(file, what, by) {
  if (!existsSync(`${folder}${file}`)) return unavailable(what, by);
  const { status, said } = await tool(process.execPath, ["--test", file], { cwd: folder });
  const count = (name) => Number(said.match(new RegExp(`^. ${name} (\\d+)`, "m"))?.[1] ?? 0);
  const good = status === 0 && count("pass") > 0;
  return verdict(what, by, good, `${count("pass")} tests passed, ${count("fail")} failed (tests/e2e/${file})`);
}

export async function* independent() {
  yield test("openapi_lint.test.mjs", "/openapi.json by the rules of spectral:oas", "Spectral");
  yield test("tokens_verified.test.mjs", "access tokens by the published keys", "jose");
}
