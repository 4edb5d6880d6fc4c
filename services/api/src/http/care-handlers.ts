import type { careRoutes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import {
  findKnownWriters,
  listReplays,
  type Reader,
  readPage,
  reviews,
} from "@fieldwork/store/reading";
import { showAcceptance } from "../cases/acceptance.ts";
import { exportCases } from "../cases/export-cases.ts";
import { discardDeadLetters } from "../dead-letters/discard.ts";
import { editDeadEvent } from "../dead-letters/edit-event.ts";
import { listDeadLetters } from "../dead-letters/groups.ts";
import { changeReplay, replayDeadLetters, showReplay, viewReplay } from "../dead-letters/replay.ts";
import { showSamples } from "../dead-letters/samples.ts";
import { showDeadEvent, showDeadLetters } from "../dead-letters/show.ts";
import type { OrderDeps } from "../orders.ts";
import { writerOf } from "../records/value-writer.ts";
import { withTitles } from "../records/with-titles.ts";
import { orderRetry, previewRetry } from "../retry.ts";
import { decideInBulk, previewBulk } from "../reviews/bulk.ts";
import { decideReviews } from "../reviews/decide-reviews.ts";
import { orderField } from "../reviews/order-field.ts";
import { showReview } from "../reviews/show.ts";
import { giveBack, takeNextReviews } from "../reviews/take.ts";
import type { Principal } from "../who/principal.ts";
import { type Handlers, wire } from "./handler.ts";
import { demandReach, reachWithin } from "./reach.ts";

interface CareHandlerDeps {
  database: Database;
  reader: Reader;
}

type CareRoute = keyof typeof careRoutes;
type Of<Start extends string> = Pick<Handlers, Extract<CareRoute, `${Start}${string}`>>;

const dayMs = 86_400_000;
const replaysShown = 50;

/** What people do about dead letters, reviews and corrections. */
export function careHandlers(deps: CareHandlerDeps): Pick<Handlers, CareRoute> {
  const { reader } = deps;
  return {
    ...deadLetterHandlers(deps),
    ...replayHandlers(deps),
    ...reviewHandlers(deps),
    "work.preview-retry": ({ principal, body }) => {
      const connection = demandReach(principal, "work.retry", body.connection);
      return previewRetry(reader, { ...body, connection });
    },
    "work.retry": ({ principal, body }) => {
      const connection = demandReach(principal, "work.retry", body.connection);
      return orderRetry(ordersOf(deps, principal), principal.actor, { ...body, connection });
    },
    "fields.order": ({ principal, body: { ref, field, order } }) => {
      demandReach(principal, "reviews.decide", ref.connection);
      return orderField(ordersOf(deps, principal), principal.actor, { ref, field, ...order });
    },
    "cases.export": ({ principal, body: { enrichment, connection } }) => {
      const connections = reachWithin(principal, "cases.export", connection);
      const request = { enrichment, connections };
      return exportCases(ordersOf(deps, principal), principal.actor, request);
    },
    "acceptance.show": async ({ principal, query: { connection, enrichment, days } }) => {
      const connections = reachWithin(principal, "reviews.read", connection);
      const since = new Date(Date.now() - days * dayMs);
      return { rows: await showAcceptance(reader, { since, enrichment, connections }) };
    },
  };
}

function ordersOf({ database, reader }: CareHandlerDeps, { from }: Principal): OrderDeps {
  return { database, reader, audit: (tx, entry) => recordAudit(tx, { ...entry, from }) };
}

function deadLetterHandlers(deps: CareHandlerDeps): Of<"dead-"> {
  const { reader } = deps;
  return {
    "dead-letters.list": async ({ principal, query }) => {
      const connection = demandReach(principal, "dead-letters.read", query.connection);
      const { groups, isCapped } = await listDeadLetters(reader, { ...query, connection });
      return wire({ groups: await showSamples(reader, groups), isCapped });
    },
    "dead-letters.show": async ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "dead-letters.read", query.connection);
      const group = await showDeadLetters(reader, id, connection);
      const [shown] = await showSamples(reader, [group]);
      return wire({ ...group, samples: shown?.samples ?? [] });
    },
    "dead-letters.replay": ({ principal, params: { id: group }, body }) => {
      const connection = demandReach(principal, "dead-letters.order", body.connection);
      const request = { ...body, group, connection };
      return replayDeadLetters(ordersOf(deps, principal), principal.actor, request);
    },
    "dead-letters.discard": ({ principal, params: { id: group }, body }) => {
      const connection = demandReach(principal, "dead-letters.order", body.connection);
      const request = { ...body, group, connection };
      return discardDeadLetters(ordersOf(deps, principal), principal.actor, request);
    },
    "dead-events.show": async ({ params: { id } }) => wire(await showDeadEvent(reader, id)),
    "dead-events.edit": ({ principal, params: { id }, body: { seen, value } }) =>
      editDeadEvent(ordersOf(deps, principal), principal.actor, { id, seen, value }),
  };
}

