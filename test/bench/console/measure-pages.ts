import type { Page } from "playwright-core";
import type { ServedConsole } from "./served-console.ts";

const list = "/records?object=company";
const rareWords = ["vandelay", "cyberdyne", "globex", "umbrella", "weyland", "hooli", "initech"];
const hasRows = "watched.titles().length > 0";

/** From the navigation, with nothing cached, until rows are painted. */
export function timeFirstRows(served: ServedConsole): Promise<number> {
  return onPage(served, list, (page) =>
    page.evaluate<number>(
      "watched.until(() => watched.rowsAt !== undefined).then(() => watched.rowsAt)",
    ),
  );
}

/** From the last key of a word until every row fits it. */
export function timeFilter(served: ServedConsole, round: number): Promise<number> {
  const word = rareWords[round % rareWords.length] ?? "";
  return onPage(served, list, async (page) => {
    await page.evaluate(`watched.until(() => ${hasRows})`);
    await page.getByLabel("Search").focus();
    await page.keyboard.type(word, { delay: 40 });
    const fits = `title.includes(${JSON.stringify(word)})`;
    return page.evaluate<number>(
      `watched.until(() => ${hasRows} && watched.titles().every((title) => ${fits}))
        .then((at) => at - watched.actedAt)`,
    );
  });
}

/** From the click on a row until the fields of the record are there. */
export function timeRecord(served: ServedConsole, round: number): Promise<number> {
  return onPage(served, list, async (page) => {
    await page.evaluate(`watched.until(() => ${hasRows})`);
    const link = page.locator("tbody tr[aria-rowindex] a").nth(round);
    const title = await link.innerText();
    await link.click();
    const isOpen = `document.querySelector("h1")?.textContent === ${JSON.stringify(title)}
      && document.querySelectorAll("main h2").length > 2`;
    return page.evaluate<number>(
      `watched.until(() => ${isOpen}).then((at) => at - watched.actedAt)`,
    );
  });
}

/** The 95th percentile of the frames while so many rows are scrolled through. */
export function timeScrolling(served: ServedConsole, rows: number): Promise<number> {
  return onPage(served, list, async (page) => {
    await page.evaluate(`watched.until(() => ${hasRows})`);
    const frames = await page.evaluate<number[]>(`watched.scroll(${rows})`);
    return frames.toSorted((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? 0;
  });
}

async function onPage<Measured>(
  served: ServedConsole,
  path: string,
  measure: (page: Page) => Promise<Measured>,
): Promise<Measured> {
  const page = await served.open(path);
  try {
    return await measure(page);
  } finally {
    await page.context().close();
  }
}
