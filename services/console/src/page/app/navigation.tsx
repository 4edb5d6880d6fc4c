import { type Permission, reachOf } from "@fieldwork/contracts/page";
import { NavLink } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { useSession } from "./session.tsx";

const pages = [
  { to: "/", label: texts.pages.home, needs: undefined },
  { to: "/records", label: texts.pages.records, needs: "records.read" },
  { to: "/reviews", label: texts.pages.reviews, needs: "reviews.read" },
  { to: "/backfills", label: texts.pages.backfills, needs: "backfills.read" },
  { to: "/operations", label: texts.pages.operations, needs: "line.read-all" },
  { to: "/dead-letters", label: texts.pages.deadLetters, needs: "dead-letters.read" },
  { to: "/enrichments", label: texts.pages.enrichments, needs: "definitions.read" },
  { to: "/audit", label: texts.pages.audit, needs: "audit.read" },
  { to: "/settings", label: texts.pages.settings, needs: undefined },
] as const satisfies readonly { to: string; label: string; needs: Permission | undefined }[];

/** The pages that whoever is signed in may see. */
export function Navigation(): ReactNode {
  const { rights } = useSession();
  const seen = pages.filter(
    ({ needs }: { needs: Permission | undefined }) =>
      needs === undefined || reachOf(rights, needs).length > 0,
  );
  return seen.map(({ to, label }) => (
    <NavLink
      key={to}
      label={label}
      renderRoot={(props) => (
        <Link
          to={to}
          activeOptions={{ exact: to === "/", includeSearch: false }}
          activeProps={{ "data-active": true }}
          {...props}
        />
      )}
    />
  ));
}
