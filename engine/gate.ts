/** A member of a group that waits at a gate. */
export interface GateMember {
  /** Waits until every other member waits too, or has left. */
  wait(): Promise<void>;
  /** Leaves the group, so that the others do not wait for this member. It has no effect after `wait`. */
  leave(): void;
}

/** Creates a gate at which the members of a group wait for each other, so that they do together what they do next. */
export function createGate(size: number): GateMember[] {
  let missing = size;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return Array.from({ length: size }, () => {
    let isCounted = false;
    const leave = () => {
      if (isCounted) return;
      isCounted = true;
      missing -= 1;
      if (missing === 0) open();
    };
    const wait = () => {
      leave();
      return opened;
    };
    return { wait, leave };
  });
}
