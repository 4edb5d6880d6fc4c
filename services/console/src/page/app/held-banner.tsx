import type { Reply } from "@fieldwork/contracts/client";
import { Alert, Anchor, List } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { useApi } from "./use-api.ts";

type Hold = Reply<"holds.list">["holds"][number];

/** On every page, while something is held: by people, or by a backfill that paused itself. */
export function HeldBanner(): ReactNode {
  const { data } = useApi("holds.list", {});
  if (!data || data.holds.length === 0) return null;
  const holds = data.holds.filter((hold) => !isParked(hold));
  const parked = data.holds.filter(isParked);
  return (
    <Alert
      {...{ color: "orange", variant: "light", role: "status", mb: "md", p: "sm" }}
      title={titleOf(holds)}
    >
      <List size="sm" listStyleType="none">
        {parked.length > 0 && (
          <List.Item>
            <Anchor
              size="sm"
              c="inherit"
              renderRoot={(props) => <Link to="/operations" hash="parked" {...props} />}
            >
              {texts.holds.parked(parked.length)}
            </Anchor>
          </List.Item>
        )}
        {holds.map((hold) => (
          <List.Item key={`${hold.scope} ${hold.target}`}>
            <Anchor
              size="sm"
              c="inherit"
              renderRoot={(props) => <Link {...placeOf(hold)} {...props} />}
            >
              {holdText(hold)}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function titleOf(holds: readonly Hold[]): string {
  if (holds.length === 0) return texts.holds.bannerParked;
  return holds.every(isByItself) ? texts.holds.bannerItself : texts.holds.banner;
}

/** It changed again after each of our writes, so that it is left alone. */
export function isParked({ scope, heldBy }: Hold): boolean {
  return scope === "record" && heldBy === "fieldwork";
}

/** As a sentence without its end. */
export function holdText(hold: Hold): string {
  return isByItself(hold) ? texts.holds.itself(hold) : texts.holds.one(hold);
}

/** A gate has paused it, and no person. */
function isByItself({ scope, heldBy }: Hold): boolean {
  return scope === "backfill" && heldBy === "fieldwork";
}

function placeOf({ scope, target }: Hold): Pick<LinkProps, "to" | "hash" | "params"> {
  return scope === "backfill"
    ? { to: "/backfills/$id", params: { id: target } }
    : { to: "/operations", hash: "holds" };
}
