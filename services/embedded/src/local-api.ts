import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { computerUser, createApiService, createOwnLink, linkUrl } from "@fieldwork/api";
import type { Service } from "@fieldwork/runtime";
import type { Line } from "./line.ts";
import { prepareFields } from "./prepare-fields.ts";
import type { Run } from "./run-context.ts";

export interface LocalApi extends Service {
  /** Available once started. */
  url(): string;
  /** Where the console signs the computer's user in, once. Undefined without a console. */
  consoleLink(): Promise<string | undefined>;
  /** Where its address and its token are kept while it runs, for this user alone. */
  file: string;
}

const host = "127.0.0.1";
// The log of the line in one process.
const logDays = 7;

/** The API of the line in this process, for this machine alone. Its token is another one at each start. */
export function createLocalApi(
  run: Run,
  { database, reader, adapters }: Pick<Line, "database" | "reader" | "adapters">,
  /** The folder of the built console. */
  consoleDir: string | undefined,
): LocalApi {
  const { config, home, logger } = run;
  const token = `fwt_${randomBytes(32).toString("base64url")}`;
  const api = createApiService({
    ...{ config, database, reader, host, logDays, logger },
    ...{ localToken: token, consoleDir },
    files: {
      read: run.readEnrichments,
      createFields: (proposed) => prepareFields(run, adapters, [proposed]),
    },
  });
  const file = join(home.dir, "api.json");
  const url = () => `http://${host}:${api.port()}`;
  return {
    ...{ name: api.name, url, file },
    async consoleLink() {
      if (consoleDir === undefined) return undefined;
      const { secret } = await createOwnLink(database, computerUser());
      return linkUrl(config.API_URL ?? url(), secret);
    },
    async start() {
      await api.start();
      // One that another start left may have another mode.
      await rm(file, { force: true });
      const text = JSON.stringify({ pid: process.pid, url: url(), token });
      await writeFile(file, text, { mode: 0o600, flag: "wx" });
    },
    async stop() {
      await rm(file, { force: true });
      await api.stop();
    },
  };
}
