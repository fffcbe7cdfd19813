// Lists of hostile texts (those that wfuzz brings, and our own) in every place of every operation: path, query, headers, body.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { temporaryFolder } from "../e2e/harness/program.mjs";
import { Target, url } from "./target.mjs";
import { has, tool, unavailable, verdict } from "./tools.mjs";

const own = fileURLToPath(new URL("payloads.txt", import.meta.url));
const lists = "/usr/share/wfuzz/wordlist";
const forFfuf = ["Injections/All_attack.txt", "Injections/bad_chars.txt", "Injections/XML.txt", "vulns/sql_inj.txt"];
const forWfuzz = ["Injections/SQL.txt", "Injections/Traversal.txt", "Injections/XSS.txt", "stress/doble_uri_hex.txt"];
// What only a program's inside says: no text of ours, and no text of these lists, has it.
const inside =
  "(?i)(terminate called|AddressSanitizer|stack trace|backtrace|segmentation fault|std::|boost::|pqxx|SQLITE_|SQL logic error|" +
  'near \\\\?"[^"]*\\\\?": syntax error|[a-z_]+\\.[ch]pp:[0-9]+|/usr/(include|lib)/)';

// Lines as Latin-1, so that bytes which are no text stay what they are.
const words = (files) => [
  ...new Set(
    [own, ...files.map((file) => path.join(lists, file))]
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, "latin1").split(/\r?\n/))
      .filter(Boolean),
  ),
];
const percent = (word) => [...Buffer.from(word, "latin1")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
// Inside the quotes of a JSON string, as UTF-8.
const quoted = (word) => JSON.stringify(word).slice(1, -1);

// Every place where a client can put something, with FUZZ in it. `forms` says how the words may stand there.
function places(target) {
  const all = [];
  for (const request of target.requests()) {
    const place = (name, forms, change) => all.push({ request, name, forms, change });
    for (const name of Object.keys(request.inPath)) place(name, ["percent"], { inPath: { ...request.inPath, [name]: "FUZZ" } });
    for (const name of [...Object.keys(request.query), ...request.optional])
      place(name, ["percent"], { query: { ...request.query, [name]: "FUZZ" } });
    for (const name of Object.keys(request.headers)) place(name, ["plain"], { header: name });
    for (const name of Object.keys(request.body ?? {}))
      place(name, ["quoted", "plain"], { body: { ...request.body, [name]: "FUZZ" } });
    if (request.body) place("the whole body", ["plain"], { raw: true });
  }
  all.push({
    request: { method: "GET", pattern: "/FUZZ", inPath: {}, query: {}, headers: {} },
    name: "the path",
    forms: ["percent"],
    change: {},
  });
  return all;
}

function ffufArguments(target, { request, change }, list) {
  const args = ["-w", list, "-X", request.method, "-u", url(target.address, request, change), "-t", "8", "-timeout", "5"];
  args.push("-mc", "500-599", "-mr", inside, "-s", "-H", `Authorization: ${target.authorization}`);
  if (change.header) args.push("-H", `${change.header}: FUZZ`);
  if (request.body)
    args.push("-H", "Content-Type: application/json", "-d", change.raw ? "FUZZ" : JSON.stringify(change.body ?? request.body));
  return args;
}

async function ffuf(target, count) {
  const folder = temporaryFolder();
  const all = words(forFfuf);
  const files = {};
  for (const [form, write] of Object.entries({ plain: (w) => w, percent, quoted })) {
    files[form] = path.join(folder, form);
    writeFileSync(files[form], all.map(write).join("\n"), form === "quoted" ? "utf8" : "latin1");
  }
  const found = [];
  for (const place of places(target))
    for (const form of place.forms) {
      const { said } = await tool("ffuf", ffufArguments(target, place, files[form]));
      count.requests += all.length;
      if (said.trim())
        found.push(`${place.request.method} ${place.request.pattern}, ${place.name}: ${said.trim().split("\n")[0]}`);
    }
  return found;
}

async function wfuzz(target, count) {
  const list = path.join(temporaryFolder(), "words");
  const all = words(forWfuzz);
  writeFileSync(list, all.join("\n"), "latin1");
  const found = [];
  for (const { request, name, forms, change } of places(target)) {
    if (!forms.includes("percent")) continue;
    const args = [
      "-t",
      "8",
      "--req-delay",
      "5",
      "-X",
      request.method,
      "-z",
      `file,${list},urlencode`,
      "--filter",
      "c>=500 or c=XXX",
    ];
    if (request.body) args.push("-H", "Content-Type: application/json", "-d", JSON.stringify(request.body));
    args.push("-f", `${list}.json,json`, "-H", `Authorization: ${target.authorization}`, url(target.address, request, change));
    const { status, said } = await tool("wfuzz", args);
    count.requests += all.length;
    const results = existsSync(`${list}.json`) ? JSON.parse(readFileSync(`${list}.json`, "utf8") || "[]") : [];
    for (const { payload, code } of results) found.push(`${request.method} ${request.pattern}, ${name}=${payload}: ${code}`);
    if (status !== 0) found.push(`${request.method} ${request.pattern}, ${name}: ${said.trim().split("\n").pop()}`);
  }
  return found;
}

export async function* wordlists() {
  const tools = { ffuf, wfuzz };
  const target = await (await Target.start()).fill();
  for (const [name, attack] of Object.entries(tools)) {
    if (!has(name)) {
      yield unavailable("hostile texts in every place", name);
      continue;
    }
    const count = { requests: 0 };
    const found = await attack(target, count);
    const figures = `${count.requests} requests; ${found.length} answered by 5xx, not at all, or with something of the inside`;
    yield verdict("hostile texts in every place", name, found.length === 0, [figures, ...found.slice(0, 5)].join("; "));
  }
  const errors = target.errors();
  const checked = await target.up.check().then(
    () => [],
    (error) => [error.message],
  );
  const trouble = [...checked, ...errors, await target.end()].filter(Boolean);
  yield verdict(
    "the server after hostile texts",
    "andvari check",
    trouble.length === 0,
    trouble[0] ?? "all invariants hold, no error in its log",
  );
}
