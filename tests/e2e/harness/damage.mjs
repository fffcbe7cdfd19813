// Damage as a bad disk does it: one byte of a database's file is another one. SQLite does not notice; Andvari must.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const file_of = (data, view) => path.join(data, `view_${view}.db`);

// Changes the first letter of a text, wherever it stands in a read model. The system must be stopped: then all is in one file.
export function damage(data, view, text) {
  const file = file_of(data, view);
  const journal = `${file}-wal`;
  assert.ok(!existsSync(journal) || statSync(journal).size === 0, `${journal} was left behind by a clean stop`);
  const content = readFileSync(file);
  let found = 0;
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1), ++found) content[at] ^= 1;
  assert.ok(found > 0, `'${text}' does not stand in ${file}`);
  writeFileSync(file, content);
}

export function removeModel(data, view) {
  const own = readdirSync(data).filter((name) => name.startsWith(`view_${view}.`));
  assert.ok(own.length > 0);
  for (const name of own) rmSync(path.join(data, name));
}
