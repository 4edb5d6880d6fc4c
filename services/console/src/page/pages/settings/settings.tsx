import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Notices } from "./notices.tsx";
import { People } from "./people.tsx";
import { Sessions } from "./sessions.tsx";
import { Tokens } from "./tokens.tsx";

export function Settings(): ReactNode {
  const mayManage = useMay("people.manage");
  const mayOrderNotices = useMay("notices.order");
  return (
    <Page title={texts.pages.settings}>
      <Sessions />
      <Tokens />
      {mayManage && <People />}
      {mayOrderNotices && <Notices />}
    </Page>
  );
}
