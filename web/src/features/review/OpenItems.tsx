import { Text, Title } from '@mantine/core';
import { type KeyboardEvent, useEffect } from 'react';
import { strings } from '../../strings';
import { type Review, setDisposition, undoDisposition } from './api';
import { ItemLine } from './ItemLine';
import { useReviewDeed } from './queries';
import classes from './review.module.css';
import { decisionsOf, type Item, itemsOf, neighbour, nextOpen } from './state';

// J, K and L stay with the recording, which is listened to while an item is decided.
const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

interface OpenItemsProps {
  review: Review;
  items: Item[];
  /** The item that is unfolded. */
  current: string | null;
  onCurrent: (key: string | null) => void;
  /** An item to go to; a new object each time. */
  wanted: { key: string } | null;
  /** Goes to the item that is open next; with null, none is. */
  onNext: (key: string | null) => void;
}

const buttonOf = (key: string): HTMLElement | null => document.getElementById(`item-${key}`);

function focusItem(key: string): void {
  buttonOf(key)?.focus();
  buttonOf(key)?.closest('li')?.scrollIntoView({ block: 'nearest' });
}

/** Language to review and claims without evidence: each is decided by a person, with the keyboard alone if they like. */
export function OpenItems({ review, items, current, onCurrent, wanted, onNext }: OpenItemsProps) {
  const id = review.session_id;
  useEffect(() => {
    if (wanted) focusItem(wanted.key);
  }, [wanted]);
  const deciding = useReviewDeed<{ key: string; decision: string; comment?: string }>(id, {
    run: ({ key, decision, comment }) => setDisposition(id, key, decision, comment),
    tell: true,
  });
  const decide = (key: string, decision: string, comment?: string): void =>
    deciding.mutate(
      { key, decision, comment },
      {
        onSuccess: (after) => {
          focusItem(key);
          onNext(nextOpen(itemsOf(after), key)?.key ?? null);
        },
      },
    );
  const undo = useReviewDeed<string>(id, {
    run: (key) => {
      focusItem(key);
      return undoDisposition(id, key);
    },
    tell: true,
  });
  const go = (step: 1 | -1): void => {
    const item = neighbour(items, current, step);
    if (item === null) return;
    onCurrent(item.key);
    focusItem(item.key);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const typing = event.target instanceof Element && event.target.matches('input, textarea');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const item = items.find(({ key }) => key === current);
    const step = STEPS[event.key];
    const decision = item && decisionsOf(item)[Number(event.key) - 1];
    if (step !== undefined) go(step);
    else if (!review.may.dispose || item === undefined) return;
    else if (decision !== undefined) decide(item.key, decision);
    else if (event.key === 'Backspace' && item.disposition != null) undo.mutate(item.key);
    else return;
    event.preventDefault();
  };
  if (items.length === 0) return null;
  const line = (item: Item) => (
    <ItemLine
      key={item.key}
      item={item}
      current={item.key === current}
      mayDecide={review.may.dispose}
      busy={deciding.isPending && deciding.variables.key === item.key}
      onToggle={() => onCurrent(item.key === current ? null : item.key)}
      onDecide={(decision, comment) => decide(item.key, decision, comment)}
      onUndo={() => undo.mutate(item.key)}
    />
  );
  return (
    // The keys are shortcuts for the buttons inside.
    // biome-ignore lint/a11y/noStaticElementInteractions: a group of buttons with shared keys
    <div onKeyDown={onKeyDown}>
      <Group
        items={items}
        kind="risk"
        title={strings.review.title}
        intro={strings.review.intro}
        line={line}
      />
      <Group
        items={items}
        kind="claim"
        title={strings.items.claims}
        intro={strings.items.claimsIntro}
        line={line}
      />
      {review.may.dispose && (
        <Text size="sm" c="dimmed" mt={-12} mb="lg" className={classes.keys}>
          {strings.items.keys}
        </Text>
      )}
    </div>
  );
}

interface GroupProps {
  items: Item[];
  kind: Item['kind'];
  title: string;
  intro: string;
  line: (item: Item) => React.ReactNode;
}

function Group({ items, kind, title, intro, line }: GroupProps) {
  const of = items.filter((item) => item.kind === kind);
  if (of.length === 0) return null;
  return (
    <section className={classes.items} aria-label={title}>
      <Title order={3}>
        {title} ({of.length})
      </Title>
      <Text size="sm" c="dimmed">
        {intro}
      </Text>
      <ul>{of.map(line)}</ul>
    </section>
  );
}
