import { type Client, createClient } from "@fieldwork/contracts/client";
import { testLogger } from "@fieldwork/runtime/testing";
import type { FastifyInstance } from "fastify";
import { type ApiOptions, createApi } from "../http/api.ts";
import { openTestPlace, type TestPlace } from "./open-test-place.ts";
import { type Ended, runLine } from "./run-line.ts";

/** Whoever has it may do everything. */
export const localToken = "fwt_local";

export interface TestApi extends TestPlace {
  app: FastifyInstance;
  url: string;
  /** As whoever may do everything. */
  client: Client;
  /** One command, as it is typed. */
  fieldwork(line: string | readonly string[]): Promise<Ended>;
  /** What it shows. @throws Error with what it told, if it fails. */
  shows(line: string | readonly string[]): Promise<string>;
}

/** The API over a store of its own, served on this machine. */
export async function openTestApi(options: Partial<ApiOptions> = {}): Promise<TestApi> {
  const opened = await openTestPlace();
  const { database, reader } = opened;
  const app = await createApi({
    ...{ database, reader, logger: testLogger() },
    options: {
      ...{ publicUrl: undefined, linkUrl: () => "http://localhost:8090", otherHosts: [] },
      ...{ trustedProxies: 0, requestsPerMinute: 100_000, sessionHours: 1, sessionIdleHours: 1 },
      ...{ sheetHours: 24, logDays: 7, localToken, ...options },
    },
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const client = createClient({ url, token: localToken });
  const place = { client, store: { database, reader } };
  return {
    ...{ ...opened, app, url, client },
    fieldwork: (line) => runLine(line, place),
    async shows(line) {
      const { exitCode, out, err } = await runLine(line, place);
      if (exitCode === 0) return out;
      throw new Error(`exit ${exitCode}: ${out}${err}`);
    },
    async stop() {
      await app.close();
      await opened.stop();
    },
  };
}
