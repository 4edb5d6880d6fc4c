import type { SettingView } from "./setting.ts";

const indent = 26;
const lineChars = 104;

export const settingsHeading = "Settings (environment, or files of FIELDWORK_SECRETS_DIR):";

/** Settings for `--help`, one below the other. Pure. */
export function settingsText(settings: readonly SettingView[]): string {
  return settings.flatMap(settingLines).join("\n");
}

function settingLines(setting: SettingView): string[] {
  const { name, about, set, choices, default: value, isRequired } = setting;
  const what = choices.length > 0 ? `${about}: ${set}` : about;
  const otherwise = isRequired ? "required" : value;
  const told = otherwise === undefined ? what : `${what} (${otherwise})`;
  const rows = wrap(told, lineChars - indent).map((row) => " ".repeat(indent) + row);
  const heading = `  ${name}`;
  if (heading.length >= indent) return [heading, ...rows];
  const [first = "", ...rest] = rows;
  return [heading.padEnd(indent) + first.slice(indent), ...rest];
}

function wrap(text: string, mostChars: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const row = rows.at(-1);
    if (row === undefined || row.length + 1 + word.length > mostChars) rows.push(word);
    else rows[rows.length - 1] = `${row} ${word}`;
  }
  return rows;
}
