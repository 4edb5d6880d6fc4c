import type { Definitions } from "@fieldwork/enrichments";
import type { Providers } from "@fieldwork/models";
import { configError, type Logger, type Service } from "@fieldwork/runtime";

export interface RouteCheckDeps {
  providers: Pick<Providers, "problems">;
  definitions: Pick<Definitions, "current" | "onRelease">;
  logger: Logger;
}

/**
 * Refuses to start while a model of a released route cannot be asked under these settings. A later
 * release of that kind is logged: its work waits for a process that can ask it.
 */
export function createRouteCheck({ providers, definitions, logger }: RouteCheckDeps): Service {
  function problems() {
    const models = new Set(definitions.current().flatMap(({ route }) => route));
    return providers.problems([...models]);
  }
  definitions.onRelease(() => {
    for (const problem of problems()) logger.error(problem, "a released model cannot be asked");
  });
  return {
    name: "route check",
    async start() {
      const found = problems();
      if (found.length > 0) throw configError(found);
    },
    async stop() {},
  };
}