function replayHandlers(deps: CareHandlerDeps): Of<"replays."> {
  const { reader } = deps;
  return {
    "replays.list": async ({ principal, query }) => {
      const connection = demandReach(principal, "dead-letters.read", query.connection);
      const replays = (await listReplays(reader, replaysShown, connection)).map(viewReplay);
      return { replays: wire(replays) };
    },
    "replays.show": async ({ principal, params: { id }, query }) => {
      const connection = demandReach(principal, "dead-letters.read", query.connection);
      return wire(await showReplay(deps, id, connection));
    },
    "replays.change": ({ principal, params: { id }, body: { change, connection: asked } }) => {
      const connection = demandReach(principal, "dead-letters.order", asked);
      const request = { id, change, connection };
      return changeReplay(ordersOf(deps, principal), principal.actor, request);
    },
  };
}

function reviewHandlers(deps: CareHandlerDeps): Of<"reviews."> {
  const permission = "reviews.decide";
  const own = <Filter extends { connection?: string | undefined }>(
    principal: Principal,
    filter: Filter,
  ) => ({ ...filter, connection: demandReach(principal, permission, filter.connection) });
  return {
    "reviews.list": async ({ principal, query: { cursor, limit, ...given } }) => {
      const connection = demandReach(principal, "reviews.read", given.connection);
      const filters = Object.fromEntries(
        Object.entries({ ...given, connection }).filter(([, value]) => value !== undefined),
      );
      const page = await readPage(deps.reader, reviews, { filters, cursor, limit });
      const writers = await findKnownWriters(deps.reader, page.rows);
      const rows = page.rows.map((row, place) => ({
        ...row,
        seenBy: writerOf(writers[place], row.seenValue),
      }));
      return wire({ ...page, rows });
    },
    "reviews.show": async ({ principal, params: { id } }) => {
      const reach = reachWithin(principal, "reviews.read", undefined);
      return wire(await showReview(deps.reader, id, reach));
    },
    "reviews.take": async ({ principal, body: { filter, limit } }) => {
      const request = { filter: own(principal, filter), limit };
      return { taken: wire(await takeNextReviews(deps, principal.actor, request)) };
    },
    "reviews.give-back": ({ principal }) => giveBack(deps, principal.actor),
    "reviews.decide": async ({ principal, body: { connection: asked, orders } }) => {
      const connection = demandReach(principal, permission, asked);
      const request = { orders, connection };
      return { outcomes: await decideReviews(ordersOf(deps, principal), principal.actor, request) };
    },
    "reviews.preview": async ({ principal, body: { filter, decision } }) => {
      const request = { filter: own(principal, filter), decision };
      const { samples, ...preview } = await previewBulk(deps.reader, principal.actor, request);
      return wire({ ...preview, samples: await withTitles(deps.reader, samples) });
    },
    "reviews.decide-all": async ({ principal, body: { filter, ...rest } }) => {
      const request = { filter: own(principal, filter), ...rest };
      return { outcomes: await decideInBulk(ordersOf(deps, principal), principal.actor, request) };
    },
  };
}
