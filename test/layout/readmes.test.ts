import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { storeMigrations } from "@fieldwork/store";
import { expect, test } from "vitest";
import { root } from "./compose-file.ts";

const sources = globSync("{packages,services,test,infra}/**/*.ts", {
  cwd: root,
  exclude: ["**/node_modules"],
});
const folders = globSync("{packages,services}/*", { cwd: root });
const notOurs = ["HTTPS_PROXY", "NO_PROXY"];

function readme(folder: string): Promise<string> {
  return readFile(join(root, folder, "README.md"), "utf8");
}

test.each(folders)("the README of %s names only files that there are", async (folder) => {
  const named = [...(await readme(folder)).matchAll(/`([\w./-]+\.ts)`/g)].map(([, file]) => file);
  const own = sources.filter((file) => file.startsWith(folder));
  const isThere = (file: string) => own.some((one) => one.endsWith(`/${file}`));
  const missing = named.filter((file = "") => !isThere(file) && !sources.includes(file));
  expect(missing).toEqual([]);
});

test.each(folders)("the README of %s names only settings that there are", async (folder) => {
  const settings = await readFile(join(root, "docs/settings.md"), "utf8");
  const text = await readme(folder);
  const named = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name = ""]) => name);
  const known = [...settings.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name);
  expect(named.filter((name) => !known.includes(name) && !notOurs.includes(name))).toEqual([]);
});

test("the README of the store names every table, and no other", async () => {
  const statements = storeMigrations.migrations.map(({ sql }) => sql).join("\n");
  const created = [...statements.matchAll(/^create table (\w+)/gm)].map(([, table]) => table);
  const text = await readme("packages/store");
  const section = text.slice(text.indexOf("## Tables"), text.indexOf("`migrate` runs"));
  const named = [...section.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, table]) => table),
  );
  expect(named.toSorted()).toEqual(created.toSorted());
});
