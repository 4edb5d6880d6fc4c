import type { Permission } from "@fieldwork/contracts/page";
import { Button, Group } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { settingsTexts } from "../../texts/settings.ts";
import { texts } from "../../texts.ts";
import { Page } from "../../ui/page.tsx";
import { Bills } from "./bills.tsx";
import { Budgets } from "./budgets.tsx";
import { Connections } from "./connections.tsx";
import { Models } from "./models.tsx";
import { Notices } from "./notices.tsx";
import { People } from "./people.tsx";
import { Sessions } from "./sessions.tsx";
import { Tokens } from "./tokens.tsx";

const route = getRouteApi("/signed-in/settings");
const told = settingsTexts.parts;

interface Part {
  name: keyof typeof told.names;
  needs: Permission;
  shown: () => ReactNode;
}

const parts: readonly [Part, ...Part[]] = [
  { name: "me", needs: "self.manage", shown: You },
  { name: "connections", needs: "line.read", shown: Connections },
  { name: "models", needs: "line.read-all", shown: Models },
  { name: "budgets", needs: "budgets.read", shown: Spending },
  { name: "people", needs: "people.manage", shown: People },
  { name: "notices", needs: "notices.order", shown: Notices },
];

/** What is set up, part by part. */
export function Settings(): ReactNode {
  const { part } = route.useSearch();
  const [first] = parts;
  const current = parts.find(({ name }) => name === part) ?? first;
  return (
    <Page title={texts.pages.settings}>
      <Group gap={4} component="nav" aria-label={told.label}>
        {parts.map((one) => (
          <PartLink key={one.name} part={one} isCurrent={one === current} />
        ))}
      </Group>
      <current.shown key={current.name} />
    </Page>
  );
}

function PartLink({
  part: { name, needs },
  isCurrent,
}: {
  part: Part;
  isCurrent: boolean;
}): ReactNode {
  const mayRead = useMay(needs);
  if (!mayRead) return null;
  return (
    <Button
      variant={isCurrent ? "light" : "subtle"}
      renderRoot={(props) => (
        <Link
          to="/settings"
          search={name === "me" ? {} : { part: name }}
          {...(isCurrent && { "aria-current": "page" as const })}
          {...props}
        />
      )}
    >
      {told.names[name]}
    </Button>
  );
}

function Spending(): ReactNode {
  return (
    <>
      <Budgets />
      <Bills />
    </>
  );
}

function You(): ReactNode {
  return (
    <>
      <Sessions />
      <Tokens />
    </>
  );
}
