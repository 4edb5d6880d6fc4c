import type { Reply } from "@fieldwork/contracts/client";
import { Alert, Button, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useMay } from "../../app/session.tsx";
import { useApi, useOrder } from "../../app/use-api.ts";
import { enrichmentTexts } from "../../texts/enrichments.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Section } from "../../ui/page.tsx";
import { Changes } from "./changes.tsx";

const told = enrichmentTexts.proposals;
const lookEveryMs = 15_000;
type Proposal = Reply<"proposals.list">["proposals"][number];

/** What the files of the configuration say other than what is released; nothing where they say the same. */
export function Proposals(): ReactNode {
  const proposals = useApi("proposals.list", {}, { everyMs: () => lookEveryMs });
  if (!proposals.data) return null;
  const { problem, proposals: rows } = proposals.data;
  return (
    <>
      {problem !== null && (
        <Alert color="red" variant="light" role="alert" title={told.wrong}>
          <Text size="sm" className="preformatted">
            {problem}
          </Text>
        </Alert>
      )}
      {rows.map((proposal) => (
        <ProposalCard key={proposal.name} proposal={proposal} />
      ))}
    </>
  );
}

function ProposalCard({ proposal }: { proposal: Proposal }): ReactNode {
  const { name, kind, from, hash, changes, blocked } = proposal;
  const mayRelease = useMay("definitions.release");
  return (
    <Section
      title={told.title(name)}
      hint={told.kinds[kind]({ from, hash })}
      actions={
        mayRelease && blocked === null && hash !== null && <Release {...{ name, hash, from }} />
      }
    >
      <Stack gap="xs">
        {blocked !== null && <Text size="sm">{blocked}</Text>}
        {blocked === null && !mayRelease && <Text size="sm">{told.mayNot}</Text>}
        {kind === "changed" && <Changes changes={changes} />}
        {kind === "new" && (
          <details>
            <summary>
              <Text component="span" size="sm">
                {told.whole}
              </Text>
            </summary>
            <Changes changes={changes} />
          </details>
        )}
      </Stack>
    </Section>
  );
}

interface ReleaseProps {
  name: string;
  hash: string;
  from: string | null;
}

function Release({ name, hash, from }: ReleaseProps): ReactNode {
  const [isOpen, dialog] = useDisclosure(false);
  const release = useOrder("proposals.release", {
    done: enrichmentTexts.difference.released,
    onDone: dialog.close,
    changes: ["proposals.list", "definitions.list", "definitions.show"],
  });
  return (
    <>
      <Button onClick={dialog.open} aria-label={told.releaseNamed(name)}>
        {enrichmentTexts.difference.release}
      </Button>
      {isOpen && (
        <Confirm
          title={enrichmentTexts.difference.confirm(name, hash)}
          text={from === null ? told.newMeaning : enrichmentTexts.difference.meaning}
          action={enrichmentTexts.difference.release}
          isPending={release.isPending}
          close={dialog.close}
          onConfirm={() => release.mutate({ params: { name }, body: { hash, seen: from } })}
        />
      )}
    </>
  );
}
