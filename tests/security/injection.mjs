// sqlmap on every parameter: whatever is stored or looked up, no text of a client may become SQL.
import { temporaryFolder } from "../e2e/harness/program.mjs";
import { Target, url } from "./target.mjs";
import { has, tool, unavailable, verdict } from "./tools.mjs";

// One run for the places in the path, which must be marked, and one for query and body, which sqlmap finds itself.
function runs(target) {
  const all = [];
  for (const request of target.requests()) {
    if (request.pattern === "/api/v1/events") continue; // Its answer has no end.
    const marked = Object.fromEntries(Object.entries(request.inPath).map(([name, value]) => [name, `${value}*`]));
    if (Object.keys(marked).length > 0) all.push({ request, address: url(target.address, request, { inPath: marked }) });
    if (Object.keys(request.query).length > 0 || request.body) all.push({ request, address: url(target.address, request) });
  }
  return all;
}

async function inject(target, { request, address }, folder) {
  const args = [
    "--batch",
    "--disable-coloring",
    "--level=2",
    "--risk=1",
    "--dbms=SQLite",
    "--flush-session",
    "--output-dir",
    folder,
  ];
  args.push("-u", address, "--method", request.method, "-H", `Authorization: ${target.authorization}`);
  args.push("--ignore-code=*", "--skip-waf", "--timeout=10", "--retries=1", "--skip=User-Agent,Referer,Cookie,Host");
  if (request.body) args.push("-H", "Content-Type: application/json", "--data", JSON.stringify(request.body));
  const { said } = await tool("sqlmap", args, { seconds: 900 });
  const tested = new Set(
    [...said.matchAll(/testing if (.+?) is dynamic|(?:parameter|URI parameter) '([^']+)' does not seem/g)].map(
      ([, a, b]) => a ?? b,
    ),
  );
  const injectable = /sqlmap identified the following injection point|is vulnerable|appears to be .*injectable/.test(said);
  const clean = /all tested parameters do not appear to be injectable|no parameter\(s\) found for testing/.test(said);
  const problem = injectable ? "injectable" : clean ? "" : said.trim().split("\n").slice(-3).join(" ");
  return { tested: tested.size, problem: problem && `${request.method} ${request.pattern}: ${problem}` };
}

export async function* injection() {
  if (!has("sqlmap")) return yield unavailable("SQL in every parameter", "sqlmap");
  const target = await (await Target.start()).fill();
  const folder = temporaryFolder();
  const results = [];
  for (const run of runs(target)) results.push(await inject(target, run, folder));
  const found = results.map(({ problem }) => problem).filter(Boolean);
  const trouble = [...found, ...target.errors(), await target.end()].filter(Boolean);
  const parameters = results.reduce((sum, { tested }) => sum + tested, 0);
  const figures = `${parameters} parameters in ${results.length} runs; ${found.length} runs found something or failed`;
  yield verdict("SQL in every parameter", "sqlmap", trouble.length === 0, [figures, ...trouble.slice(0, 5)].join("; "));
}
