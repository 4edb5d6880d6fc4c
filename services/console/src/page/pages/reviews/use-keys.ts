import { useEffect, useRef } from "react";

type Keys = Readonly<Record<string, (() => void) | undefined>>;

interface Held {
  /** They do it again while they are held down. */
  isAgain?: boolean;
}

/** Single keys that do something on this page; never while somebody types, or a dialog is open. */
export function useKeys(keys: Keys, { isAgain = false }: Held = {}): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, repeat, target } = event;
      if (ctrlKey || metaKey || altKey || isTyping(target)) return;
      if (repeat && !isAgain) return;
      const act = newest.current[key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [isAgain]);
}

function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"]') !== null) return true;
  return target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
}
