import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Freshness } from "./freshness.tsx";
import { LineFigures } from "./line-figures.tsx";
import { NeedsYou } from "./needs-you.tsx";

/** What needs you now, and how the line does. */
export function Home(): ReactNode {
  const mayReadAll = useMay("line.read-all");
  return (
    <Page title={texts.pages.home}>
      <Stack gap="md">
        <NeedsYou />
        {mayReadAll && (
          <>
            <Freshness />
            <LineFigures />
          </>
        )}
      </Stack>
    </Page>
  );
}
