import { Anchor, Container } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";
import { EmptyState } from "../ui/states.tsx";

export function NotFound(): ReactNode {
  return (
    <Container component="main" size="sm" py="xl">
      <EmptyState title={texts.states.noPage} hint={texts.states.noPageHint} />
      <Anchor component={Link} to="/">
        {texts.pages.home}
      </Anchor>
    </Container>
  );
}
