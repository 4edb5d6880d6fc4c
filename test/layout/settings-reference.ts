import type { SettingView } from "@fieldwork/runtime";

/** Something that is started, and the settings that it reads. */
export interface Taker {
  name: string;
  settings: readonly SettingView[];
}

interface Entry {
  view: SettingView;
  takers: readonly string[];
  /** Where the default is another than the first taker's. */
  otherwise: readonly { taker: string; unset: string }[];
}

/** docs/settings.md: every setting once, grouped by what takes it. Pure. */
export function settingsReference(takers: readonly Taker[], introduction: string): string {
  const groups = Map.groupBy(entriesOf(takers), (entry) => entry.takers.join(", "));
  const sections = [...groups].map(([names, entries]) =>
    [
      `## ${names}`,
      "",
      "| setting | meaning | value | default |",
      "|---|---|---|---|",
      ...entries.map(rowOf),
    ].join("\n"),
  );
  return `${[introduction, ...sections].join("\n\n")}\n`;
}

function entriesOf(takers: readonly Taker[]): Entry[] {
  const found = takers.flatMap(({ name, settings }) =>
    settings.map((view) => ({ taker: name, view })),
  );
  return [...Map.groupBy(found, ({ view }) => view.name).values()].flatMap((told) => {
    const [first] = told;
    if (first === undefined) return [];
    const unset = unsetOf(first.view);
    const otherwise = told
      .map(({ taker, view }) => ({ taker, unset: unsetOf(view) }))
      .filter((one) => one.unset !== unset);
    return [{ view: first.view, takers: told.map(({ taker }) => taker), otherwise }];
  });
}

function unsetOf({ default: value, isRequired }: SettingView): string {
  if (isRequired) return "required";
  return value === undefined ? "" : `\`${value}\``;
}

function rowOf({ view, otherwise }: Entry): string {
  const { name, about, set, isSecret } = view;
  const others = otherwise.map(({ taker, unset }) => `${unset || "nothing"} in ${taker}`);
  const unset = [unsetOf(view), ...others].filter(Boolean).join("; ");
  const cells = [`\`${name}\``, about, isSecret ? `${set}; secret` : set, unset];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
