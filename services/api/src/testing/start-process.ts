import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { eventually } from "@fieldwork/runtime/testing";
import { onTestFinished } from "vitest";

export interface ApiProcess {
  port: number;
  child: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Its exit code and the signal that ended it. */
  ended: Promise<unknown[]>;
}

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/** The API as a process of its own, on a port that it picks, until the test ends. */
export async function startApiProcess(databaseUrl: string): Promise<ApiProcess> {
  const child = spawn(process.execPath, [main], {
    env: {
      ...{ PATH: "/usr/bin:/bin", DATABASE_URL: databaseUrl, API_PORT: "0" },
      // Nobody asks for the queues.
      REDIS_URL: "redis://127.0.0.1:1",
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const ended = once(child, "close");
  const port = await eventually(
    () => {
      const served = output.split("\n").find((line) => line.includes('"serving the API"'));
      if (served === undefined) throw new Error(`it does not serve yet: ${output}`);
      return (JSON.parse(served) as { port: number }).port;
    },
    { timeoutMs: 30_000 },
  );
  return { port, child, output: () => output, ended };
}
