import { consumeChanges } from "./consume-changes.ts";
import { enrichRecords } from "./enrich-records.ts";
import type { NaiveSettings } from "./naive-settings.ts";

const settings: NaiveSettings = JSON.parse(process.env.NAIVE_LINE ?? "");
const stop = await (process.argv[2] === "consumer"
  ? consumeChanges(settings)
  : enrichRecords(settings));
process.stdout.write("ready\n");
process.stdin.once("end", stop).resume();
