import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";

interface DialogEndProps {
  close: () => void;
  /** What gives the order. */
  children: ReactNode;
}

/** The end of a dialog: the way out, and beside it the order. */
export function DialogEnd({ close, children }: DialogEndProps): ReactNode {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={close}>
        {texts.common.cancel}
      </Button>
      {children}
    </Group>
  );
}
