import type { CommandUnknownOpts } from "@commander-js/extra-typings";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What may follow some words. */
export interface Completion {
  /** Such as `dlq replay`; empty before any command. */
  path: string;
  words: { word: string; about: string }[];
  /** One of its options names a file. */
  takesFile: boolean;
}

/** Of every command, what may follow it. Pure. */
export function completionsOf(command: CommandUnknownOpts, path = ""): Completion[] {
  const { commands, options, registeredArguments } = command;
  const words = [
    ...commands.map((one) => ({ word: one.name(), about: one.description() })),
    ...registeredArguments
      .flatMap(({ argChoices = [] }) => argChoices)
      .map((word) => ({ word, about: "" })),
    ...options.flatMap(({ long, description }) =>
      long ? [{ word: long, about: description }] : [],
    ),
  ];
  const takesFile = options.some(({ flags }) => flags.includes("<file>"));
  const below = commands.flatMap((one) => completionsOf(one, `${path} ${one.name()}`.trim()));
  return [{ path, words, takesFile }, ...below];
}

/** What a shell is told so that it completes the commands. Pure. */
export function completionScript(shell: Shell, program: CommandUnknownOpts): string {
  const completions = completionsOf(program);
  switch (shell) {
    case "bash":
      return bashScript(completions);
    case "zsh":
      // zsh has bash's completion as a module of its own. Whoever has set up zsh's has done the first part.
      return `(( $+functions[compdef] )) || { autoload -U +X compinit && compinit }\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(completions)}`;
    case "fish":
      return fishScript(completions);
    default:
      return shell satisfies never;
  }
}

function bashScript(completions: readonly Completion[]): string {
  const words = completions.map(
    (one) => `    "${one.path}") words="${one.words.map(({ word }) => word).join(" ")}" ;;`,
  );
  return `_fieldwork() {
  local path="" words="" first=1 at
  COMPREPLY=()
  if [[ \${COMP_WORDS[0]} == npx ]]; then
    [[ \${COMP_WORDS[1]} == fieldwork ]] || return 0
    first=2
  fi
  if (( COMP_CWORD < first )); then return 0; fi
  for (( at = first; at < COMP_CWORD; at++ )); do
    case "\${path:+$path }\${COMP_WORDS[at]}" in
      ${pathsOf(completions, "|")}) path="\${path:+$path }\${COMP_WORDS[at]}" ;;
    esac
  done
  if [[ -z $path ]] && (( COMP_CWORD > first )); then return 0; fi
  case "$path" in
${words.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _fieldwork fieldwork npx`;
}

function pathsOf(completions: readonly Completion[], separator: string): string {
  const paths = completions.map(({ path }) => path).filter((path) => path !== "");
  return paths.map((path) => `"${path}"`).join(separator);
}

function fishScript(completions: readonly Completion[]): string {
  // Where no option names a file, fish offers none beside the words.
  const lines = completions.flatMap(({ path, words, takesFile }) =>
    words.flatMap(({ word, about }) =>
      ["fieldwork", "npx"].map(
        (command) =>
          `complete -c ${command}${takesFile ? "" : " -f"} -n '__fieldwork_is "${path}"' -a '${word}' -d '${quoted(about)}'`,
      ),
    ),
  );
  return `function __fieldwork_is
  set -l words (commandline -opc)
  if test "$words[1]" = npx
    test "$words[2]" = fieldwork; or return 1
    set -e words[1]
  end
  set -l path ""
  for word in $words[2..-1]
    set -l further (string trim "$path $word")
    if contains -- "$further" ${pathsOf(completions, " ")}
      set path "$further"
    end
  end
  if test -z "$path"; and set -q words[2]
    return 1
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}`;
}

function quoted(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
}
