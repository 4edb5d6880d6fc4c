import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Section } from "./page.tsx";
import { Rows, type RowsProps } from "./rows.tsx";
import { Loaded } from "./states.tsx";

interface ManagedProps<Data, Row> extends Omit<RowsProps<Row>, "rows"> {
  title: string;
  hint: string;
  query: UseQueryResult<Data, Error>;
  rowsOf: (data: Data) => readonly Row[];
  /** What adds one, and the form that does. */
  add?: { label: string; form: (close: () => void) => ReactNode } | undefined;
  /** Below the rows. */
  children?: ReactNode;
}

/** A section of things that people add, change and take away. */
export function Managed<Data, Row>(props: ManagedProps<Data, Row>): ReactNode {
  const { title, hint, query, rowsOf, add, children, ...rows } = props;
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <Section
      title={title}
      hint={hint}
      actions={
        add && (
          <Button variant="default" onClick={dialog.open}>
            {add.label}
          </Button>
        )
      }
    >
      <Loaded query={query}>{(data) => <Rows rows={rowsOf(data)} {...rows} />}</Loaded>
      {children}
      {isOpen && add?.form(dialog.close)}
    </Section>
  );
}
