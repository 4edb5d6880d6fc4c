import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { expect, test } from "vitest";
import { root } from "./compose-file.ts";

const sources = globSync("packages/crm/src/**/*.ts", { cwd: root });
const vendors = sources
  .filter((file) => file.endsWith("-vendor.ts") && basename(file) !== "crm-vendor.ts")
  .map((file) => basename(dirname(file)));
const shared = sources.filter(
  (file) =>
    !file.endsWith(".test.ts") &&
    basename(file) !== "vendors.ts" &&
    !vendors.includes(basename(dirname(file))),
);

test("no file of packages/crm outside a vendor's folder and the registry names a vendor", async () => {
  expect(vendors.toSorted()).toEqual(["hubspot", "salesforce"]);
  const anyVendor = new RegExp(vendors.join("|"), "i");
  const texts = await Promise.all(shared.map((file) => readFile(`${root}${file}`, "utf8")));
  expect(shared.filter((_, index) => anyVendor.test(texts[index] ?? ""))).toEqual([]);
});
