import type { Client } from "@fieldwork/contracts/client";
import type { Environment } from "@fieldwork/runtime";
import type { OpenStore } from "../open-store.ts";
import { type Failure, failureOf } from "./failure.ts";
import { onScreen } from "./screen.ts";
import { exitCodes, NotConfirmedError, type Shown } from "./shown.ts";
import type { Terminal } from "./terminal.ts";

export interface CommandLineDeps {
  terminal: Terminal;
  environment: Environment;
  /** The API, wherever that is: no command knows. */
  withClient(use: (client: Client) => Promise<Shown>): Promise<Shown>;
  /** For the few that are about what is installed here. */
  withStore(use: (store: OpenStore) => Promise<Shown>): Promise<Shown>;
}

/** What commands are written with. */
export interface CommandLine {
  environment: Environment;
  /** A person looks at it as it happens, so that one line can take the place of another. */
  isInteractive: boolean;
  /** Writes something meanwhile, for people: what is shown for programs is one object at the end. */
  write(text: string): void;
  /** Asks the API and shows what it replied. */
  ask(use: (client: Client) => Promise<Shown>): Promise<void>;
  /** Does something with the store of this place. */
  local(use: (store: OpenStore) => Promise<Shown>): Promise<void>;
  /** Needs neither. */
  show(use: () => Promise<Shown>): Promise<void>;
  confirm(order: Confirmable): Promise<void>;
  /** Shows something in its place while it grows; what is shown in the end takes that place. */
  live(text: Shown["text"]): void;
}

export interface Confirmable {
  /** What it would do, with its count. */
  preview: Shown;
  /** It was ordered without a question. */
  isConfirmed: boolean;
  /** What to write so that nobody is asked, such as `--yes`. */
  addition: string;
}

export interface OpenCommandLine extends CommandLine {
  /** Whether the command that runs shows one object. */
  isJson: boolean;
  exitCode(): number;
  fail(error: unknown): void;
}

export function createCommandLine(deps: CommandLineDeps): OpenCommandLine {
  const { terminal, environment } = deps;
  let exitCode: number = exitCodes.done;
  const line: OpenCommandLine = {
    environment,
    isInteractive: terminal.isInteractive,
    write: (text) => line.isJson || terminal.out(text),
    isJson: false,
    exitCode: () => exitCode,
    ask: async (use) => shown(await deps.withClient(use)),
    local: async (use) => shown(await deps.withStore(use)),
    show: async (use) => shown(await use()),
    async confirm({ preview, isConfirmed, addition }) {
      if (isConfirmed) return;
      if (line.isJson || !terminal.isInteractive)
        throw new NotConfirmedError(preview, `Nothing was done. To do it, add ${addition}.`);
      terminal.out(`${textOf(preview)}\n`);
      const reply = await terminal.ask("Go on? [y/N] ");
      if (!/^y(es)?$/i.test(reply.trim()))
        throw new NotConfirmedError({ data: preview.data, text: "" }, "Nothing was done.");
    },
    live(text) {
      if (!line.isJson) terminal.live(textOf({ text }));
    },
    fail(error) {
      line.live("");
      const failure = failureOf(error);
      exitCode = failure.exitCode;
      if (line.isJson) terminal.out(`${jsonText(failure.problem)}\n`);
      else tell(failure);
    },
  };
  return line;

  function shown({ data, text, exitCode: code }: Shown): void {
    exitCode = code ?? exitCodes.done;
    line.live("");
    const told = line.isJson ? jsonText(data) : textOf({ text });
    if (told !== "") terminal.out(`${told}\n`);
  }

  function textOf({ text }: Pick<Shown, "text">): string {
    return onScreen(typeof text === "string" ? text : text(terminal), terminal);
  }

  /** A preview is what was asked for; anything else that fails is an error. */
  function tell({ exitCode: code, text }: Failure): void {
    const write = code === exitCodes.notConfirmed ? terminal.out : terminal.err;
    if (text === "") return;
    write(`${textOf({ text })}\n`);
  }
}

/** One object that a terminal may show: what would steer it stands escaped, so that nothing is lost. */
function jsonText(data: object): string {
  const plain = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value);
  return JSON.stringify(data, plain, 2).replaceAll(
    /[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
