import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { diffPrices } from "../diff-prices.ts";
import { openaiModels } from "../openai-models.ts";
import { type PriceTable, priceTable } from "../price-table.ts";
import { genaiModel, pricedModelFrom } from "../price-table-from-genai-prices.ts";

/**
 * Makes the vendored table of OpenAI's prices anew and prints what changed:
 *   npm pack @pydantic/genai-prices && tar xzf pydantic-genai-prices-*.tgz
 *   npx node packages/models/src/prices/update/main.ts package
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder of the unpacked package");

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(`${folder}/package.json`, "utf8")));
const module: unknown = await import(pathToFileURL(`${folder}/dist/index.js`).href);
const { findProvider } = z
  .object({ findProvider: z.custom<(options: { providerId: string }) => unknown>() })
  .parse(module);
const provider = z
  .object({ pricing_urls: z.array(z.url()), models: z.array(z.looseObject({ id: z.string() })) })
  .parse(findProvider({ providerId: "openai" }));

const table: PriceTable = {
  provider: "openai",
  source: `genai-prices ${version}, https://github.com/pydantic/genai-prices`,
  licence: "MIT, copyright Pydantic Services Inc. 2025 to present; only its numbers are used",
  vendorPages: provider.pricing_urls,
  checkedOn: new Date().toISOString().slice(0, 10),
  models: openaiModels.map((id) =>
    pricedModelFrom(genaiModel.parse(provider.models.find((model) => model.id === id))),
  ),
};

const file = new URL("../openai-prices.json", import.meta.url);
const before = await readFile(file, "utf8").catch(() => undefined);
const changes = before === undefined ? [] : diffPrices(priceTable.parse(JSON.parse(before)), table);
await writeFile(file, `${JSON.stringify(priceTable.parse(table), undefined, 2)}\n`);
process.stdout.write(
  `${changes.length === 0 ? "no price changed" : changes.join("\n")}\n${table.models.length} models written\n`,
);
