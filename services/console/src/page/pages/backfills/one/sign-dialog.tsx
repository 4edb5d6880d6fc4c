import { Button, Modal, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useApi, useOrder } from "../../../app/use-api.ts";
import { backfillTexts } from "../../../texts/backfills.ts";
import { DialogEnd } from "../../../ui/dialog-end.tsx";
import { countText, usdText } from "../../../ui/money.ts";
import { isNoLimit, nanoUsdOf } from "../dollars.ts";
import type { Backfill } from "../parts.ts";
import type { Sheet } from "./sheet.tsx";

const told = backfillTexts.sheet;
const route = getRouteApi("/signed-in/backfills/$id");

interface SignDialogProps {
  backfill: Backfill;
  sheet: Sheet;
  close: () => void;
}

/** Whoever starts it types how many records it is about, and reads what it may cost. */
export function SignDialog({ backfill, sheet, close }: SignDialogProps): ReactNode {
  const { id, connection, receipt, maxNanoUsd } = backfill;
  const { nanoUsd, band } = sheet.figures;
  const [typed, setTyped] = useState("");
  const [lower, setLower] = useState<number | string>("");
  const navigate = route.useNavigate();
  const progress = useApi("backfills.progress", { params: { id }, query: { connection } });
  const start = useOrder("backfills.change", {
    changes: ["backfills.list", "backfills.show", "backfills.progress"],
    onDone: () => void navigate({ search: { show: "progress" } }),
  });
  const count = receipt.records;
  const sheetMost = Math.min(band.mostNanoUsd, maxNanoUsd ?? Number.MAX_SAFE_INTEGER);
  const lowered = nanoUsdOf(lower);
  const most = usdText(lowered ?? sheetMost);
  const isWrong = isNoLimit(lower) || (lowered !== undefined && lowered > sheetMost);
  const firstStep = progress.data?.steps[0]?.records;
  const isSigned = typed.replaceAll(/[\s,.]/g, "") === String(count) && !isWrong;
  return (
    <Modal opened onClose={close} title={told.signTitle}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const approved = {
            sheet: sheet.hash,
            ...(lowered !== undefined && { maxNanoUsd: lowered }),
          };
          if (isSigned)
            start.mutate({ params: { id }, body: { connection, order: "start", ...approved } });
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{told.signText(countText(count), usdText(nanoUsd.likely), most)}</Text>
          {firstStep !== undefined && <Text size="sm">{told.firstStep(firstStep)}</Text>}
          <NumberInput
            label={told.lower}
            description={told.lowerHint(usdText(sheetMost))}
            {...{ min: 0, hideControls: true, prefix: "$" }}
            error={isWrong && told.lowerWrong}
            value={lower}
            onChange={setLower}
          />
          <TextInput
            label={told.type(count)}
            autoComplete="off"
            inputMode="numeric"
            data-autofocus
            value={typed}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          <DialogEnd close={close}>
            <Button type="submit" loading={start.isPending} disabled={!isSigned}>
              {told.start(countText(count), most)}
            </Button>
          </DialogEnd>
        </Stack>
      </form>
    </Modal>
  );
}
