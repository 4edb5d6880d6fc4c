import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { chromiumArguments, findChromium } from "../support/find-chromium.ts";

/**
 * Makes the README's images of screenshots that the console's tests have taken:
 * `npm test -- test/console && node test/console/keep-images.ts`.
 */

const taken = fileURLToPath(new URL("../output/console", import.meta.url));
const kept = fileURLToPath(new URL("../../docs/images", import.meta.url));
const images = {
  record: "record-1280-light",
  review: "reviews-1280-light",
  sheet: "backfill-sheet-1280-light",
  enrichment: "enrichment-1280-light",
};

const browser = await chromium.launch({
  // biome-ignore lint/style/noProcessEnv: a browser is looked for in our environment.
  executablePath: findChromium(process.env),
  args: chromiumArguments,
});
const page = await browser.newPage();
await mkdir(kept, { recursive: true });
for (const [name, screenshot] of Object.entries(images)) {
  const png = await readFile(join(taken, `${screenshot}.png`));
  await writeFile(join(kept, `${name}.png`), await shrink(page, png));
}
await browser.close();

/** The first screen of it, in so few colours that it packs well: 18 shades of each of the three. */
async function shrink(on: Page, png: Buffer): Promise<Buffer> {
  const small = await on.evaluate<string>(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png.toString("base64")}";
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: Math.min(image.height, 800) });
    const drawn = canvas.getContext("2d");
    drawn.drawImage(image, 0, 0);
    const pixels = drawn.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < pixels.data.length; at++) pixels.data[at] = Math.round(pixels.data[at] / 15) * 15;
    drawn.putImageData(pixels, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  })()`);
  return Buffer.from(small, "base64");
}
