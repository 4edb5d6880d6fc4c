import type { WriteStream } from "node:tty";
import { reasonText, usdFromNano } from "@fieldwork/contracts";
import { printableText } from "@fieldwork/runtime";
import type { ClosedLane } from "@fieldwork/store";
import type { LineCounts } from "@fieldwork/store/reading";
import { Presets, SingleBar } from "cli-progress";

export interface Progress extends LineCounts {
  /** Records read from the CRMs in this run. */
  read: number;
  recordsPerSecond: number;
  /** Undefined until there is a rate to estimate it from. */
  remainingSeconds: number | undefined;
  spentNanoUsd: bigint;
  heldNanoUsd: bigint;
  /** Providers that are resting, and why. */
  closedLanes: readonly ClosedLane[];
}

export interface ProgressView {
  show(progress: Progress): void;
  end(): void;
}

const plainEveryMs = 2000;

/** A bar on a terminal; elsewhere a line every two seconds and when everything is done. */
export function createProgressView(stream: WriteStream | NodeJS.WritableStream): ProgressView {
  return "isTTY" in stream && stream.isTTY ? barView(stream) : plainView(stream);
}

function barView(stream: NodeJS.WritableStream): ProgressView {
  const bar = new SingleBar(
    {
      stream,
      format: "{bar} {percentage}%  {counted}  {detail}",
      hideCursor: true,
      clearOnComplete: false,
      fps: 8,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    show(progress) {
      const { finished, total } = progress;
      const payload = { counted: `${finished}/${total}`, detail: detailOf(progress) };
      // Without any work, nothing is done yet.
      const shownTotal = Math.max(1, total);
      if (!started) bar.start(shownTotal, finished, payload);
      started = true;
      bar.setTotal(shownTotal);
      bar.update(finished, payload);
    },
    end() {
      if (started) bar.stop();
    },
  };
}

function plainView(stream: NodeJS.WritableStream): ProgressView {
  let last = -Infinity;
  let shown = "";
  let latest = "";
  const print = () => {
    if (latest !== shown) stream.write(`${latest}\n`);
    shown = latest;
  };
  return {
    show(progress) {
      latest = `${progress.finished}/${progress.total} done  ${detailOf(progress)}`;
      if (performance.now() - last < plainEveryMs) return;
      last = performance.now();
      print();
    },
    end: print,
  };
}

const shownStates = [
  "ready",
  "dispatched",
  "asking",
  "answered",
  "writing",
  "written",
  "previewed",
  "review",
  "dead",
];

function detailOf(progress: Progress): string {
  const states = shownStates
    .filter((state) => (progress.states[state] ?? 0) > 0)
    .map((state) => `${state} ${progress.states[state]}`)
    .join("  ");
  return [
    `read ${progress.read}`,
    states,
    `${progress.recordsPerSecond.toFixed(0)}/s`,
    `left ${durationText(progress.remainingSeconds)}`,
    `spent ${usdText(progress.spentNanoUsd)}`,
    progress.heldNanoUsd > 0n ? `held ${usdText(progress.heldNanoUsd)}` : "",
    ...progress.closedLanes.map(closedText),
  ]
    .filter((part) => part !== "")
    .join("  ");
}

function closedText({ name, closedUntil, reason }: ClosedLane): string {
  const seconds = (closedUntil.getTime() - Date.now()) / 1000;
  const rest = seconds > 0 ? `is resting for ${durationText(seconds)}` : "is being checked";
  return `${name} ${rest}: ${printableText(reasonText(reason).slice(0, 160))}`;
}

function durationText(seconds: number | undefined): string {
  if (seconds === undefined) return "?";
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Cents if they say enough, more digits if the sum is small. */
export function usdText(nano: bigint): string {
  const usd = usdFromNano(nano);
  return `$${usd === 0 || usd >= 0.1 ? usd.toFixed(2) : usd.toPrecision(2)}`;
}
