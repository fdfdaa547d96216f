import Button from '@cloudscape-design/components/button';
import { useWriteRefusal } from '../parts/use-write-refusal.ts';

interface ChangeButtonProps {
  readonly children: string;
  readonly onClick: () => void;
  readonly ariaLabel?: string;
  /** The reason why this change is not possible now, if it is not. */
  readonly refusal?: string | undefined;
}

/** Shows a button that begins a change; disabled with the reason if the reader may change nothing. */
export function ChangeButton({ children, onClick, ariaLabel, refusal: own }: ChangeButtonProps) {
  const writeRefusal = useWriteRefusal();
  const refusal = writeRefusal ?? own;
  return (
    <Button
      disabled={refusal !== undefined}
      {...(refusal === undefined ? {} : { disabledReason: refusal })}
      {...(ariaLabel === undefined ? {} : { ariaLabel })}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
