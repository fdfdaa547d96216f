import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Dispatch, type ReactNode, type SetStateAction, useEffect, useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { useFormatTime } from '../parts/time.tsx';

/** The time in milliseconds between two steps while the clock plays. */
const STEP_INTERVAL_MS = 100;

interface VirtualClockProps {
  /** The first and the last instant, in milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly at: number;
  readonly onMove: Dispatch<SetStateAction<number>>;
  /** The number of equal steps from the first instant to the last: the clock plays ten in a second. */
  readonly steps: number;
  /** The instants to which the reader goes back and forth, in order. Absent, it is one step. */
  readonly stops?: readonly number[];
  /** The names of the buttons that go back and forth; they are shown. Absent, the buttons have icons alone. */
  readonly names?: { readonly previous: string; readonly next: string };
  /** The description of the instant. */
  readonly children: ReactNode;
  /** True if the clock plays when it is first shown. */
  readonly isPlayed?: boolean;
}

/** Shows a slider over a virtual time, with buttons that play it, and go back and forth. */
export function VirtualClock(props: VirtualClockProps) {
  const { from, until, at, onMove, steps, names, children, isPlayed = false } = props;
  const { rehearsal } = useTexts();
  const texts = rehearsal.time;
  const format = useFormatTime();
  const [isPlaying, setPlaying] = useState(isPlayed);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(
      () => onMove((before) => moveBySteps(before, 1, { from, until, steps })),
      STEP_INTERVAL_MS,
    );
    return () => clearInterval(timer);
  }, [isPlaying, from, until, steps, onMove]);
  useEffect(() => {
    if (at >= until) setPlaying(false);
  }, [at, until]);
  const togglePlaying = () => {
    if (!isPlaying && at >= until) onMove(from);
    setPlaying(!isPlaying);
  };
  const nameButton = (name: 'previous' | 'next') =>
    names === undefined ? { ariaLabel: texts[name] } : { children: names[name] };
  return (
    <SpaceBetween size="l">
      <FormField label={texts.slider} description={children} stretch>
        <Slider
          min={0}
          max={steps}
          value={toStep(at, props)}
          ariaLabel={texts.slider}
          valueFormatter={(value) => format(new Date(toInstant(value, props)).toISOString())}
          onChange={({ detail }) => onMove(toInstant(detail.value, props))}
        />
      </FormField>
      <SpaceBetween direction="horizontal" size="xs">
        <Button iconName={isPlaying ? 'pause' : 'play'} onClick={togglePlaying}>
          {isPlaying ? texts.pause : texts.play}
        </Button>
        <Button iconName="angle-left" {...nameButton('previous')} onClick={() => onMove(findPrevious(props))} />
        <Button iconName="angle-right" {...nameButton('next')} onClick={() => onMove(findNext(props))} />
      </SpaceBetween>
    </SpaceBetween>
  );
}

type Span = Pick<VirtualClockProps, 'from' | 'until' | 'steps'>;

function toStep(at: number, { from, until, steps }: Span): number {
  return Math.round(((at - from) / Math.max(1, until - from)) * steps);
}

function toInstant(step: number, { from, until, steps }: Span): number {
  return Math.round(from + ((until - from) * step) / steps);
}

function moveBySteps(at: number, count: number, span: Span): number {
  return toInstant(Math.min(span.steps, Math.max(0, toStep(at, span) + count)), span);
}

function findPrevious({ at, stops, ...span }: VirtualClockProps): number {
  return stops === undefined ? moveBySteps(at, -1, span) : (stops.findLast((stop) => stop < at) ?? span.from);
}

function findNext({ at, stops, ...span }: VirtualClockProps): number {
  return stops === undefined ? moveBySteps(at, 1, span) : (stops.find((stop) => stop > at) ?? span.until);
}
