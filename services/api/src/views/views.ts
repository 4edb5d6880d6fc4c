import { isAllowed, type Reach, reachOf } from "@fieldwork/contracts";
import { AppError } from "@fieldwork/runtime";
import type { Db } from "@fieldwork/store";
import {
  listViews,
  removeView,
  type SavedView,
  saveView,
  type ViewSearch,
} from "@fieldwork/store/views";
import type { OrderDeps } from "../orders.ts";
import type { Principal } from "../who/principal.ts";

export type ShownView = Omit<SavedView, "owner"> & { isOwn: boolean };

const mostViews = 100;

/** Their own views, and the shared ones of connections that they may see. */
export async function showViews(
  reader: Pick<Db, "query">,
  principal: Principal,
): Promise<ShownView[]> {
  const own = ownerOf(principal);
  const reach = reachOf(principal.rights, "records.read");
  return (await listViews(reader, own))
    .filter(({ owner, search }) => owner === own || isWithin(reach, search))
    .map(({ owner, ...view }) => ({ ...view, isOwn: owner === own }));
}

/** What a view searches for may tell of a record: of one that they may not see, nothing is told. Pure. */
function isWithin(reach: Reach, { connection }: ViewSearch): boolean {
  return reach === "all" || (connection !== undefined && reach.includes(connection));
}

/**
 * Saves a view under a name, in place of their own of that name.
 *
 * @throws AppError `request_invalid` for one too many.
 */
export async function saveViewByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  principal: Principal,
  view: { name: string; search: ViewSearch; isShared: boolean },
): Promise<{ id: string }> {
  const { actor } = principal;
  const owner = ownerOf(principal);
  return database.transaction(async (tx) => {
    const id = await saveView(tx, { ...view, owner, ownerName: actor.name }, mostViews);
    if (id === undefined)
      throw new AppError(`nobody keeps more than ${mostViews} views: remove one first`, {
        code: "request_invalid",
        retryable: false,
      });
    // Its name and its search may tell of a person: they stand with the view, where an erasure finds them.
    const after = { isShared: view.isShared };
    await audit(tx, { actor, order: "views.save", subject: `views/${id}`, before: null, after });
    return { id };
  });
}

/** @throws AppError `not_found` for one that there is not, or that is somebody else's. */
export async function removeViewByOrder(
  { database, audit }: Omit<OrderDeps, "reader">,
  principal: Principal,
  id: string,
): Promise<{ done: true }> {
  const { actor, rights } = principal;
  const anybodys = isAllowed(rights, "people.manage", null);
  return database.transaction(async (tx) => {
    const removed = await removeView(tx, { id, owner: ownerOf(principal), anybodys });
    if (removed === undefined)
      throw new AppError("there is no such view of yours", { code: "not_found", retryable: false });
    const subject = `views/${id}`;
    await audit(tx, { actor, order: "views.remove", subject, before: null, after: null });
    return { done: true };
  });
}

/** All tokens and sessions of a person are that person. */
function ownerOf({ personId, actor }: Principal): string {
  return personId ?? actor.id;
}
