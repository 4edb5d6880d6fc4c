import { Button, Code, ScrollArea, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../app/client.ts";
import { captureTexts as told } from "../../texts/captures.ts";
import { Section } from "../../ui/page.tsx";
import { reachable } from "../../ui/rows.tsx";
import { Loaded } from "../../ui/states.tsx";
import { readable } from "./readable.ts";

const tallest = 420;

/** One request and its reply, whole. Each look is kept in the audit, so it is read once. */
export function OneCapture({ id }: { id: string }): ReactNode {
  const capture = useQuery({
    queryKey: ["captures.show", id],
    queryFn: ({ signal }) => client.call("captures.show", { params: { id }, signal }),
    ...{ staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
  });
  const { data } = capture;
  return (
    <Section
      title={data ? told.one(`${data.provider}/${data.model}`, data.attempt) : told.title}
      hint={told.audited}
      actions={
        <Button
          variant="default"
          renderRoot={(props) => (
            <Link to="/captures" search={({ id: _, ...kept }) => kept} {...props} />
          )}
        >
          {told.close}
        </Button>
      }
    >
      <Loaded query={capture}>
        {({ request, reply }) => (
          <Stack gap="sm">
            <Body title={told.request} text={request} />
            <Body title={told.reply} text={reply} />
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function Body({ title, text }: { title: string; text: string }): ReactNode {
  return (
    <div>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      <ScrollArea.Autosize mah={tallest} {...reachable}>
        <Code block className="preformatted">
          {text === "" ? told.nothing : readable(text)}
        </Code>
      </ScrollArea.Autosize>
    </div>
  );
}
