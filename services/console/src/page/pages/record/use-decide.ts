import { notifications } from "@mantine/notifications";
import { useApi, useOrder } from "../../app/use-api.ts";
import { texts } from "../../texts.ts";

export type Decision =
  | { kind: "approve" | "reject" | "keep" | "pin" }
  | { kind: "correct"; value: string | null };

interface Decide {
  decide: (decision: Decision) => void;
  isPending: boolean;
  isReady: boolean;
}

/** Decides about one answer that waits, over the value that was seen alone. */
export function useDecide(review: string, onDone?: () => void): Decide {
  const { data } = useApi("reviews.show", { params: { id: review } });
  const order = useOrder("reviews.decide", {
    changes: ["records.fields", "records.timeline", "reviews.list", "reviews.show"],
    onDone({ outcomes }) {
      const refused = outcomes.find((one) => one.refused !== undefined)?.refused;
      if (refused === undefined) {
        onDone?.();
        notifications.show({ message: texts.record.actions.ordered });
      } else notifications.show({ color: "red", title: texts.states.notDone, message: refused });
    },
  });
  return {
    decide(decision) {
      if (!data) return;
      const { workId, field, generation, seenValue, ref } = data;
      order.mutate({
        body: {
          connection: ref.connection,
          orders: [{ workId, field, generation, seenValue, decision }],
        },
      });
    },
    isPending: order.isPending,
    isReady: data !== undefined && !data.isOrdered,
  };
}
