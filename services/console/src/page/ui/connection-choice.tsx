import { Select } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "../texts.ts";

interface ConnectionChoiceProps {
  connection: string | undefined;
  /** Those that can be looked at one at a time; none where all are looked at together. */
  choice: readonly string[];
  onChoose: (connection: string) => void;
}

/** Which connection is looked at, for whoever may see several and not all. */
export function ConnectionChoice(props: ConnectionChoiceProps): ReactNode {
  const { connection, choice, onChoose } = props;
  if (choice.length === 0) return null;
  return (
    <Select
      label={texts.common.connection}
      data={[...choice]}
      value={connection ?? null}
      allowDeselect={false}
      maw={260}
      onChange={(chosen) => chosen !== null && onChoose(chosen)}
    />
  );
}
