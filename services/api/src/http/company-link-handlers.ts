import type { companyLinkRoutes } from "@fieldwork/contracts/api";
import type { Database } from "@fieldwork/store";
import { recordAudit } from "@fieldwork/store/audit";
import { listSavings } from "@fieldwork/store/known-answers";
import {
  type CompanyLinkRow,
  companyLinks,
  countRows,
  findCompanyLinks,
  type Reader,
  readPage,
} from "@fieldwork/store/reading";
import { linkText } from "../company-links/link-text.ts";
import { orderLink } from "../company-links/order-link.ts";
import { findRef } from "../find-ref.ts";
import type { OrderDeps } from "../orders.ts";
import { type Handlers, wire } from "./handler.ts";

const linkStates = ["linked", "doubtful", "confirmed", "refused"] as const;

/** Records of two CRMs that are one company. */
export function companyLinkHandlers({
  database,
  reader,
}: {
  database: Database;
  reader: Reader;
}): Pick<Handlers, keyof typeof companyLinkRoutes> {
  return {
    "company-links.list": async ({ query: { cursor, limit, state } }) => {
      const filters = state === undefined ? {} : { state };
      const page = await readPage(reader, companyLinks, { filters, cursor, limit });
      return wire({ ...page, rows: page.rows.map(told) });
    },
    "company-links.show": async ({ query: { record } }) => {
      const links = await findCompanyLinks(reader, await findRef(reader, record));
      return wire({ links: links.map(told) });
    },
    "company-links.figures": async ({ query: { days } }) => {
      const links = await Promise.all(
        linkStates.map(async (state) => ({
          state,
          ...(await countRows(reader, companyLinks, { filters: { state } })),
        })),
      );
      const savings = await listSavings(reader, days);
      return {
        links,
        shared: savings.reduce((sum, { shared }) => sum + shared, 0),
        notHeld: savings.reduce((sum, { notHeld }) => sum + notHeld, 0),
      };
    },
    "company-links.order": async ({ principal: { actor, from }, body }) => {
      const audit: OrderDeps["audit"] = (tx, entry) => recordAudit(tx, { ...entry, from });
      const one = await findRef(reader, body.record);
      const other = await findRef(reader, body.other);
      return orderLink({ database, audit }, actor, { one, other, order: body.order });
    },
  };
}

function told(row: CompanyLinkRow): CompanyLinkRow & { text: string } {
  return { ...row, text: linkText(row) };
}
