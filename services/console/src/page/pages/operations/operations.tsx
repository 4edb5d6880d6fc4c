import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Freshness } from "../home/freshness.tsx";
import { LineFigures } from "../home/line-figures.tsx";
import { Budgets } from "./budgets.tsx";
import { Holds } from "./holds.tsx";
import { LanesAndConnections } from "./lanes.tsx";

/** What the line does now, and what holds it up. */
export function Operations(): ReactNode {
  return (
    <Page title={texts.pages.operations}>
      <Holds />
      <Freshness />
      <LineFigures />
      <LanesAndConnections />
      <Budgets />
    </Page>
  );
}
