import { parsed } from "./command.ts";

export const completionUsage = `  completion bash | zsh
                     prints what lets the shell complete these commands: source <(npx fieldwork completion bash)`;

/** Of the shells' own completion; zsh has bash's as a module of its own. */
const shells: Readonly<Record<string, string>> = {
  bash: "",
  zsh: "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n",
};

/** Undefined if it is written wrongly. */
export function parseCompletion(
  args: readonly string[],
  usage: string,
): (() => Promise<string>) | undefined {
  const [shell = "", ...rest] = parsed(args, {})?.positionals ?? [];
  const prelude = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
  if (prelude === undefined || rest.length > 0) return undefined;
  return async () => `${prelude}${scriptOf(completionsOf(usage))}`;
}

/** What may follow each command, as its usage has it: orders, then options. Pure. */
export function completionsOf(usage: string): Map<string, string[]> {
  // A paragraph begins at the margin, a command two spaces in, and what is told of it further in.
  const paragraphs = usage.split(/\n(?=\S)|\n\n/);
  const entries = paragraphs.flatMap((one) => one.split(/\n(?= {2}\S)/)).map(entryOf);
  const found = new Map<string, { orders: string[]; options: string[] }>();
  for (const entry of entries) {
    if (entry === undefined) continue;
    const { orders, options } = found.get(entry.command) ?? { orders: [], options: [] };
    found.set(entry.command, {
      orders: [...orders, ...entry.orders],
      options: [...options, ...entry.options],
    });
  }
  return new Map(
    [...found].map(([name, { orders, options }]) => [name, [...new Set([...orders, ...options])]]),
  );
}

/** Undefined for what is no command. */
function entryOf(
  text: string,
): { command: string; orders: string[]; options: string[] } | undefined {
  const [, command, rest = ""] = /^ {2}([a-z]+)(?: (.*))?$/m.exec(text) ?? [];
  if (command === undefined) return undefined;
  return { command, orders: ordersIn(rest), options: text.match(/--[a-z][a-z-]*/g) ?? [] };
}

/** The words that may stand first after the command; what it does stands two spaces on. */
function ordersIn(rest: string): string[] {
  const synopsis = rest.replaceAll(/\[[^[\]]*(?:\[[^\]]*\][^[\]]*)*\]|\([^)]*\)/g, "");
  const [orders = ""] = synopsis.split(/ {2,}(?=[a-z])/);
  return orders
    .split("|")
    .map((piece) => piece.trim().split(" ")[0] ?? "")
    .filter((word) => /^[a-z][a-z-]*$/.test(word));
}

function scriptOf(completions: ReadonlyMap<string, readonly string[]>): string {
  const cases = [...completions].map(
    ([name, words]) => `    ${name}) words="${words.join(" ")}" ;;`,
  );
  return `_fieldwork() {
  local words="${[...completions.keys()].join(" ")}" first=1
  COMPREPLY=()
  if [[ \${COMP_WORDS[0]} == npx ]]; then
    [[ \${COMP_WORDS[1]} == fieldwork ]] || return 0
    first=2
  fi
  if (( COMP_CWORD < first )); then return 0; fi
  if (( COMP_CWORD > first )); then case "\${COMP_WORDS[first]}" in
${cases.join("\n")}
    *) return 0 ;;
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _fieldwork fieldwork npx`;
}
