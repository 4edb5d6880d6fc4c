import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { anthropicModels } from "../../providers/anthropic/models.ts";
import { geminiModels } from "../../providers/gemini/models.ts";
import { mistralModels } from "../../providers/mistral/models.ts";
import { openaiModels } from "../../providers/openai/models.ts";
import { diffPrices } from "../diff-prices.ts";
import { genaiModel, genaiProvider } from "../genai-prices.ts";
import { type PriceTable, priceTable } from "../price-table.ts";
import { type KnownModel, pricedModelFrom } from "../price-table-from-genai-prices.ts";

/**
 * Makes the vendored tables of prices anew from PyPI's genai-prices, and prints what changed.
 * Needs python3, and pip unless a wheel is given:
 *   npx node packages/models/src/prices/update/main.ts [genai_prices-….whl]
 */
interface PricedVendor {
  provider: string;
  /** In genai-prices. */
  listedAs: string;
  models: readonly KnownModel[];
}

const vendors: readonly PricedVendor[] = [
  { provider: "openai", listedAs: "openai", models: openaiModels },
  { provider: "anthropic", listedAs: "anthropic", models: anthropicModels },
  { provider: "gemini", listedAs: "google", models: geminiModels },
  { provider: "mistral", listedAs: "mistral", models: mistralModels },
];

const run = promisify(execFile);
const downloads = await mkdtemp(join(tmpdir(), "genai-prices-"));
try {
  await update(process.argv[2] ?? (await downloadWheel(downloads)));
} finally {
  await rm(downloads, { recursive: true, force: true });
}

async function downloadWheel(dir: string): Promise<string> {
  const options = ["--no-deps", "--only-binary", ":all:", "--dest", dir];
  await run("python3", ["-m", "pip", "download", ...options, "genai-prices"]);
  const [wheel] = await readdir(dir);
  if (wheel === undefined) throw new Error("pip downloaded no wheel of genai-prices");
  return join(dir, wheel);
}

async function update(wheel: string): Promise<void> {
  for (const vendor of vendors) await updateVendor(wheel, vendor);
}

async function updateVendor(wheel: string, vendor: PricedVendor): Promise<void> {
  const { provider } = vendor;
  const table = priceTable.parse(await tableFrom(wheel, vendor));
  const file = new URL(`../../providers/${provider}/prices.json`, import.meta.url);
  const changes = diffPrices(await tableIn(file, table), table);
  await writeFile(file, `${JSON.stringify(table, undefined, 2)}\n`);
  const summary = changes.length === 0 ? "no price changed" : changes.join("\n");
  process.stdout.write(
    `${provider}: ${summary}\n${table.models.length} models of ${table.source}\n`,
  );
}

/** An empty one, of a vendor that is new. */
async function tableIn(file: URL, empty: PriceTable): Promise<PriceTable> {
  if (!existsSync(file)) return { ...empty, models: [] };
  return priceTable.parse(JSON.parse(await readFile(file, "utf8")));
}

async function tableFrom(
  wheel: string,
  { provider, listedAs, models: known }: PricedVendor,
): Promise<PriceTable> {
  const [, version] = /^genai_prices-([\d.]+)-/.exec(basename(wheel)) ?? [];
  if (version === undefined) throw new Error(`${wheel} is not a wheel of genai-prices`);
  const script = fileURLToPath(new URL("export-genai-prices.py", import.meta.url));
  const { stdout } = await run("python3", [script, wheel, listedAs], { maxBuffer: 2 ** 26 });
  const { pricing_urls, models } = genaiProvider.parse(JSON.parse(stdout));
  return {
    provider,
    source: `genai-prices ${version} of PyPI, https://github.com/pydantic/genai-prices`,
    licence: "MIT, copyright Pydantic Services Inc. 2025 to present; only its numbers are used",
    vendorPages: pricing_urls,
    checkedOn: new Date().toISOString().slice(0, 10),
    models: known.map((one) => {
      const told = models.find(({ id }) => id === one.model);
      if (told === undefined) throw new Error(`genai-prices does not know ${one.model}`);
      return pricedModelFrom(genaiModel.parse(told), one);
    }),
  };
}
