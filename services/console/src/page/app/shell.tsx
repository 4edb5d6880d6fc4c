import { AppShell, Burger, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Outlet, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { texts } from "../texts.ts";
import { AccountMenu } from "./account-menu.tsx";
import { useChanges } from "./changes.ts";
import { HeldBanner } from "./held-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { SessionGate } from "./session.tsx";

export function Shell(): ReactNode {
  return (
    <SessionGate>
      <Frame />
    </SessionGate>
  );
}

function Frame(): ReactNode {
  useChanges();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { pathname } = useLocation();
  // Another page closes the menu of a small screen.
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: 48 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={texts.common.menu}
            />
            <Text fw={700}>{texts.common.product}</Text>
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={texts.common.menu}>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main>
        <HeldBanner />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
