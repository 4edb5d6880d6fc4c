import type { ReactNode } from "react";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Sessions } from "./sessions.tsx";

export function Settings(): ReactNode {
  return (
    <Page title={texts.pages.settings}>
      <Sessions />
    </Page>
  );
}
