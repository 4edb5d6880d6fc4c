import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** A name and what stands for it, in a list of the class `pairs`. */
export function Pair({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" className="breaks">
        {children}
      </Text>
    </div>
  );
}
