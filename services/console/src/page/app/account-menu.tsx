import { Button, Menu, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { queryClient } from "./query-client.ts";
import { useSession } from "./session.tsx";
import { useOrder } from "./use-api.ts";

const schemes = ["light", "dark", "auto"] as const;

export function AccountMenu(): ReactNode {
  const { name } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useOrder("session.end", {
    // Nothing of theirs stays in this page.
    onDone: () => location.assign("/"),
  });
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="subtle" color="gray" c="inherit" className="account">
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.account.appearance}</Menu.Label>
        {schemes.map((scheme) => (
          <Menu.Item
            key={scheme}
            fw={scheme === colorScheme ? 700 : 400}
            aria-current={scheme === colorScheme}
            onClick={() => setColorScheme(scheme)}
          >
            {texts.account.schemes[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item renderRoot={(props) => <Link to="/settings" {...props} />}>
          {texts.pages.settings}
        </Menu.Item>
        <Menu.Item
          onClick={() => {
            queryClient.clear();
            signOut.mutate({});
          }}
        >
          {texts.account.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
