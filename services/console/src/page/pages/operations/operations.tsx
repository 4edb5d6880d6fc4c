import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { LineFigures } from "../home/line-figures.tsx";
import { Budgets } from "./budgets.tsx";
import { Connections, LogLag, Reading } from "./connections.tsx";
import { Enrichments } from "./enrichments.tsx";
import { Holds } from "./holds.tsx";
import { Lanes } from "./lanes.tsx";
import { Parked } from "./parked.tsx";
import { RunningBackfills } from "./running-backfills.tsx";
import { Streams } from "./streams.tsx";
import { LineTrends } from "./trends.tsx";
import { Verdicts } from "./verdicts.tsx";
import { Weather } from "./weather.tsx";

/** What the line does now, and what holds it up. */
export function Operations(): ReactNode {
  return (
    <Page title={texts.pages.operations}>
      <Holds />
      <Parked />
      <Enrichments />
      <LineFigures />
      <Weather />
      <Lanes />
      <Connections />
      <LineTrends />
      <Budgets />
      <RunningBackfills />
      <Verdicts />
      <Reading />
      <Streams />
      <LogLag />
    </Page>
  );
}
