import type { Lanes } from "../lanes.ts";

/** A worker to be killed: prints the id of each wake-up it starts, and finishes none. */
const [module, argument, lane] = process.argv.slice(2);
if (!module || !argument || !lane) throw new Error("module, argument and lane are needed");
const { openLanes } = (await import(module)) as { openLanes: (argument: string) => Promise<Lanes> };
const lanes = await openLanes(argument);
await lanes.consume(lane, {
  concurrency: 10,
  handle: async ({ workId }) => {
    process.stdout.write(`${workId}\n`);
    await new Promise(() => undefined);
  },
});
