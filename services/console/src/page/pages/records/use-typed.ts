import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";

const typingMs = 80;

interface Typing {
  /** As the address has it. */
  value: string;
  onChange: (text: string) => void;
  /** Whether as much of it is worth asking for; always by default. */
  isEnough?: (text: string) => boolean;
}

/** A text that is told once somebody pauses typing, and follows the address where that changes otherwise. */
export function useTyped({ value, onChange, isEnough = () => true }: Typing): {
  typed: string;
  type: (text: string) => void;
} {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  const tell = useDebouncedCallback((text: string) => {
    sent.current = text;
    onChange(text);
  }, typingMs);
  useEffect(() => {
    // By a view, by clearing, or by going back.
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  return {
    typed,
    type(text) {
      setTyped(text);
      if (isEnough(text.trim())) tell(text.trim());
    },
  };
}
