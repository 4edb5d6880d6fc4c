import { z } from "zod";

const share = z.number().min(0).max(1);

/** A share with its 95 % interval. */
const interval = z.strictObject({ share, low: share, high: share });

/** How one model did on one output, as it was measured. */
const lockedOutput = z.strictObject({
  labelled: z.int(),
  agreement: interval.nullable(),
  abstained: z.int(),
  written: z.int(),
  precision: interval.nullable(),
});

const lockedFigures = z.strictObject({
  /** As `provider/model`. */
  model: z.string(),
  measuredOn: z.iso.date(),
  cases: z.int(),
  /** Identifies the cases. */
  casesHash: z.string(),
  /** The mean of a case; null if nothing was called. */
  costNanoUsd: z.number().nullable(),
  outputs: z.record(z.string(), lockedOutput),
});
export type LockedFigures = z.infer<typeof lockedFigures>;

const lockedVersion = z.strictObject({
  /** The number in its file's name. */
  version: z.int().positive(),
  /** Of the file, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Of everything that a model is told or learns from under it, as values carry it. */
  promptVersion: z.string().regex(/^[0-9a-f]{12}$/),
  /** What it was released with. */
  figures: z.array(lockedFigures).min(1),
});
export type LockedVersion = z.infer<typeof lockedVersion>;

/** `prompts/lock.json`: the versions of a prompt that are released, which never change again. */
export const promptLock = z.strictObject({ versions: z.array(lockedVersion) });
export type PromptLock = z.infer<typeof promptLock>;

/** A lock with one version more, or with further figures of one that it has. Pure. */
export function withVersion(lock: PromptLock, added: LockedVersion): PromptLock {
  const known = lock.versions.find(({ version }) => version === added.version);
  const kept = known?.figures.filter(
    ({ model }) => !added.figures.some((one) => one.model === model),
  );
  const figures = [...(kept ?? []), ...added.figures].toSorted((a, b) =>
    a.model < b.model ? -1 : 1,
  );
  const others = lock.versions.filter(({ version }) => version !== added.version);
  return {
    versions: [...others, { ...added, figures }].toSorted((a, b) => a.version - b.version),
  };
}
