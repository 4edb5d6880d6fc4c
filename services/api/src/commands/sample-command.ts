import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Client } from "@fieldwork/contracts/client";
import { delay } from "@fieldwork/runtime";
import { defaultSampleSize } from "../backfills/sample/ask-sample.ts";
import type { CommandLine } from "../command-line/command-line.ts";
import { shown, toCount } from "./command.ts";
import { figuresText, type Sample, sampleText } from "./sample-text.ts";

interface Place {
  id: string;
  connection: string | undefined;
}

export function addSample(backfill: CommandUnknownOpts, line: CommandLine): void {
  backfill
    .command("sample")
    .description(
      `really asks about some of its records, at random, and writes nothing: the answers beside today's values, and what they cost. Given again, it asks about further ones`,
    )
    .argument("<backfill>")
    .option("--size <records>", `how many; ${defaultSampleSize} unless told`, toCount)
    .option("--look", "asks nothing: only what was sampled before")
    .option("--connection <name>", "for who has rights on one of several")
    .action((id, { size = defaultSampleSize, look, connection }) =>
      line.ask(async (client) => {
        const place = { id, connection };
        if (look !== true)
          await client.call("samples.ask", { params: { id }, body: { size, connection } });
        const sample = await (look === true ? show(client, place) : answered(client, line, place));
        return shown(sample, sampleText(sample));
      }),
    );
}

const lookEveryMs = 300;
// No call takes longer: whoever looks later finds the rest.
const waitsForMs = 150_000;

async function answered(client: Client, line: CommandLine, place: Place): Promise<Sample> {
  let changedAt = performance.now();
  let before = -1;
  for (;;) {
    const sample = await show(client, place);
    const { open } = sample.figures;
    if (open !== before) changedAt = performance.now();
    before = open;
    if (open === 0 || performance.now() - changedAt > waitsForMs) return sample;
    line.live(figuresText(sample.figures));
    await delay(lookEveryMs);
  }
}

function show(client: Client, { id, connection }: Place): Promise<Sample> {
  return client.call("samples.show", { params: { id }, query: { connection } });
}
