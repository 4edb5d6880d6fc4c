import { readFile } from "node:fs/promises";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { ShownEvaluation } from "@fieldwork/contracts/api";
import type { Client } from "@fieldwork/contracts/client";
import { contentOf, loadProposedEnrichment, lockPrompt, readCases } from "@fieldwork/enrichments";
import { AppError, delay, placeText } from "@fieldwork/runtime";
import type { CommandLine } from "../command-line/command-line.ts";
import { exitCodes, type Shown, UsageError } from "../command-line/shown.ts";
import { lockedFigures } from "../evaluations/locked-figures.ts";
import { collected, shown } from "./command.ts";
import { evaluationText, lockedText } from "./evaluate-text.ts";

export function evaluateCommand(line: CommandLine): CommandUnknownOpts {
  return new Command("evaluate")
    .description(
      "asks models the labelled cases of an enrichment and writes nothing: how often they are right, what they cost and how long they take, beside the baseline. Ends with 1 where a model misses what the definition demands. Ctrl-C ends it",
    )
    .argument("<enrichment>")
    .option("--model <model>", "as provider/model; may be given several times", collected)
    .option("--cases <file>", "other cases, as cases.jsonl beside a definition has them")
    .option("--hash <hash>", "this version of the definition; the current one unless told")
    .option("--fresh", "asks again what a model is known to answer")
    .option("--files", "the definition in the files, before it is released")
    .option(
      "--lock",
      "keeps the figures beside the prompt in the files, so that it may be released",
    )
    .action((enrichment, options) =>
      line.ask(async (client) => {
        const { model: models, cases, hash, lock, fresh: isFresh } = options;
        if (lock === true && (cases ?? hash) !== undefined) throw new UsageError(lockedWhole);
        const proposed = await proposedIn(line, enrichment, options);
        const { id } = await client.call("evaluations.ask", {
          body: {
            ...{
              enrichment,
              hash,
              models,
              isFresh,
              cases: cases === undefined ? undefined : await casesIn(cases),
            },
            definition: proposed && { ...contentOf(proposed.enrichment) },
          },
        });
        const evaluation = await ended(client, line, id);
        return lock === true && proposed ? locked(evaluation, proposed) : told(evaluation);
      }),
    );
}

type Proposed = Awaited<ReturnType<typeof loadProposedEnrichment>>;

async function proposedIn(
  line: CommandLine,
  enrichment: string,
  { files, lock }: { files?: true | undefined; lock?: true | undefined },
): Promise<Proposed | undefined> {
  if ((files ?? lock) !== true) return undefined;
  return loadProposedEnrichment(line.environment, enrichment);
}

function told(evaluation: ShownEvaluation): Shown {
  const exitCode = evaluation.misses.length > 0 ? exitCodes.failed : exitCodes.done;
  return { ...shown(evaluation, (screen) => evaluationText(evaluation, screen)), exitCode };
}

/** What misses the thresholds is not locked. */
async function locked(
  evaluation: ShownEvaluation,
  { enrichment, folder }: Proposed,
): Promise<Shown> {
  if (evaluation.misses.length > 0) return told(evaluation);
  const lock = await lockPrompt(folder, {
    promptVersion: enrichment.promptVersion,
    figures: lockedFigures(evaluation),
  });
  return shown(
    { ...evaluation, locked: lock },
    (screen) => `${evaluationText(evaluation, screen)}\n\n${lockedText(lock)}`,
  );
}

const lockedWhole = "--lock measures the files with their own cases: leave --cases and --hash out";

async function casesIn(file: string) {
  const { cases, problems } = readCases(await readFile(file, "utf8"), file);
  const [problem] = problems;
  if (problem === undefined) return cases.map(({ labelled }) => labelled);
  throw new AppError(`${placeText(problem)}: ${problem.problem}. ${problem.remedy}`, {
    code: "request_invalid",
    retryable: false,
  });
}

const lookEveryMs = 500;
// No call takes longer: then no enricher is there for it.
const waitsForMs = 300_000;

async function ended(client: Client, line: CommandLine, id: string): Promise<ShownEvaluation> {
  let changedAt = performance.now();
  let before = -1;
  for (;;) {
    const evaluation = await client.call("evaluations.show", { params: { id } });
    const { ended: done, open } = evaluation;
    if (open === 0) return evaluation;
    if (done !== before) changedAt = performance.now();
    before = done;
    if (performance.now() - changedAt > waitsForMs) {
      const message = `no case of ${id} has ended in ${waitsForMs / 60_000} minutes: look at npx fieldwork doctor whether an enricher runs`;
      throw new AppError(message, { code: "backend_unavailable", retryable: true });
    }
    line.live(`${done} of ${done + open} asked`);
    await delay(lookEveryMs);
  }
}
