import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";

/** Asks for the next page of a list, as long as there is one. */
export function More({ list }: { list: PagedList }): ReactNode {
  if (!list.hasNextPage) return null;
  return (
    <Group>
      <Button
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {texts.timeline.more}
      </Button>
    </Group>
  );
}

interface PagedList {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
}
