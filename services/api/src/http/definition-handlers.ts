import type { definitionRoutes } from "@fieldwork/contracts/api";
import { type Database, listReleased } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { listDefinedOutputs, type Reader } from "@fieldwork/store/reading";
import { type DefinitionFiles, listProposals } from "../definitions/proposals.ts";
import { releaseProposalByOrder } from "../definitions/release-proposal.ts";
import { releaseVersionByOrder } from "../definitions/release-version.ts";
import { showVersionFigures } from "../definitions/version-figures.ts";
import { diffDefinition, showDefinition } from "../definitions/versions.ts";
import type { OrderDeps } from "../orders.ts";
import { type Handlers, wire } from "./handler.ts";
import { reachWithin } from "./reach.ts";

const dayMs = 86_400_000;

export interface DefinitionHandlerDeps {
  database: Database;
  reader: Reader;
  /** Undefined where there are no files of definitions. */
  files?: DefinitionFiles | undefined;
}

/** The definitions of enrichments. */
export function definitionHandlers({
  database,
  reader,
  files,
}: DefinitionHandlerDeps): Pick<Handlers, keyof typeof definitionRoutes> {
  return {
    "definitions.list": async () => {
      const [released, outputs] = await Promise.all([
        listReleased(reader),
        listDefinedOutputs(reader),
      ]);
      const definitions = released.map((one) => ({
        ...one,
        outputs: outputs
          .filter(({ enrichment }) => enrichment === one.name)
          .map(({ object, field, label, type }) => ({ object, field, label, type })),
      }));
      return { definitions: wire(definitions) };
    },
    "definitions.show": async ({ params: { name }, query: { hash } }) =>
      wire(await showDefinition(reader, { name, hash })),
    "definitions.diff": async ({ params: { name }, query }) =>
      wire(await diffDefinition(reader, { name, ...query })),
    "definitions.figures": async ({ principal, params: { name }, query: { days } }) =>
      showVersionFigures(reader, {
        ...{ enrichment: name, since: new Date(Date.now() - days * dayMs) },
        connections: reachWithin(principal, "reviews.read", undefined),
      }),
    "proposals.list": async () => wire(await listProposals(reader, files)),
    "proposals.release": async ({ principal: { actor, from }, params: { name }, body }) => {
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      const deps = { database, reader, audit, files };
      return releaseProposalByOrder(deps, actor, { name, ...body });
    },
    "definitions.release": async ({ principal: { actor, from }, params: { name }, body }) => {
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      return releaseVersionByOrder({ database, audit }, actor, { name, ...body });
    },
  };
}
